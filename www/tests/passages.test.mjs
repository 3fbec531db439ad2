// What a reader has beyond the first excerpt of a result: its further places, a preview beside the list, pictures,
// pages that are kept, and a way to say that something is missing. Under the strictest policy.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { becomes, openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const SECTIONS = Array.from({ length: 14 }, (_, i) => `<h2 id="d${i + 1}">第${i + 1}段</h2><p>${"水声一路向东流去，".repeat(12)}这里有渡口，还有人家。${"山影渐渐远了，".repeat(12)}</p>`);
const HTML = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>渡口志</title><main><h1>渡口志</h1>${SECTIONS.join("\n")}</main></html>`;
const DOCUMENTS = [
  { url: "page.html?pictured", title: "有图的渡口", text: "一处渡口。", meta: { image: "../demo/icon.svg" } },
  { url: "page.html?title", title: "只在题目里的渡口名", text: "正文说别的事情。", meta: { image: "javascript:alert(1)" } },
  { url: "javascript:alert(1)", title: "码头", text: `<img src=x onerror=alert(1)>码头。${"山影渐渐远了，".repeat(30)}"><script>alert(2)</script>码头。`, lang: "\"><b>" },
  { url: "page.html?other", title: "别的", text: "这里没有。" },
];

stage(async () => {
  const long = await shop.put("long.html", HTML);
  shop.index(long, "places.midu", "paged", await shop.put("others.jsonl", jsonLines(DOCUMENTS)));
});

/** Runs a claim on a page with one element of these attributes. */
async function on(attributes, claim, { policy = "element", ...options } = {}) {
  const context = await browser.newContext(options);
  const dialog = attributes.mode === "dialog" ? "midu-search button.trigger" : undefined;
  const element = await openElement(context, server.origin, "../files/places.midu", attributes, policy, dialog);
  const { page } = element;
  try {
    await claim({ ...element, search: (text) => element.search(text), part: (selector) => page.locator(`midu-search ${selector}`) });
    assert.deepEqual(element.faults, []);
    assert.deepEqual(await page.evaluate(() => window.violations ?? []), []);
  } finally {
    await context.close();
  }
}

describe("further places of a result", () => {
  const long = ".hit:has(.unfold)";

  test("unfold below it, some at a time, each below its headings and leading there", () =>
    on({}, async ({ page, search, part }) => {
      await search("渡口");
      await part(".unfold").waitFor();
      assert.equal(await part(".unfold").count(), 1, "where the excerpt shows all there is nothing more");
      assert.equal(await part(".unfold").innerText(), "展开 15 处");
      await part(".unfold").click();
      // The first place is that of the excerpt.
      await becomes(() => part(`${long} .passage`).count(), 9);
      assert.equal(await part(".unfold").innerText(), "继续展开");
      assert.equal(await part(".status").innerText(), "已展开 9 处");
      await part(".unfold").click();
      await becomes(() => part(`${long} .passage`).count(), 13);
      assert.deepEqual(await part(".passage .path").allInnerTexts(), SECTIONS.map((_, i) => `第${i + 1}段`).slice(1));
      assert.deepEqual([...new Set(await part(".passage mark").allInnerTexts())], ["渡口"]);
      const href = decodeURIComponent(await part(".passage").nth(4).getAttribute("href"));
      assert.match(href, /long\.html#d6:~:text=.*渡口/);
      assert.equal(await part(".unfold").innerText(), "收起");
      await part(".unfold").click();
      await becomes(() => part(".passage").count(), 0);
      await part(".unfold").click();
      await becomes(() => part(".passage").count(), 13);
      // They belong to their list.
      await search("人家");
      await becomes(() => part(".passage").count(), 0);
    }));

  test("are reached by keys, and the arrow keys pass over the button", () =>
    on({}, async ({ page, input, search, part }) => {
      await search("渡口");
      await part(".unfold").waitFor();
      const active = () => page.evaluate(() => {
        const { shadowRoot } = document.querySelector("midu-search");
        return shadowRoot.querySelector("[aria-selected]")?.className;
      });
      const at = await part(".hit").evaluateAll((hits) => hits.findIndex((hit) => hit.querySelector(".unfold")));
      for (let step = 0; step <= at; step += 1) await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowRight");
      await becomes(() => part(".passage").count(), 9);
      assert.equal(await active(), "link");
      await page.keyboard.press("ArrowDown");
      assert.equal(await active(), "passage link");
      for (let step = 0; step < 9; step += 1) await page.keyboard.press("ArrowDown");
      assert.equal(await active(), "link");
      assert.equal(await page.evaluate(() => document.querySelector("midu-search").shadowRoot.activeElement.className), "input");
      // Within the text the key is the text's.
      await input.press("ArrowLeft");
      await page.keyboard.press("ArrowRight");
      assert.equal(await input.evaluate((box) => box.selectionStart), 2);
    }));

  test("are followed as their result is", () =>
    on({}, async ({ page, search, part }) => {
      await search("渡口");
      await part(".unfold").click();
      await part(".passage").first().waitFor();
      await page.evaluate(() => {
        window.selected = [];
        document.addEventListener("midu-select", (event) => (window.selected.push(event.detail.hit.url), event.preventDefault()));
      });
      await part(".passage").nth(2).click();
      assert.deepEqual(await page.evaluate(() => window.selected), ["/long.html"]);
    }));

  test("say where they could not be had, and can be asked for again", () =>
    on({}, async ({ page, search, part }) => {
      await search("渡口");
      await part(".unfold").waitFor();
      await page.evaluate(async () => {
        const index = await document.querySelector("midu-search").ready();
        const own = index.passages.bind(index);
        let failed = false;
        index.passages = (...given) => (failed ? own(...given) : ((failed = true), Promise.reject(new Error("gone"))));
      });
      await part(".unfold").click();
      await becomes(() => part(".unfold").innerText(), "没有取到，再试一次");
      await part(".unfold").click();
      await becomes(() => part(".passage").count(), 9);
    }));

  test("are those of the step that found the result, and of what was filtered", () =>
    on({}, async ({ search, part }) => {
      await search("这里有渡口还有人家");
      await part(".unfold").click();
      await becomes(() => part(".passage").count(), 9);
      assert.equal(await part(".passage mark").first().innerText(), "这里有渡口，还有人家");
    }));

  test("are text, whatever they say and wherever they would lead", () =>
    on({ preview: "" }, async ({ search, part }) => {
      await search("码头");
      await part(".unfold").click();
      await part(".hit .passage").waitFor();
      await part(".preview .passage").first().waitFor();
      assert.match(await part(".hit .passage").innerText(), /script>alert\(2\)<\/script>码头/);
      assert.equal(await part(":is(img, script, a, b)").count(), 0);
    }, { viewport: { width: 1280, height: 800 } }));

  test("go on where they ended, and are of a hit that the index has", () =>
    on({}, async ({ page, search }) => {
      await search("渡口");
      const outcome = await page.evaluate(async () => {
        const element = document.querySelector("midu-search");
        const index = await element.ready();
        const hit = (await index.search("渡口")).hits[0];
        const all = await index.passages("渡口", hit, { limit: 100 });
        const some = await index.passages("渡口", hit, { limit: 3 });
        const rest = await index.passages("渡口", hit, { limit: 100, from: some.next });
        const refused = await index.passages("渡口", { doc: 99 }).catch(({ code }) => code);
        return { all: all.passages.length, next: all.next ?? null, some: some.passages.length, rest: rest.passages.length, refused };
      });
      assert.deepEqual(outcome, { all: 14, next: null, some: 3, rest: 11, refused: "argument" });
    }));
});

describe("the preview", () => {
  const wide = { viewport: { width: 1280, height: 800 } };

  test("stands beside the list and shows the active result", () =>
    on({ preview: "" }, async ({ page, search, part }) => {
      await search("渡口");
      const titles = await part(".hit .title").allInnerTexts();
      await becomes(() => part(".preview-title").allInnerTexts(), [titles[0]]);
      const [list, pane] = await Promise.all([".list", ".preview"].map((one) => part(one).boundingBox()));
      assert.ok(pane.x >= list.x + list.width, `${pane.x} beside ${list.x + list.width}`);
      for (const title of titles) {
        await page.keyboard.press("ArrowDown");
        await becomes(() => part(".preview-title").allInnerTexts(), [title]);
      }
      const at = titles.indexOf("渡口志");
      await part(".hit").nth(at).hover();
      await becomes(() => part(".preview-title").allInnerTexts(), ["渡口志"]);
      assert.equal(await part(".preview .passage").count(), 6);
      assert.equal(await part(".preview").getAttribute("aria-label"), "预览");
      await page.evaluate(() => {
        window.selected = [];
        document.addEventListener("midu-select", (event) => (window.selected.push(event.detail.position), event.preventDefault()));
      });
      await part(".preview .passage").nth(3).click();
      assert.deepEqual(await page.evaluate(() => window.selected), [at]);
      await search("没有这样的文字");
      assert.equal(await part(".preview").isVisible(), false);
      await search("渡口");
      await part(".preview").waitFor();
      await page.setViewportSize({ width: 700, height: 800 });
      await becomes(() => part(".preview").isVisible(), false);
      await page.setViewportSize(wide.viewport);
      await becomes(() => part(".preview").isVisible(), true);
      await page.evaluate(() => document.querySelector("midu-search").remove());
    }, wide));

  test("fetches nothing where there is no room", () =>
    on({ preview: "" }, async ({ page, search, part }) => {
      await page.evaluate(async () => {
        const index = await document.querySelector("midu-search").ready();
        window.asked = 0;
        const own = index.passages.bind(index);
        index.passages = (...given) => ((window.asked += 1), own(...given));
      });
      await search("渡口");
      await page.keyboard.press("ArrowDown");
      await page.waitForTimeout(300);
      assert.deepEqual([await page.evaluate(() => window.asked), await part(".preview").isVisible()], [0, false]);
    }, { viewport: { width: 500, height: 800 } }));
});

test("pictures of documents are shown where the page wants them, and only addresses that may be", () =>
  on({ images: "", preview: "" }, async ({ page, search, part }) => {
    await search("渡口");
    await part(".hit img").waitFor({ state: "attached" });
    const shown = await part(".hit img").evaluateAll((images) => images.map(({ alt, src, parentElement }) => [alt, new URL(src).pathname.split("/").at(-1), parentElement.querySelector(".title").textContent]));
    assert.deepEqual(shown, [["", "icon.svg", "有图的渡口"]]);
    assert.equal(await page.evaluate(() => document.querySelectorAll("midu-search img").length), 0);
  }, { policy: "plain", viewport: { width: 1280, height: 800 } }));

describe("the link for those who miss a result", () => {
  test("carries the query, where something was found and where nothing was", () =>
    on({ report: "https://example.org/new?title={query}&from={page}" }, async ({ page, search, input, part }) => {
      assert.equal(await part(".report").isVisible(), false);
      for (const query of ["渡口", "没有 & 这样的"]) {
        await search(query);
        await part(".report").waitFor();
        const { searchParams, origin } = new URL(await part(".report").getAttribute("href"));
        assert.deepEqual([origin, searchParams.get("title"), searchParams.get("from")], ["https://example.org", query, page.url()]);
      }
      await input.fill("");
      await becomes(() => part(".report").isVisible(), false);
    }));

  test("runs nothing", () =>
    on({ report: "javascript:alert('{query}')" }, async ({ search, part }) => {
      await search("渡口");
      await part(".unfold").waitFor();
      assert.equal(await part(".report[href]").count(), 0);
    }));
});

describe("pages that are kept", () => {
  const stored = (page) => page.evaluate(() => JSON.parse(localStorage.getItem(`midu:${document.querySelector("midu-search").src}`) ?? "[]"));
  const open = async (page) => {
    await page.evaluate(() => document.querySelector("midu-search").show());
    await page.locator("midu-search .recent").waitFor();
  };

  test("stand first, survive the end of the history and twenty further pages, and are let go", () =>
    on({ mode: "dialog" }, async ({ page, input, settled, part }) => {
      await page.evaluate(() => {
        const visits = [1, 2, 3].map((i) => ({ query: `问${i}`, title: `页${i}`, url: `page.html?${i}` }));
        localStorage.setItem(`midu:${document.querySelector("midu-search").src}`, JSON.stringify(visits));
      });
      await open(page);
      const titles = () => part(".recent-title").allInnerTexts();
      assert.deepEqual(await titles(), ["最近搜索", "最近看过"]);
      await part(".keep[aria-label='收藏“页2”']").click();
      await becomes(titles, ["收藏", "最近搜索", "最近看过"]);
      assert.equal(await part(".recent-list").first().locator(".title").innerText(), "页2");
      assert.equal(await part(".recent a.link").count(), 3, "each page once");
      assert.equal(await page.evaluate(() => document.querySelector("midu-search").shadowRoot.activeElement.ariaLabel), "不再收藏“页2”");
      // What is kept is not pushed out by what is opened.
      await page.evaluate(async () => {
        const element = document.querySelector("midu-search");
        element.addEventListener("click", (event) => event.preventDefault());
        const index = await element.ready();
        const hit = (await index.search("渡口")).hits[0];
        element.mapHit = (one) => ({ ...one, url: window.next ?? hit.url });
      });
      for (let i = 0; i < 22; i += 1) {
        await page.evaluate((url) => (window.next = url), `page.html?new${i}`);
        await input.fill(i % 2 ? "渡口" : "人家");
        await page.waitForFunction((url) => document.querySelector("midu-search").shadowRoot.querySelector(".hit a.link")?.href.includes(`${url}`), `new${i}`);
        await part(".hit a.link").first().click();
      }
      const all = await stored(page);
      assert.deepEqual([all.length, all.filter(({ kept }) => kept).map(({ title }) => title)], [21, ["页2"]]);
      await input.fill("");
      await settled("idle");
      await page.evaluate(() => document.querySelector("midu-search").close());
      await page.waitForFunction(() => history.state?.midu === undefined);
      await open(page);
      await part(".clear-history").click();
      await becomes(titles, ["收藏"]);
      assert.deepEqual((await stored(page)).map(({ title, query }) => [title, query]), [["页2", ""]]);
      await part(".keep").click();
      await becomes(titles, ["最近看过"]);
    }));

  test("are passed over by the arrow keys' way through the pages' own", () =>
    on({ mode: "dialog" }, async ({ page, part }) => {
      await page.evaluate(() => {
        const visits = [1, 2].map((i) => ({ query: "问", title: `页${i}`, url: `page.html?${i}` }));
        localStorage.setItem(`midu:${document.querySelector("midu-search").src}`, JSON.stringify(visits));
      });
      await open(page);
      const seen = [];
      for (let step = 0; step < 4; step += 1) {
        await page.keyboard.press("ArrowDown");
        seen.push(await part("[aria-selected]").innerText());
      }
      assert.deepEqual(seen, ["问", "页1", "页2", "问"]);
    }));
});
