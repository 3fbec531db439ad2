// What an element has by its attributes: facets and orders, completions, the history, a box that drops
// down; and what a page changes by properties and events. Under the strictest policy.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { becomes, openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const KINDS = ["县志", "报纸", "杂志"];
const DOCUMENTS = PLACES_DOCUMENTS.map((document, i) => ({
  ...document,
  url: `page.html?${i}`,
  date: `20${String(i % 24).padStart(2, "0")}-05-01`,
  filters: { 类型: [KINDS[i % 3]], 年: Array.from({ length: 1 }, () => String(1980 + (i % 12))) },
}));

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(DOCUMENTS)), "places.midu", "paged");
});

/** Runs a claim on a page with one element of these attributes. */
async function on(attributes, claim, options = {}) {
  const context = await browser.newContext(options);
  const element = await openElement(context, server.origin, "../files/places.midu", attributes, "element", attributes.mode === "dialog" ? "midu-search button.trigger" : undefined);
  const { page } = element;
  try {
    const settled = (...states) => element.settled(...states);
    const shown = () => page.evaluate(() => Number(document.querySelector("midu-search").shadowRoot.querySelector(".summary").textContent.match(/\d+/)?.[0] ?? 0));
    await claim({ ...element, page, settled, shown, part: (selector) => page.locator(`midu-search ${selector}`) });
    assert.deepEqual(element.faults, []);
    assert.deepEqual(await page.evaluate(() => window.violations ?? []), []);
  } finally {
    await context.close();
  }
}

describe("facets", () => {
  const choices = (page) =>
    page.evaluate(() => [...document.querySelector("midu-search").shadowRoot.querySelectorAll(".choice")].map((one) => `${one.querySelector("input").checked ? "x " : ""}${one.innerText.replace(/\s+/g, " ")}`));

  test("show the values of what is found, narrow it, keep what was chosen and let it go", () =>
    on({ filters: "类型" }, async ({ page, input, settled, shown, part }) => {
      await input.fill("江苏");
      await settled("results");
      const all = await shown();
      await becomes(() => part(".facet-name").allInnerTexts(), ["类型"]);
      const counts = (await choices(page)).map((text) => Number(text.split(" ")[1]));
      assert.equal(counts.reduce((a, b) => a + b), all);
      await part(".choice").first().click();
      await becomes(shown, counts[0]);
      // The other values are still there to widen it, with what each would add.
      await becomes(async () => (await choices(page)).map((text) => Number(text.replace("x ", "").split(" ")[1])), counts);
      assert.match((await choices(page))[0], /^x /);
      await part(".choice").nth(1).click();
      await becomes(shown, counts[0] + counts[1]);
      await part(".choice").nth(1).click();
      await becomes(shown, counts[0]);
      // The choice holds for the next query too.
      await input.fill("常州");
      await becomes(async () => (await shown()) < 5, true);
      await input.fill("江苏");
      await becomes(shown, counts[0]);
      await part(".clear").click();
      await becomes(shown, all);
      await becomes(() => part(".clear").isVisible(), false);
      assert.equal(await page.evaluate(() => document.querySelector("midu-search").shadowRoot.activeElement.className), "input");
    }));

  test("of one name widen, of two names narrow", () =>
    on({ filters: "类型 年" }, async ({ page, input, settled, shown, part }) => {
      await input.fill("江苏");
      await settled("results");
      const value = (name, text) => part(`.choice:has(input[name="${name}"][value="${text}"])`);
      const counted = async (name, text) => Number(await value(name, text).locator(".count").innerText());
      await value("类型", "县志").waitFor();
      const [a, all] = [await counted("类型", "县志"), await shown()];
      await value("类型", "县志").click();
      await becomes(shown, a);
      const one = await counted("年", "1980");
      await value("年", "1980").click();
      await becomes(shown, one);
      assert.ok(one < a && a < all, `${one} < ${a} < ${all}`);
      const filter = await page.evaluate(() => document.querySelector("midu-search").options.filter);
      assert.deepEqual(filter, { 类型: ["县志"], 年: ["1980"] });
    }));

  test("show few values until all are asked for, and work by keys", () =>
    on({ filters: "年" }, async ({ page, input, settled, part }) => {
      await input.fill("江苏");
      await settled("results");
      await part(".unfold").waitFor();
      assert.equal((await choices(page)).length, 8);
      await part(".unfold").press("Enter");
      await becomes(async () => (await choices(page)).length, 12);
      await page.keyboard.press("Space");
      await becomes(async () => (await choices(page)).filter((text) => text.startsWith("x")).length, 1);
      // The focus is where it was although the bar was drawn anew.
      const focused = () => page.evaluate(() => document.querySelector("midu-search").shadowRoot.activeElement?.checked);
      await becomes(focused, true);
    }));

  test("show what a filter leaves where nothing is typed", () =>
    on({ filters: "类型" }, async ({ input, settled, shown, part }) => {
      await input.fill("江苏");
      await settled("results");
      await part(".choice").first().click();
      await input.fill("");
      await input.press("Enter");
      await becomes(shown, PLACES_DOCUMENTS.filter((_, i) => i % 3 === 0).length);
      await part(".clear").click();
      await settled("idle");
    }));

  test("leave no choice behind that cannot be seen, where the element moves", () =>
    on({ filters: "类型" }, async ({ page, input, settled, shown, part }) => {
      await input.fill("江苏");
      await settled("results");
      const all = await shown();
      await part(".choice").first().click();
      await becomes(async () => (await shown()) < all, true);
      await page.evaluate(() => document.querySelector("main").append(document.querySelector("midu-search")));
      await part(".choice").first().waitFor();
      await becomes(shown, all);
      assert.equal(await part(".choice :checked").count(), 0);
    }));

  test("are not there where the index has none of the name", () =>
    on({ filters: "没有" }, async ({ input, settled, part }) => {
      await input.fill("江苏");
      await settled("results");
      assert.equal(await part(".filters").isVisible(), false);
    }));
});

test("the order is the reader's", () =>
  on({ sort: "date" }, async ({ page, input, settled, part }) => {
    const dates = () => page.evaluate(() => [...document.querySelector("midu-search").shadowRoot.querySelectorAll("time")].map(({ dateTime }) => dateTime));
    await input.fill("江苏");
    await settled("results");
    const usual = await dates();
    for (const [value, sorted] of [["-date", (a, b) => (a < b ? 1 : -1)], ["date", (a, b) => (a < b ? -1 : 1)]]) {
      await part(".order").selectOption(value);
      await becomes(async () => { const seen = await dates(); return seen.length > 1 && seen.every((date, i) => i === 0 || sorted(seen[i - 1], date) <= 0 || seen[i - 1] === date); }, true);
      assert.notDeepEqual(await dates(), usual);
    }
    await part(".order").selectOption("");
    await becomes(dates, usual);
  }));

test("completions of what is typed are offered, pressed and gone again", () =>
  on({ suggest: "" }, async ({ page, input, settled, part }) => {
    await input.fill("常");
    await settled("results");
    await part(".suggestion").first().waitFor();
    const texts = await part(".suggestion").allInnerTexts();
    assert.ok(texts.length <= 6 && texts.every((text) => text.startsWith("常") && text !== "常"), texts.join());
    await part(".suggestion").first().click();
    await becomes(() => input.inputValue(), texts[0]);
    await settled("results");
    assert.equal(await page.evaluate(() => document.querySelector("midu-search").shadowRoot.activeElement.className), "input");
    await input.fill("");
    await becomes(() => part(".suggestions").isVisible(), false);
  }));

describe("the history", () => {
  const opened = async ({ page, part }) => {
    await page.evaluate(() => document.querySelector("midu-search").show());
    await part(".dialog[open]").waitFor();
  };
  const visit = async (all, query) => {
    const { page, input, settled, part } = all;
    await opened(all);
    await input.fill(query);
    await settled("results");
    // Followed, but not left.
    await page.evaluate(() => addEventListener("click", (event) => event.preventDefault(), { once: true }));
    await part("li.hit a.link").first().click();
    await page.evaluate(() => document.querySelector("midu-search").close());
    await page.waitForFunction(() => history.state?.midu === undefined);
    await page.evaluate(() => document.querySelector("midu-search").search(""));
  };

  test("is offered below the empty box, by keys too, and cleared", () =>
    on({ mode: "dialog" }, async (all) => {
      const { page, input, part, settled } = all;
      await opened(all);
      assert.equal(await part(".recent").count(), 0, "nothing was opened yet");
      await page.evaluate(() => document.querySelector("midu-search").close());
      await page.waitForFunction(() => history.state?.midu === undefined);
      await visit(all, "江苏");
      await visit(all, "常州");
      await opened(all);
      await part(".recent-query").first().waitFor();
      assert.deepEqual(await part(".recent-query").allInnerTexts(), ["常州", "江苏"]);
      assert.equal(await part(".recent a.link").count(), 2);
      assert.equal(await input.getAttribute("aria-expanded"), "true");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("ArrowDown");
      assert.equal(await part("[aria-selected=true]").innerText(), "江苏");
      await page.keyboard.press("Enter");
      await settled("results");
      assert.equal(await input.inputValue(), "江苏");
      assert.equal(await part(".recent").isVisible(), false);
      await input.fill("");
      await settled("idle");
      await part(".clear-history").click();
      assert.equal(await part(".recent-query").count(), 0);
      assert.equal(await page.evaluate(() => localStorage.length), 0);
    }));

  test("is not kept where the page says so, and what is stored is not trusted", () =>
    on({ mode: "dialog", "no-history": "" }, async (all) => {
      await visit(all, "江苏");
      assert.equal(await all.page.evaluate(() => localStorage.length), 0);
      for (const stored of ["{", "7", "null", "[null]", '[{"query":1}]', '{"a":1}', '[{"query":"<img src=x onerror=alert(1)>","url":"javascript:alert(1)","title":"x"}]']) {
        await all.page.evaluate((text) => {
          const element = document.querySelector("midu-search");
          localStorage.setItem(`midu:${element.src}`, text);
          element.removeAttribute("no-history");
        }, stored);
        await opened(all);
        assert.equal(await all.part(".recent a.link").count(), 0, stored);
        assert.equal(await all.part(".recent img").count(), 0, stored);
        await all.page.evaluate(() => document.querySelector("midu-search").close());
        await all.page.waitForFunction(() => history.state?.midu === undefined);
      }
    }));
});

test("results drop down over the page and go where the reader goes elsewhere", () =>
  on({ mode: "dropdown" }, async ({ page, input, settled, part }) => {
    await page.evaluate(() => document.querySelector("main").insertAdjacentHTML?.call && document.querySelector("main").append(Object.assign(document.createElement("button"), { id: "after", textContent: "后" })));
    const top = () => page.evaluate(() => document.querySelector("#after").getBoundingClientRect().top);
    const before = await top();
    await part(".layer").waitFor({ state: "attached" });
    await input.click();
    assert.equal(await part(".layer").isVisible(), false, "nothing was asked");
    await input.fill("江苏");
    await settled("results");
    assert.equal(await part(".layer").isVisible(), true);
    assert.equal(await top(), before, "the page stays where it is");
    await input.press("Tab");
    const expanded = () => input.getAttribute("aria-expanded");
    assert.equal(await expanded(), "true");
    await page.evaluate(() => document.querySelector("#after").focus());
    await becomes(() => part(".layer").isVisible(), false);
    assert.equal(await expanded(), "false");
    await input.focus();
    await becomes(() => part(".layer").isVisible(), true);
    assert.equal(await expanded(), "true");
    await page.mouse.click(2, 600);
    await becomes(() => part(".layer").isVisible(), false);
    await input.fill("常州");
    await settled("results");
    await page.keyboard.press("Escape");
    await settled("idle");
    await page.keyboard.press("Escape");
    await becomes(() => part(".layer").isVisible(), false);
    await page.evaluate(() => {
      const element = document.querySelector("midu-search");
      element.remove();
      document.querySelector("main").append(element);
    });
    await input.fill("江苏");
    await settled("results");
    assert.equal(await part(".layer").count(), 1);
  }));

test("Japanese and the Chinese of Hong Kong are spoken too, in the dialog as well", async () => {
  for (const [lang, label, found] of [["ja", "検索", "26 件の文書に 26 か所"], ["zh-HK", "搜尋", "找到 26 篇，共 26 處"]]) {
    for (const mode of ["inline", "dialog"]) {
      await on({ lang, mode }, async ({ page, input, settled, part }) => {
        if (mode === "dialog") {
          assert.equal(await part(".trigger-text").innerText(), label);
          await page.evaluate(() => document.querySelector("midu-search").show());
        }
        await becomes(() => input.getAttribute("aria-label"), label);
        await input.fill("江苏");
        await settled("results");
        assert.equal(await part(".summary").innerText(), found);
      });
    }
  }
});

describe("a page", () => {
  test("gives results a template of its own", () =>
    on({}, async ({ page, input, settled, part }) => {
      await page.evaluate(() => {
        const element = document.querySelector("midu-search");
        element.remove();
        const template = document.createElement("template");
        template.slot = "hit";
        const made = (name, data, ...children) => {
          const one = document.createElement(name);
          Object.assign(one.dataset, data);
          one.append(...children);
          return one;
        };
        template.content.append(made("h3", { midu: "title" }), made("b", { midu: "meta.author" }), made("i", { midu: "meta.none" }, "?"), made("p", { midu: "excerpt" }), made("img", { miduSrc: "meta.evil" }), made("img", { miduSrc: "meta.none" }));
        element.append(template);
        element.mapHit = (hit) => ({ ...hit, meta: { author: "<b>佚名</b>", evil: "javascript:alert(1)" } });
        document.querySelector("main").append(element);
      });
      await input.fill("江苏");
      await settled("results");
      await part("h3").first().waitFor();
      assert.equal(await part("h3 mark").first().innerText(), "江苏");
      assert.equal(await part("b").first().innerText(), "<b>佚名</b>");
      assert.deepEqual([await part("i").count(), await part("img").count()], [0, 0]);
      await part(".more").click();
      await becomes(() => part("h3").count(), 20);
    }));

  test("keeps a search from being made, and shows hits its own way", () =>
    on({}, async ({ page, input, settled, part, heard }) => {
      await page.evaluate(() => {
        const element = document.querySelector("midu-search");
        element.addEventListener("midu-search", (event) => event.detail.query === "禁止" && event.preventDefault());
        element.mapHit = (hit) => ({ ...hit, title: { text: `【${hit.title.text}】`, marks: [] } });
      });
      await input.fill("江苏");
      await settled("results");
      assert.match(await part(".title").first().innerText(), /^【.*】$/);
      const count = (await heard()).length;
      await input.fill("禁止");
      await page.waitForFunction((n) => window.heard.length > n, count);
      assert.deepEqual((await heard()).slice(count), ["midu-search 禁止"]);
      assert.equal(await part("li.hit").count() > 0, true, "what was shown stays");
    }));

  test("sets options of every search", () =>
    on({}, async ({ page, input, settled, shown }) => {
      await input.fill("江苏");
      await settled("results");
      const all = await shown();
      await page.evaluate(() => {
        const element = document.querySelector("midu-search");
        element.options = { filter: { 类型: "报纸" } };
        return element.search();
      });
      assert.ok((await shown()) < all);
    }));
});

test("the sheet on a phone ends above a keyboard that lies over the page", () =>
  on({ mode: "dialog" }, async ({ page, part }) => {
    await page.evaluate(() => document.querySelector("midu-search").show());
    await part(".dialog[open]").waitFor();
    const height = async () => Math.round((await part(".dialog").boundingBox()).height);
    const viewport = (values) =>
      page.evaluate((given) => {
        for (const [name, value] of Object.entries(given)) Object.defineProperty(visualViewport, name, { value, configurable: true });
        visualViewport.dispatchEvent(new Event("resize"));
      }, values);
    assert.equal(await height(), 640);
    // As iOS reports it: the layout stays, what is seen of it does not.
    await viewport({ height: 330 });
    assert.equal(await height(), 330);
    await viewport({ height: 320, scale: 2 });
    assert.equal(await height(), 640, "a reader who zooms in has no keyboard");
  }, { viewport: { width: 360, height: 640 } }));

test("attributes of the one tag are those of the element, also where their names have a hyphen", async () => {
  const page = await browser.newPage();
  try {
    await page.goto(`${server.origin}/pages/plain.html`);
    const attributes = await page.evaluate(() => {
      const script = document.createElement("script");
      const given = { "data-index": "../files/places.midu", "data-filters": "类型", "data-no-history": "", "data-mode": "dropdown", src: "/dist/embed.js" };
      for (const [name, value] of Object.entries(given)) script.setAttribute(name, value);
      document.body.append(script);
      return new Promise((resolve) => {
        script.onload = () => resolve(Object.fromEntries([...script.nextElementSibling.attributes].map(({ name, value }) => [name, value])));
      });
    });
    const { "data-state": _, ...own } = attributes;
    assert.deepEqual(own, { mode: "dropdown", filters: "类型", "no-history": "", src: `${server.origin}/files/places.midu` });
  } finally {
    await page.close();
  }
});
