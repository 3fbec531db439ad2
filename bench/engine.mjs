// Opens the bench page in a browser and prints its table. `cargo xtask bench engine` prepares the
// folder that is named on the command line: folded.jsonl and one index for each layout.
import { fileURLToPath } from "node:url";
import { launch } from "../www/tests/browser.mjs";
import { serve } from "../www/tests/server.mjs";

const LENGTHS = [1, 2, 3, 4, 6, 8, 12];
const LAYOUTS = ["embedded", "compact"];
const FOLDERS = ["wasm", "wasm-scalar"];

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const server = await serve({ "/bench/": at("."), "/dist/": at("../www/dist"), "/files/": process.argv[2] });
const browser = await launch();
try {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/bench/page.html`);
  await page.waitForFunction(() => globalThis.ready === true);
  const rows = await page.evaluate((what) => globalThis.measure(what), {
    lengths: LENGTHS,
    layouts: LAYOUTS,
    folders: FOLDERS,
  });
  print(rows);
} finally {
  await browser.close();
  await server.close();
}

function print(rows) {
  console.log("characters  index                    engine us  includes us  times faster");
  for (const { name, length, engine, includes } of rows) {
    const [a, b] = [engine, includes].map((ms) => (ms * 1000).toFixed(1));
    const ratio = (includes / engine).toFixed(1);
    console.log(`${String(length).padStart(10)}  ${name.padEnd(22)} ${a.padStart(11)} ${b.padStart(12)} ${ratio.padStart(13)}`);
  }
}
