// What the real element shows in a real page equals an independent scan: documents, counts, marks, in
// every layout, with and without SIMD.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openElement } from "./browser.mjs";
import { CHANGZHOU_QUERIES, compare, SAMPLE_QUERIES } from "./contract.mjs";
import { CHANGZHOU, jsonLines, LAYOUTS, missing, plainTexts, SAMPLE } from "./corpora.mjs";
import { scan } from "./fold.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage();

/** Compares what the element shows of an index with the scan. */
async function compareFile(file, documents, queries, attributes) {
  const context = await browser.newContext();
  await compare(await openElement(context, server.origin, `../files/${file}`, attributes), documents, queries);
  await context.close();
}

describe("the five Changzhou documents", { skip: missing(CHANGZHOU) }, () => {
  for (const layout of LAYOUTS) {
    test(`${layout}: equal to a scan`, async () => {
      // As JSON lines, so that titles and bodies are what the scan takes them for.
      const documents = await plainTexts(CHANGZHOU);
      shop.index(await shop.put("changzhou.jsonl", jsonLines(documents)), `changzhou-${layout}.midu`, layout);
      await compareFile(`changzhou-${layout}.midu`, documents, CHANGZHOU_QUERIES);
    });
    test(`${layout}: equal to a scan without SIMD`, async () => {
      const documents = await plainTexts(CHANGZHOU);
      await compareFile(`changzhou-${layout}.midu`, documents, CHANGZHOU_QUERIES, { "no-simd": "" });
      const asked = server.log.filter(({ path }) => path.endsWith(".wasm")).at(-1);
      assert.match(asked.path, /wasm-scalar/);
    });
  }
  test("as the command cuts them into articles: as often in each file as a scan finds", async () => {
    const documents = await plainTexts(CHANGZHOU);
    shop.index(CHANGZHOU, "articles.midu", "paged");
    const element = await openElement(await browser.newContext(), server.origin, "../files/articles.midu");
    for (const query of CHANGZHOU_QUERIES) {
      const { each } = scan(documents, query);
      await element.search(query);
      await element.all();
      const found = {};
      for (const hit of await element.hits()) {
        const file = decodeURIComponent(new URL(hit.href).pathname.split("/").at(-1));
        found[file] = (found[file] ?? 0) + hit.occurrences;
        assert.ok(hit.title.marks.length + hit.excerpt.marks.length > 0, `nothing is marked for ${query} in ${hit.href}`);
      }
      const expected = Object.fromEntries(Object.entries(each).filter(([, count]) => count > 0));
      assert.deepEqual(found, expected, query);
    }
    await element.page.context().close();
  });
  test("a text with a space is one text where it is taken literally, by either engine", async () => {
    const documents = await plainTexts(CHANGZHOU);
    shop.index(await shop.put("changzhou.jsonl", jsonLines(documents)), "changzhou.midu", "paged");
    const page = await browser.newPage();
    await page.goto(`${server.origin}/pages/plain.html`);
    const found = await page.evaluate(async () => {
      const { open } = await import("/dist/midu.js");
      const index = await open("/files/changzhou.midu");
      const answers = [{}, { explain: true }].map((more) => index.search("122 个项目", { literal: true, ...more }));
      return (await Promise.all(answers)).map(({ total, occurrences }) => ({ total, occurrences }));
    });
    const { urls, occurrences } = scan(documents, "122 个项目");
    assert.deepEqual(found, Array(2).fill({ total: urls.length, occurrences }));
    await page.close();
  });
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
      await compareFile(`sample-${layout}.midu`, documents, SAMPLE_QUERIES);
    });
  }
});
