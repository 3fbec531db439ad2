// What a reader of Chinese expects of a search box and no other file asks: the box itself, what a query means,
// what comes first, thumbs and phones, waiting, and colours that the reader chose. See experience.mjs.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { inFirefox, onlyChromium, openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

/** One thing in a title, a heading, a text, and cut out of longer words. */
const ORDERED = {
  "渡口": ["渡口", "清晨。"],
  "老渡口的人": ["老渡口的人", "清晨。"],
  heading: ["码头", "清晨。</p><h2>渡口</h2><p>船。"],
  body: ["船家", "清晨的渡口。"],
};
const WORDS = [
  ["/tokyo", "都会", "他去过东京都。"],
  ["/kyoto", "古城", "他去过京都。"],
].map(([url, title, text]) => ({ url, title, text }));
const MEANT = [
  ["/a", "苹果与梨", "一篮水果，红的绿的。"],
  ["/b", "苹果", "没有别的，只有ＧＤＰ。"],
  ["/c", "香蕉", "黃色的，配蘋果。"],
  ["/d", "空", "苹果 梨，挨着写。"],
].map(([url, title, text]) => ({ url, title, text }));
const CLAUSES = Array.from({ length: 30 }, (_, i) => `第${"零一二三四五六七八九"[i % 10]}句话就说到这里为止，`);
const LONG_TEXT = [...CLAUSES.slice(0, 15), "此处有渡口一座，", ...CLAUSES.slice(15)].join("");

stage(async () => {
  const put = async (name, documents) => shop.index(await shop.put(`${name}.jsonl`, jsonLines(documents)), `${name}.midu`, "paged");
  await put("places", PLACES_DOCUMENTS);
  await put("long", LONG_DOCUMENTS);
  await put("words", WORDS);
  await put("meant", MEANT);
  await put("clauses", [{ url: "/clauses", title: "长文", text: LONG_TEXT }]);
  const site = path.join(shop.folder, "ordered");
  await mkdir(site);
  const page = ([title, text]) => `<!doctype html><html lang="zh"><title>${title}</title><main><p>${text}</p></main></html>`;
  for (const [i, each] of Object.values(ORDERED).reverse().entries()) await writeFile(path.join(site, `${i}.html`), page(each));
  shop.index(site, "ordered.midu", "paged");
});

/** Runs a claim on a fresh page over an index; nothing may be thrown. */
async function on(claim, { src = "places", attributes, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
  const there = attributes?.mode ? "midu-search button.trigger" : "midu-search input";
  try {
    const element = await openElement(context, server.origin, `../files/${src}.midu`, attributes, "element", there);
    await claim(element);
    assert.deepEqual(element.faults, []);
  } finally {
    server.fault();
    await context.close();
  }
}

const PHONE = { viewport: { width: 360, height: 640 }, hasTouch: true, ...(inFirefox ? {} : { isMobile: true }), attributes: { mode: "dialog" } };

/** Opens the dialog as a thumb does. */
async function tapped({ page, input }) {
  const trigger = page.locator("midu-search button.trigger");
  await (inFirefox ? trigger.click() : trigger.tap());
  await input.waitFor();
  await page.waitForTimeout(200); // the dialog has arrived
}

describe("the box", () => {
  test("asks keyboards and browsers for no help that harms a query", () =>
    on(async ({ input }) => {
      const names = ["type", "enterkeyhint", "autocapitalize", "autocorrect", "autocomplete", "spellcheck", "maxlength", "pattern"];
      const said = await input.evaluate((box, all) => all.map((name) => box.getAttribute(name)), names);
      assert.deepEqual(said, ["search", "search", "off", "off", "off", "false", null, null]);
    }));

  test("is written in sixteen pixels at least, however small a page writes", () =>
    on(async ({ page, input }) => {
      const size = () => input.evaluate((box) => parseFloat(getComputedStyle(box).fontSize));
      assert.ok((await size()) >= 16);
      await page.evaluate(() => document.querySelector("midu-search").style.setProperty("--midu-font-size", "9px"));
      assert.equal(await size(), 16);
    }));
});

describe("keys of an input method", { skip: onlyChromium }, () => {
  test("move nothing, follow nothing and clear nothing of ours", () =>
    on(async (element) => {
      const { page, input } = element;
      await element.search("常州");
      await page.keyboard.press("End");
      const ime = await page.context().newCDPSession(page);
      await ime.send("Input.imeSetComposition", { text: "n", selectionStart: 1, selectionEnd: 1 });
      for (const key of ["ArrowDown", "ArrowUp", "Enter", "Escape"]) {
        await input.evaluate((box, name) => box.dispatchEvent(new KeyboardEvent("keydown", { key: name, isComposing: true, bubbles: true, cancelable: true })), key);
        assert.deepEqual([await input.getAttribute("aria-activedescendant"), await input.inputValue(), await element.state()], [null, "常州n", "results"], key);
      }
      await input.evaluate((box) => box.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", keyCode: 229, bubbles: true })));
      assert.equal(await input.getAttribute("aria-activedescendant"), null);
    }));

  test("a Latin word that a keyboard composes is found as it is", () =>
    on(async (element) => {
      await element.input.focus();
      const ime = await element.page.context().newCDPSession(element.page);
      await ime.send("Input.imeSetComposition", { text: "Wasm", selectionStart: 4, selectionEnd: 4 });
      await element.settled("results");
      const [{ excerpt }] = await element.hits();
      assert.ok(excerpt.marks.some(([start, end]) => excerpt.text.slice(start, end) === "Wasm"));
    }));
});

describe("a query", () => {
  for (const [query, found] of Object.entries({
    "苹果": "abcd",
    "果": "abcd",
    "苹果 梨": "ad",
    "苹果\u3000梨": "ad",
    "“苹果 梨”": "d",
    "「苹果 梨」": "d",
    '"苹果 梨"': "d",
    "苹果 -梨": "bc",
    "水果|香蕉": "ac",
    "水果 OR 香蕉": "ac",
    "title:苹果": "ab",
    "蘋果": "abcd",
    "ＧＤＰ": "b",
    "gdp": "b",
  })) {
    test(`${query.replace("\u3000", "（全角空格）")} means what a reader means`, () =>
      on(
        async (element) => {
          await element.search(query);
          assert.equal((await element.hits()).map(({ href }) => new URL(href).pathname.slice(1)).sort().join(""), found);
        },
        { src: "meant", attributes: { exact: "" } },
      ));
  }
});

describe("the order of results", () => {
  test("is a title that is the query, a title that holds it, a heading, the text", () =>
    on(
      async (element) => {
        await element.search("渡口");
        assert.deepEqual((await element.hits()).map(({ title }) => title.text), ["渡口", "老渡口的人", "码头", "船家"]);
      },
      { src: "ordered" },
    ));

  test("puts a whole word before one that it is cut out of, and the first result holds the query", () =>
    on(
      async (element) => {
        await element.search("京都");
        const hits = await element.hits();
        assert.deepEqual(hits.map(({ href }) => new URL(href).pathname), ["/kyoto", "/tokyo"]);
        assert.ok(hits[0].excerpt.text.includes("京都"));
      },
      { src: "words" },
    ));
});

describe("a result", () => {
  test("shows some fifty characters around what was found, cut where a clause ends", () =>
    on(
      async (element) => {
        await element.search("渡口");
        const [{ excerpt }] = await element.hits();
        const count = excerpt.text.match(/\p{Script=Han}/gu).length;
        assert.ok(count >= 40 && count <= 60, `${count}: ${excerpt.text}`);
        assert.match(excerpt.text, /^…第.句话就说到这里为止，/);
        const before = excerpt.marks[0][0];
        assert.ok(before > 10 && excerpt.text.length - before > 10, "the mark is in the midst");
      },
      { src: "clauses" },
    ));

  test("is a link to middle click, Control and a long press, and the page stays", () =>
    on(async (element) => {
      const { page } = element;
      await element.search("常州");
      const link = page.locator("midu-search a.link").first();
      // A long press offers what it does for any anchor with an address.
      assert.match(await link.getAttribute("href"), /^http.*\/(places|notes)\/0\.html/);
      for (const press of [{ button: "middle" }, { modifiers: ["Control"] }]) {
        const [tab] = await Promise.all([page.context().waitForEvent("page"), link.click(press)]);
        await tab.waitForURL(/\/(places|notes)\/0\.html/);
        await tab.close();
      }
      assert.match(page.url(), /element\.html/);
    }));
});

describe("on a phone", () => {
  test("all that can be pressed is as high as a thumb, in every state", () =>
    on(
      async (element) => {
        const { page } = element;
        const low = () =>
          page.evaluate(() =>
            [...document.querySelector("midu-search").shadowRoot.querySelectorAll("button, input, a, .link")]
              .filter((each) => each.checkVisibility())
              .map((each) => [each.className, each.getBoundingClientRect()])
              .filter(([, { width, height }]) => width < 44 || height < 44)
              .map(([name, { width, height }]) => `${name} ${width} × ${height}`),
          );
        assert.deepEqual(await low(), []);
        await tapped(element);
        for (const [query, state] of [["江苏", "results"], ["没有这样的文字", "empty"]]) {
          await element.search(query);
          assert.equal(await element.state(), state);
          assert.deepEqual(await low(), [], state);
        }
        await page.evaluate(() => document.querySelector("midu-search").setAttribute("src", "none.midu"));
        await element.settled("error");
        assert.deepEqual(await low(), [], "error");
      },
      PHONE,
    ));

  test("everything is done by taps: open, close, follow; nothing waits for a pointer above it", { skip: onlyChromium }, () =>
    on(
      async (element) => {
        const { page } = element;
        await tapped(element);
        const close = page.locator("midu-search button.close");
        assert.ok(await close.isVisible());
        assert.equal(await close.evaluate((button) => getComputedStyle(button).opacity), "1");
        await close.tap();
        await page.waitForFunction(() => !document.querySelector("midu-search").shadowRoot.querySelector("dialog").open);
        await tapped(element);
        await element.search("江苏");
        await page.locator("midu-search button.more").tap();
        await page.waitForFunction(() => document.querySelector("midu-search").shadowRoot.querySelectorAll("li.hit").length === 20);
        await Promise.all([page.waitForURL(/\/(places|notes)\/\d+\.html/), page.locator("midu-search a.link").first().tap()]);
      },
      PHONE,
    ));

  test("the sheet keeps clear of notches and of the bar at the bottom", { skip: onlyChromium }, () =>
    on(
      async (element) => {
        const { page } = element;
        const session = await page.context().newCDPSession(page);
        await session.send("Emulation.setSafeAreaInsetsOverride", { insets: { top: 41, left: 42, right: 43, bottom: 44 } });
        await tapped(element);
        const padding = await page.evaluate(() => {
          const root = document.querySelector("midu-search").shadowRoot;
          const { paddingLeft, paddingRight, paddingBottom } = getComputedStyle(root.querySelector(".panel"));
          return [getComputedStyle(root.querySelector(".field")).paddingTop, paddingLeft, paddingRight, paddingBottom];
        });
        assert.deepEqual(padding, ["41px", "42px", "43px", "44px"]);
      },
      PHONE,
    ));

  test("the sheet is as high as the window, however that changes", () =>
    on(
      async (element) => {
        await tapped(element);
        for (const height of [640, 320, 500]) {
          await element.page.setViewportSize({ width: 360, height });
          await element.page.waitForFunction((wanted) => document.querySelector("midu-search").shadowRoot.querySelector("dialog").getBoundingClientRect().height === wanted, height);
        }
      },
      PHONE,
    ));
});

describe("waiting", () => {
  test("is told in bytes while the index is on its way", () =>
    on(async ({ input, page }) => {
      server.fault({ match: /places\.midu/, mode: "slow", times: 1, delay: 1500 });
      await input.fill("常州");
      await page.waitForFunction(() => /^正在载入索引 [\d.]+ [KM]B$/.test(document.querySelector("midu-search").shadowRoot.querySelector(".summary").textContent));
      await page.waitForFunction(() => document.querySelector("midu-search").dataset.state === "results");
    }));

  test("leaves the list of before where it is, and says that it is not the last", () =>
    on(
      async (element) => {
        const [first, next] = [LONG_DOCUMENTS[77], LONG_DOCUMENTS[311]].map(({ text }) => text.slice(100, 104));
        await element.search(first);
        const before = await element.hits();
        server.fault({ match: /long\.midu/, mode: "slow", times: 1, delay: 1500 });
        await element.input.fill(next);
        await element.settled("loading");
        assert.deepEqual(await element.hits(), before);
        assert.equal(await element.page.locator("midu-search ol").getAttribute("aria-busy"), "true");
        await element.settled("results");
        assert.equal(await element.page.locator("midu-search ol").getAttribute("aria-busy"), "false");
      },
      { src: "long" },
    ));

  test("without a network ends in words, and with it again in results", () =>
    on(async (element) => {
      await element.page.context().setOffline(true);
      await element.input.fill("常州");
      await element.settled("error");
      assert.match(await element.page.locator("midu-search .notice").textContent(), /网络不通/);
      await element.page.context().setOffline(false);
      await element.page.locator("midu-search button.retry").click();
      await element.settled("results");
    }));
});

test("colours that a reader forced are taken, and marks and edges stay to be seen", { skip: onlyChromium }, () =>
  on(
    async (element) => {
      const { page } = element;
      await page.locator("midu-search button.trigger").click();
      await element.search("常州");
      const seen = await page.evaluate(() => {
        const root = document.querySelector("midu-search").shadowRoot;
        const style = (name) => getComputedStyle(root.querySelector(name));
        const probe = document.body.appendChild(document.createElement("i"));
        const system = (name) => ((probe.style.color = name), getComputedStyle(probe).color);
        return {
          mark: [style("mark").backgroundColor, style("mark").color].join() === [system("Mark"), system("MarkText")].join(),
          told: style("mark").backgroundColor !== style(".panel").backgroundColor && style("mark").backgroundColor !== system("Canvas"),
          edge: style("dialog").borderTopWidth,
          forced: matchMedia("(forced-colors: active)").matches,
        };
      });
      assert.deepEqual(seen, { mark: true, told: true, edge: "1px", forced: true });
    },
    { forcedColors: "active", attributes: { mode: "dialog" } },
  ));

test("one place speaks, politely, and what is typed fast is not read out letter by letter", () =>
  on(async (element) => {
    const { page, input } = element;
    await page.evaluate(() => {
      const root = document.querySelector("midu-search").shadowRoot;
      window.spoken = [];
      new MutationObserver(() => window.spoken.push(root.querySelector("[role=status]").textContent)).observe(root.querySelector("[role=status]"), { childList: true });
    });
    await page.evaluate(() => document.querySelector("midu-search").ready());
    // Each is answered before the next is typed.
    for (const query of ["江", "江苏", "江苏笔", "江苏笔记"]) await page.evaluate((text) => document.querySelector("midu-search").search(text), query);
    assert.equal(await input.inputValue(), "江苏笔记");
    await page.waitForFunction(() => window.spoken.length > 0);
    assert.deepEqual(await page.evaluate(() => window.spoken), ["找到 13 篇，共 13 处"]);
    assert.equal(await page.locator("midu-search").locator("[role=status], [role=alert], [aria-live]").count(), 1);
  }));

test("the dialog holds the page still and gives it back as it was", () =>
  on(
    async ({ page, input }) => {
      await page.evaluate(() => {
        document.body.append(Object.assign(document.createElement("div"), { id: "tall" }));
        document.querySelector("#tall").style.height = "3000px";
        scrollTo(0, 1000);
      });
      await page.keyboard.press("/");
      await input.waitFor();
      await page.mouse.move(5, 650);
      await page.mouse.wheel(0, 500);
      await page.waitForTimeout(200); // a page that moved would have by now
      assert.equal(await page.evaluate(() => scrollY), 1000);
      await page.keyboard.press("Escape");
      await page.waitForFunction(() => !document.querySelector("midu-search").shadowRoot.querySelector("dialog").open);
      assert.deepEqual(await page.evaluate(() => [scrollY, document.documentElement.style.overflow]), [1000, ""]);
      await page.mouse.wheel(0, 500);
      await page.waitForFunction(() => scrollY > 1000);
    },
    { attributes: { mode: "dialog" } },
  ));
