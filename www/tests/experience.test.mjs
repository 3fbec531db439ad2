// Every expectation of a reader has a test: those that experience.mjs names are in the sources. Prints the list.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { test } from "node:test";
import { ROOT } from "./corpora.mjs";
import { EXPERIENCE } from "./experience.mjs";

/** The names of the tests in a source, as they are written there; of a name with parts filled in, its text. */
async function namesIn(file) {
  const text = await readFile(path.join(ROOT, file), "utf8");
  if (file.endsWith(".rs")) return [...text.matchAll(/#\[test\]\s+(?:#\[.*\]\s+)*fn (\w+)/g)].map(([, name]) => name);
  return [...text.matchAll(/\b(?:test|describe)\(\s*(["`])(.*?[^\\])\1/g)].map(([, , name]) => name);
}

test("each expectation names a test that is there, or is open", async (context) => {
  const names = new Map();
  const missing = [];
  for (const [about, rows] of Object.entries(EXPERIENCE)) {
    context.diagnostic(about);
    for (const row of rows) {
      context.diagnostic(row.open ? `  OPEN  ${row.expects}` : `  ${row.expects} — ${row.in}: ${row.test}`);
      if (row.open) continue;
      if (!names.has(row.in)) names.set(row.in, await namesIn(row.in));
      // What is filled in may stand before, behind or between.
      const is = names.get(row.in).some((name) => name === row.test || name.split(/(?=\$\{)|(?<=\})/).includes(row.test));
      if (!is) missing.push(`${row.in}: ${row.test}`);
    }
  }
  assert.deepEqual(missing, []);
});

test("no expectation stands there twice, and none without words", () => {
  const all = Object.values(EXPERIENCE).flat();
  assert.equal(new Set(all.map(({ expects }) => expects)).size, all.length);
  for (const { expects, open, in: file, test: name } of all) assert.ok(expects && (open ? !file && !name : file && name), expects);
});
