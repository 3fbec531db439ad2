// Where the links of results lead in a real browser: to the very place that a hit shows, however often
// its text stands in the page and wherever a query cuts the words.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { openElement } from "./browser.mjs";
import { jsonLines, missing, plainTexts, SAMPLE } from "./corpora.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const DAYS = ["一", "二", "三", "四", "五"];
const FILLER = `<p>${"山水之间，".repeat(12)}</p>`.repeat(12);
/** The same sentence five times, told apart by what stands before or behind it; and once in the menu. */
const SENTENCE = "老船工说，渡口今天有船，明天没有。";
const FIVE = {
  before: DAYS.map((day) => `周${day}雾大。${SENTENCE}`),
  behind: DAYS.map((day) => `${SENTENCE}周${day}雾大。`),
};

/** A page whose main part is `main`, with room between what is searched. */
const page = (main) => `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>页</title>
<nav>${SENTENCE}</nav><main>${FILLER}${main}${FILLER}</main></html>`;

stage(async () => {
  for (const [side, texts] of Object.entries(FIVE)) {
    await shop.put(`${side}.html`, page(texts.map((text) => `<p>${text.replace("渡口", "<b>渡</b>口")}</p>${FILLER}`).join("")));
    const documents = texts.map((text, i) => ({ url: `/files/${side}.html#article-${i}`, title: `其${DAYS[i]}`, text }));
    shop.index(await shop.put(`${side}.jsonl`, jsonLines(documents)), `${side}.midu`, "paged");
  }
});

/** The window of the search page, and what a followed link shows in another one. */
async function searching(src) {
  const context = await browser.newContext({ viewport: { width: 600, height: 400 } });
  const element = await openElement(context, server.origin, src);
  return {
    element,
    /** Opens an address as a reader does, and gives the text that the middle of the window shows. */
    async follow(href) {
      const there = await context.newPage();
      await there.goto(href);
      await there.waitForTimeout(200);
      const seen = await there.evaluate(() => {
        const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        const texts = [];
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
          for (const { 0: line, index } of node.data.matchAll(/[^\n]+/g)) {
            const range = document.createRange();
            range.setStart(node, index);
            range.setEnd(node, index + line.length);
            const { top, bottom } = range.getBoundingClientRect();
            if (bottom > innerHeight / 2 - 60 && top < innerHeight / 2 + 60) texts.push(line);
          }
        }
        return { text: texts.join(""), scrolled: scrollY };
      });
      await there.close();
      return seen;
    },
  };
}

describe("a text that stands five times in a page", () => {
  // Whole words, a cut through two, a whole sentence, one with its stop.
  for (const query of ["渡口", "口今", "老船工说，渡口今天有船", "明天没有。"]) {
    for (const side of Object.keys(FIVE)) {
      test(`each hit leads to its own place, told apart ${side} it: ${query}`, async () => {
        const { element, follow } = await searching(`../files/${side}.midu`);
        await element.search(query);
        const hits = await element.hits();
        assert.equal(hits.length, 5);
        for (const { href, title } of hits) {
          const { text, scrolled } = await follow(href);
          assert.ok(text.includes(`周${title.text.slice(1)}雾`) && scrolled > 0, `${decodeURIComponent(href)} leads to ${text}`);
        }
        await element.page.context().close();
      });
    }
  }
});

test("texts taken anywhere from the sample corpus are led to, wherever they cut a word", { skip: missing(SAMPLE) }, async () => {
  const documents = await plainTexts(SAMPLE, /\.txt$/);
  const folder = path.join(shop.folder, "sample");
  await mkdir(folder);
  const queries = [];
  for (const [i, { url, title, text }] of documents.entries()) {
    const blocks = text.trim().split(/\n\s*\n/).map((block) => block.replace(/\s*\n\s*/g, ""));
    await writeFile(path.join(folder, `${url}.html`), page(`<h1>${title}</h1>${blocks.map((block) => `<p>${block}</p>`).join(FILLER)}`));
    for (let k = 1; k <= 3; k += 1) {
      const block = blocks[(i * k) % blocks.length];
      const at = (i * 37 + k * 101) % Math.max(block.length - 4, 1);
      queries.push(block.slice(at, at + 3));
    }
  }
  shop.index(folder, "sample.midu", "paged", "--base-url", "/files/sample/");
  const { element, follow } = await searching("../files/sample.midu");
  const missed = [];
  let followed = 0;
  for (const query of queries.filter((text) => /^\p{Script=Han}+$/u.test(text))) {
    await element.search(query);
    // The first hit may be one in the other script.
    const [{ href, excerpt }] = await element.hits();
    followed += 1;
    const { text } = await follow(href);
    if (!text.includes(excerpt.text.slice(...excerpt.marks[0]))) missed.push(`${query}: ${decodeURIComponent(href)} leads to ${text}`);
  }
  await element.page.context().close();
  assert.ok(followed > 30);
  assert.deepEqual(missed, []);
});
