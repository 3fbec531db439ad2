// Opens the bench page in a browser and prints its table. `cargo xtask bench engine` prepares the
// folder that is named on the command line: folded.jsonl and one index for each layout, and indexes
// with requests in the query language.
import { fileURLToPath } from "node:url";
import { launch } from "../www/tests/browser.mjs";
import { serve } from "../www/tests/server.mjs";

const LENGTHS = [1, 2, 3, 4, 6, 8, 12];
// Only the scan of the compact layout has SIMD instructions to go without.
const ENGINES = [
  { layout: "paged", folder: "wasm" },
  { layout: "embedded", folder: "wasm" },
  { layout: "compact", folder: "wasm-full" },
  { layout: "compact", folder: "wasm-scalar" },
];
// As texts and titles are, and with headings, tags and dates.
const LANGUAGE = ["language-plain", "language-fields"];

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const server = await serve({ "/bench/": at("."), "/dist/": at("../www/dist"), "/files/": process.argv[2] });
const browser = await launch();
try {
  const page = await browser.newPage();
  page.on("pageerror", (error) => console.error(String(error)));
  await page.goto(`${server.origin}/bench/page.html`);
  await page.waitForFunction(() => globalThis.ready === true);
  const only = process.argv[3] === "--language";
  if (!only) print(await page.evaluate((what) => globalThis.measure(what), { lengths: LENGTHS, engines: ENGINES }));
  const asked = { folder: "wasm-full", files: LANGUAGE };
  (await page.evaluate((what) => globalThis.measureLanguage(what), asked)).forEach(printLanguage);
  await page.goto(`${server.origin}/bench/paint.html`);
  await page.waitForFunction(() => globalThis.ready === true);
  printPaint(await page.evaluate(() => globalThis.measurePaint()));
  const session = await page.context().newCDPSession(page);
  for (const rate of [1, 6]) {
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    printTyping(rate, await page.evaluate(() => globalThis.measureTyping()));
  }
} finally {
  await browser.close();
  await server.close();
}

function print({ characters, documents, rows }) {
  console.log(`${documents} documents, ${characters} folded characters; times are of this run, ratios are what lasts`);
  console.log("                                                engine / includes     engine us        includes us");
  console.log("index and task                characters  queries     p50      p95     p50     p95      p50      p95");
  for (const { name, length, queries, ratio, engine, includes } of rows) {
    const cells = [
      name.padEnd(29),
      String(length).padStart(10),
      String(queries).padStart(8),
      ...ratio.map((value) => value.toFixed(4).padStart(8)),
      ...engine.map((value) => value.toFixed(1).padStart(7)),
      ...includes.map((value) => value.toFixed(0).padStart(8)),
    ];
    console.log(cells.join(" "));
  }
}

function printLanguage({ name, rows }) {
  console.log(`\n${name}: queries in the language, Index.query and Index.suggest; by the median of one text`);
  console.log("feature                                  queries  ratio p50      p95   engine us p50        p95");
  for (const { feature, queries, ratio, engine } of rows) {
    const cells = [
      feature.padEnd(40),
      String(queries).padStart(7),
      ...ratio.map((value) => value.toFixed(2).padStart(9)),
      ...engine.map((value) => value.toFixed(0).padStart(12)),
    ];
    console.log(cells.join(" "));
  }
}

function printPaint({ paint, client, ratio }) {
  const cells = (values) => values.map((value) => value.toFixed(1).padStart(8)).join("");
  console.log("\nfrom a key in the element to the frame with its results, pages at hand, frames at 60 Hz");
  console.log("                          p50     p95");
  console.log(`milliseconds         ${cells(paint)}`);
  console.log(`the client alone     ${cells(client)}`);
  console.log(`ratio                ${cells(ratio)}`);
}

function printTyping(rate, { keys, typing, idle }) {
  const row = ({ count, late, longest }) => `${late} of ${count} frames late (over 25 ms), the longest ${longest.toFixed(0)} ms`;
  console.log(`\n${keys} keys, one every 80 ms, on a machine slowed down ${rate} times`);
  console.log(`typing   ${row(typing)}\nresting  ${row(idle)}`);
}
