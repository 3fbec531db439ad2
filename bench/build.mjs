// What a build takes: memory and time as a corpus grows, and beside Pagefind over the same pages.
// `cargo xtask bench build` prepares and calls it:
//
//   node build.mjs --work FOLDER [--grow CORPUS] [--pages CORPUS] [--memory MB]
import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { parseArgs } from "node:util";
import { jsonLines } from "../www/tests/corpora.mjs";
import { readCorpus } from "./peers/lib/corpus.mjs";
import { percentile } from "./peers/lib/measure.mjs";
import { watched } from "./peers/lib/process.mjs";
import { digits, table } from "./peers/report.mjs";

const TIMES = [1, 2, 4];
const ROUNDS = 3;
const CAPS = { seconds: 1800, bytes: 12 * 2 ** 30 };
const MB = 1e6;

const options = { work: { type: "string" }, grow: { type: "string" }, pages: { type: "string" }, memory: { type: "string" } };
const { values: asked } = parseArgs({ options });
const midu = process.env.MIDU_CLI;
const help = spawnSync(midu, ["index", "--help"], { encoding: "utf8" }).stdout;
mkdirSync(asked.work, { recursive: true });
if (asked.grow) console.log(await growing(asked.grow));
if (asked.pages) console.log(await beside(asked.pages));

async function ended(program, given) {
  process.stderr.write(`${path.basename(program)} ${given.slice(0, 2).map((part) => path.basename(part)).join(" ")}\n`);
  const outcome = await watched(program, given, CAPS);
  if (outcome.code !== 0) throw new Error(`${program} ${given.join(" ")}: ${outcome.stopped ?? outcome.errors.trim()}`);
  return outcome;
}

/** The corpus so many times over, each time with other urls. */
function repeated({ documents, name }, count) {
  const file = path.join(asked.work, `${name}-${count}.jsonl`);
  const rows = Array.from({ length: count }, (_, round) => {
    return jsonLines(documents.map(({ url, title, text }) => ({ url: round === 0 ? url : `${url}?${round}`, title, text })));
  });
  writeFileSync(file, rows.join(""));
  return file;
}

async function growing(source) {
  const corpus = await readCorpus(source, asked.work);
  const knows = help.includes("--memory");
  const limit = knows ? ["--memory", asked.memory] : [];
  const files = TIMES.map((count) => repeated(corpus, count));
  const output = path.join(asked.work, "grown.midu");
  const took = TIMES.map(() => []);
  // In turns, so that a busy minute disturbs all sizes.
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [size, file] of files.entries()) {
      const outcome = await ended(midu, ["index", file, "--quiet", ...limit, "--layout", "paged", "--output", output]);
      took[size].push({ ...outcome, index: statSync(output).size });
    }
  }
  const middle = (size, what) => percentile(took[size].map((outcome) => outcome[what]), 50);
  const rows = TIMES.map((count, size) => {
    const ratios = ["peak", "cpu", "wall"].map((what) => `×${digits(middle(size, what) / middle(0, what))}`);
    const bytes = [statSync(files[size]).size, middle(size, "peak")].map((length) => digits(length / MB));
    return [`${count}×`, ...bytes, ...ratios, digits(middle(size, "index") / MB)];
  });
  for (const file of [...files, output]) rmSync(file);
  const said = knows ? `\`midu index --memory ${asked.memory}\`:` : "`midu index`, which knows no `--memory` yet:";
  const head = [corpus.name, "input MB", "peak MB", "peak", "processor time", "time", "index MB"];
  return `${said}\n\n${table(head, rows)}\n`;
}

function escaped(text) {
  return text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
}

/** A page as a site generator would make it: navigation, the article in paragraphs, a footer. */
function rendered({ title, text }) {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => `<p>${escaped(paragraph)}</p>`);
  return `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><title>${escaped(title)}</title></head>
<body>
<nav><a href="/">Home</a></nav>
<main><article><h1>${escaped(title)}</h1>
${paragraphs.join("\n")}
</article></main>
<footer>The end of the page</footer>
</body>
</html>
`;
}

function writePages({ documents }, folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  documents.forEach((document, number) => writeFileSync(path.join(folder, `${number}.html`), rendered(document)));
}

async function beside(source) {
  const corpus = await readCorpus(source, asked.work);
  const pages = path.join(asked.work, "pages");
  writePages(corpus, pages);
  const html = help.includes(".html");
  const require = createRequire(new URL("./peers/", import.meta.url));
  const pagefind = require.resolve(`@pagefind/${process.platform}-${process.arch}/bin/pagefind_extended`);
  const output = path.join(asked.work, "site.midu");
  const sides = {
    midu: () => ended(midu, ["index", html ? pages : corpus.file, "--quiet", "--layout", "paged", "--output", output]),
    Pagefind: () => ended(pagefind, ["--site", pages, "--output-path", path.join(asked.work, "pagefind"), "--quiet"]),
  };
  const took = { midu: [], Pagefind: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [side, run] of Object.entries(sides)) took[side].push(await run());
  }
  const middle = (side, what) => percentile(took[side].map((outcome) => outcome[what]), 50);
  const rows = [["time", "wall"], ["processor time", "cpu"], ["peak memory", "peak"]].map(([name, what]) => {
    return [name, `×${digits(middle("Pagefind", what) / middle("midu", what))}`];
  });
  const peaks = ["midu", "Pagefind"].map((side) => `${side} ${digits(middle(side, "peak") / MB)} MB`);
  const input = html ? "" : "; this midu reads no HTML yet, so it had the same texts as .jsonl";
  return `${corpus.documents.length} pages of ${corpus.name}: Pagefind takes so many times what midu takes, ${ROUNDS} builds of each in turns${input}\n
${table(["", "Pagefind / midu"], rows)}\n\npeak memory: ${peaks.join(", ")}\n`;
}
