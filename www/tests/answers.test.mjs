// What the real element shows in a real page equals an independent scan: documents, counts, marks, in
// every layout, with and without SIMD.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch, openElement, serveBuild, totals } from "./browser.mjs";
import { CHANGZHOU, jsonLines, LAYOUTS, missing, plainTexts, SAMPLE, workshop } from "./corpora.mjs";
import { fold, joined, occurrences, scan } from "./fold.mjs";

const CHANGZHOU_QUERIES = [
  "因地制宜", // Broken over a page in one document, Traditional in another.
  "产业",
  "產業",
  "122个项目",
  "122 个项目",
  "ＧＤＰ万亿",
  "gdp萬億",
  "州",
  "长荡湖",
  "長蕩湖",
  "新质生产力",
  "新質生産力",
  "常州市科学技术局",
];
const SAMPLE_QUERIES = ["的", "时间", "時間", "不", "，", "来", "學", "风", "燈塔", "城墙", "这里没有的一句话"];

let browser;
let shop;
let server;
before(async () => {
  browser = await launch();
  shop = await workshop();
  server = await serveBuild(shop.folder);
});
after(async () => {
  await browser?.close();
  await server?.close();
  await shop?.remove();
});

/** Types each query and compares everything that is shown with the scan. */
async function compare(file, documents, queries, attributes) {
  const context = await browser.newContext();
  const element = await openElement(context, server.origin, `../files/${file}`, attributes);
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
  await context.close();
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

describe("the five Changzhou documents", { skip: missing(CHANGZHOU) }, () => {
  for (const layout of LAYOUTS) {
    test(`${layout}: equal to a scan`, async () => {
      const documents = await plainTexts(CHANGZHOU);
      shop.index(CHANGZHOU, `changzhou-${layout}.midu`, layout);
      await compare(`changzhou-${layout}.midu`, documents, CHANGZHOU_QUERIES);
    });
    test(`${layout}: equal to a scan without SIMD`, async () => {
      const documents = await plainTexts(CHANGZHOU);
      await compare(`changzhou-${layout}.midu`, documents, CHANGZHOU_QUERIES, { "no-simd": "" });
      const asked = server.log.filter(({ path }) => path.endsWith(".wasm")).at(-1);
      assert.match(asked.path, /wasm-scalar/);
    });
  }
  test("the scan itself finds what a person counted", async () => {
    const documents = await plainTexts(CHANGZHOU);
    assert.deepEqual(scan(documents, "产业"), scan(documents, "產業"));
    assert.deepEqual(scan(documents, "122个项目"), scan(documents, "122 个项目"));
    assert.ok(scan(documents, "因地制宜").urls.length >= 2);
    assert.ok(scan(documents, "长荡湖").occurrences > 0);
  });
});

describe("the sample corpus", { skip: missing(SAMPLE) }, () => {
  for (const layout of LAYOUTS) {
    test(`${layout}: equal to a scan`, async () => {
      // As JSON lines, so that titles and bodies are what the scan takes them for.
      const documents = await plainTexts(SAMPLE, /\.(txt|md)$/);
      const lines = await shop.put(`sample-${layout}.jsonl`, jsonLines(documents));
      shop.index(lines, `sample-${layout}.midu`, layout);
      await compare(`sample-${layout}.midu`, documents, SAMPLE_QUERIES);
    });
  }
});
