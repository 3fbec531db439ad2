// What every way to search must show: for each query the documents, counts and marks of an independent
// scan. Queries for the two corpora that all tests of answers share.
import assert from "node:assert/strict";
import { totals } from "./browser.mjs";
import { fold, joined, occurrences, scan } from "./fold.mjs";

export const CHANGZHOU_QUERIES = [
  "因地制宜", // Broken over a page in one document, Traditional in another.
  "产业",
  "產業",
  "122个项目",
  "ＧＤＰ万亿",
  "gdp萬億",
  "州",
  "长荡湖",
  "長蕩湖",
  "新质生产力",
  "新質生産力",
  "常州市科学技术局",
];
export const SAMPLE_QUERIES = ["的", "时间", "時間", "不", "，", "来", "學", "风", "燈塔", "城墙", "这里没有的一句话"];

/** Types each query and compares everything that is shown with the scan. */
export async function compare(element, documents, queries) {
  // What is near a query is no matter of the scan.
  await element.page.evaluate(() => document.querySelector("midu-search").setAttribute("exact", ""));
  for (const query of queries) {
    const expected = scan(documents, query);
    await element.search(query);
    await element.all();
    const hits = await element.hits();
    assert.deepEqual(hits.map(urlOf).sort(), expected.urls, `documents of ${query}`);
    if (expected.urls.length === 0) {
      assert.equal(await element.state(), "empty", query);
      continue;
    }
    const shown = totals(await element.summary());
    assert.deepEqual(shown, { documents: expected.urls.length, occurrences: expected.occurrences }, `totals of ${query}`);
    for (const hit of hits) {
      assert.equal(hit.occurrences, expected.each[urlOf(hit)], `count of ${query} in ${hit.href}`);
      checkMarks(hit, query);
    }
  }
  assert.deepEqual(element.faults, []);
  assert.deepEqual(await element.page.evaluate(() => window.violations), []);
}

/** Every occurrence that is shown is marked, nothing else is, and at least one is. */
function checkMarks(hit, query) {
  for (const shown of [hit.title, hit.excerpt]) {
    assert.deepEqual(joined(shown.marks), joined(occurrences(shown.text, query)), `marks of ${query} in “${shown.text}”`);
    for (const [start, end] of shown.marks) {
      const text = fold(shown.text.slice(start, end));
      assert.ok(text.includes(fold(query)), `“${text}” was marked for ${query}`);
    }
  }
  assert.ok(hit.title.marks.length + hit.excerpt.marks.length > 0, `nothing is marked for ${query} in ${hit.href}`);
}

function urlOf({ href }) {
  return decodeURIComponent(new URL(href).pathname.split("/").at(-1));
}

