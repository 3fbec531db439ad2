// What a rebuild costs after one page of 10,000 changed, as a ratio to the full build of the same run:
// with the cache, without it, and the reading alone. `cargo xtask bench rebuild` prepares and calls it:
//
//   node rebuild.mjs --work FOLDER [--pages N]
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const ROUNDS = 3;
const CORPUS = fileURLToPath(new URL("../www/corpus/", import.meta.url));
const { values: asked } = parseArgs({ options: { work: { type: "string" }, pages: { type: "string", default: "10000" } } });
const midu = process.env.MIDU_CLI;
const site = path.join(asked.work, "site");
const at = (name) => path.join(asked.work, name);

/** Sentences of the sample corpus, from which pages are made. */
function sentences() {
  const texts = readdirSync(CORPUS).map((name) => readFileSync(path.join(CORPUS, name), "utf8"));
  return texts.flatMap((text) => text.match(/[^。！？\n]{6,}[。！？]/g) ?? []);
}

/** A page as a generator would write it, with sentences that only depend on its number. */
function page(number, all) {
  let state = number + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return all[(state >>> 8) % all.length];
  };
  const paragraphs = Array.from({ length: 12 }, () => `<p>${next()}${next()}${next()}</p>`);
  return `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>第 ${number} 页 | 站</title></head>
<body><header><a href="/">站</a></header><nav><ul>${'<li><a href="/">栏目</a></li>'.repeat(20)}</ul></nav>
<main><article><h1>第 ${number} 页</h1>${paragraphs.slice(0, 6).join("\n")}
<h2 id="more">再看</h2>${paragraphs.slice(6).join("\n")}</article></main><footer>页脚</footer></body></html>
`;
}

function build(...args) {
  const began = performance.now();
  const printed = execFileSync(midu, ["index", site, "--quiet", "--json", ...args], { encoding: "utf8", maxBuffer: 1 << 28 });
  return { seconds: (performance.now() - began) / 1000, told: JSON.parse(printed) };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

const count = Number(asked.pages);
const all = sentences();
rmSync(asked.work, { recursive: true, force: true });
for (let number = 0; number < count; number += 1) {
  const folder = path.join(site, String(Math.trunc(number / 100)));
  if (number % 100 === 0) mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${number}.html`), page(number, all));
}

const times = { full: [], again: [], without: [], listed: [], relisted: [] };
for (let round = 0; round < ROUNDS; round += 1) {
  rmSync(at("cache"), { force: true });
  const full = build("-o", at("full.midu"), "--cache", at("cache"));
  assert.equal(full.told.documents, count);
  writeFileSync(path.join(site, "0/7.html"), page(count + round, all));
  const again = build("-o", at("again.midu"), "--cache", at("cache"));
  assert.equal(again.told.reused, count - 1, "all pages but one come out of the cache");
  const without = build("-o", at("without.midu"));
  assert.ok(readFileSync(at("again.midu")).equals(readFileSync(at("without.midu"))), "the same bytes as without a cache");
  rmSync(at("cache"));
  const listed = build("--dry-run", "--cache", at("cache"));
  writeFileSync(path.join(site, "0/7.html"), page(count + ROUNDS + round, all));
  const relisted = build("--dry-run", "--cache", at("cache"));
  for (const [name, { seconds }] of Object.entries({ full, again, without, listed, relisted })) times[name].push(seconds);
}
const ratio = (a, b) => (median(times[a]) / median(times[b])).toFixed(2);
console.log(`${count} pages, one of them changed; medians of ${ROUNDS} rounds, as ratios

| | ratio |
| --- | --- |
| rebuild with the cache / first build with it | ${ratio("again", "full")} |
| rebuild with the cache / build without one | ${ratio("again", "without")} |
| reading alone, with the cache / without what it holds | ${ratio("relisted", "listed")} |

cache ${statSync(at("cache")).size} bytes, index ${statSync(at("again.midu")).size} bytes`);
rmSync(asked.work, { recursive: true, force: true });
