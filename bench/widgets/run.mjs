// `npm run shots`: builds the site, uses every widget, writes the table into docs/widgets.md and the pictures on one
// sheet into docs/widgets.png. `node run.mjs table` or `node run.mjs shots` does one of the two, `--only TEXT` asks
// the rows alone whose label has the text and prints them.
import { chromium } from "playwright-core";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { host } from "./lib/host.mjs";
import { PROBES } from "./lib/probes.mjs";
import { shots } from "./lib/shots.mjs";
import { build } from "./lib/site.mjs";
import { visit } from "./lib/visit.mjs";

const docs = (name) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const { devDependencies: versions } = JSON.parse(await readFile(new URL("package.json", import.meta.url), "utf8"));
const COLUMNS = {
  midu: "midu",
  pagefind: `Pagefind ${versions.pagefind}`,
  docsearch: `DocSearch ${versions["@docsearch/js"]}`,
  "docsearch-5": `DocSearch ${versions["docsearch-5"].split("@").at(-1)}, keyword only`,
};
const [, , ...args] = process.argv;
const only = args.includes("--only") ? args[args.indexOf("--only") + 1] : undefined;
const all = !args.includes("table") && !args.includes("shots") && only === undefined;

const folder = await mkdtemp(join(tmpdir(), "midu-widgets-"));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"] });
let server;
try {
  const texts = await build(folder);
  server = await host(folder);
  const stage = { browser, server, texts, folder };
  if (all || args.includes("table") || only !== undefined) await table(stage);
  if (all || args.includes("shots")) await shots(stage, COLUMNS, docs("widgets.png"));
} finally {
  await browser.close();
  await server?.close();
  await rm(folder, { recursive: true });
}

async function table(stage) {
  const cell = (text) => String(text).replace(/\|/g, "\\|").replace(/\s+/g, " ");
  const lines = [];
  for (const [group, rows] of PROBES) {
    const asked = rows.filter(([label]) => label.includes(only ?? ""));
    if (asked.length) lines.push(`\n### ${group}\n`, `| | ${Object.values(COLUMNS).join(" | ")} |`, `| --- | ${Object.keys(COLUMNS).map(() => "---").join(" | ")} |`);
    for (const [label, probe] of asked) {
      // A probe that fails is said to have failed, and never counted as a "no".
      const ask = (name) => probe((asking, act) => visit(stage, name, asking, act), name).catch((error) => `failed: ${error.message.split("\n")[0]}`);
      const cells = (await Promise.all(Object.keys(COLUMNS).map(ask))).map(cell);
      lines.push(`| ${label} | ${cells.join(" | ")} |`);
      console.log(`${label}: ${cells.join(" | ")}`);
    }
  }
  if (only !== undefined) return;
  const page = await readFile(docs("widgets.md"), "utf8");
  const made = `<!-- widgets -->\nChromium ${stage.browser.version()}, axe-core ${versions["axe-core"]}.\n${lines.join("\n")}\n<!-- end widgets -->`;
  await writeFile(docs("widgets.md"), page.replace(/<!-- widgets -->[^]*<!-- end widgets -->/, () => made));
}
