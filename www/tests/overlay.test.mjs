// The dialog of `mode="dialog"` and the keys of the list, on a page with one script tag and the strictest policy.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { faultsOf, inFirefox, onlyChromium, openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage(async () => {
  const here = PLACES_DOCUMENTS.map((document, i) => (i === 0 ? { ...document, url: "embed.html#text" } : document));
  shop.index(await shop.put("places.jsonl", jsonLines(here)), "paged.midu", "paged");
});

/** What a reader of the page can tell: read in the page. */
function look() {
  const element = document.querySelector("midu-search");
  const root = element.shadowRoot;
  const input = root.querySelector("input");
  return {
    open: root.querySelector("dialog")?.open,
    value: input.value,
    expanded: input.ariaExpanded,
    active: input.getAttribute("aria-activedescendant"),
    selected: [...root.querySelectorAll("[role=option][aria-selected=true]")].map(({ id }) => id).join(),
    overflow: document.documentElement.style.overflow,
    focus: root.activeElement?.className ?? document.activeElement?.id ?? "",
    heard: window.heard.map(({ name }) => name).filter((name) => /open|close|select/.test(name)).join(),
  };
}

/** Runs a claim on a fresh page with one script tag, and checks that nothing was thrown or blocked. */
async function on(claim, { viewport = { width: 900, height: 700 }, prepare, ...options } = {}) {
  const context = await browser.newContext({ viewport, ...options });
  const page = await context.newPage();
  const faults = faultsOf(page);
  if (prepare) await page.addInitScript(prepare);
  try {
    await page.goto(`${server.origin}/pages/embed.html`);
    await page.locator("midu-search button.trigger").waitFor();
    const settled = (state) => page.waitForFunction((wanted) => document.querySelector("midu-search").dataset.state === wanted, state);
    await claim({ page, look: () => page.evaluate(look), settled, key: (name) => page.keyboard.press(name) });
    assert.deepEqual(faults, []);
    assert.deepEqual(await page.evaluate(() => window.violations ?? []), []);
  } finally {
    await context.close();
  }
}

/** Waits until what is seen has these values; tells what it had instead. */
async function becomes(look, wanted) {
  let seen;
  for (let tries = 0; tries < 60; tries += 1) {
    seen = await look();
    if (Object.entries(wanted).every(([name, value]) => seen[name] === value)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, seen[name]])), wanted);
}

describe("the dialog", () => {
  test("stands where the script does and moves nothing", () =>
    on(async ({ page, look }) => {
      const parent = await page.evaluate(() => document.querySelector("midu-search").parentElement.tagName);
      assert.equal(parent, "HEADER");
      const shifts = await page.evaluate(
        () =>
          new Promise((resolve) => {
            const sum = [];
            new PerformanceObserver((list) => sum.push(...list.getEntries().map(({ value }) => value))).observe({ type: "layout-shift", buffered: true });
            document.querySelector("midu-search").show().then(() => setTimeout(() => resolve(sum.reduce((a, b) => a + b, 0)), 300));
          }),
      );
      assert.ok(shifts < 0.1, `layout shift ${shifts}`);
      await becomes(look, { open: true, overflow: "hidden", focus: "input" });
    }));

  test("opens by button, Ctrl-K and slash; Escape clears, then closes; the focus returns", () =>
    on(async ({ page, look, key, settled }) => {
      await page.locator("midu-search button.trigger").click();
      await becomes(look, { open: true, focus: "input", heard: "midu-open" });
      await page.keyboard.type("常州");
      await settled("results");
      await key("Escape");
      await becomes(look, { open: true, value: "", expanded: "false" });
      await key("Escape");
      await becomes(look, { open: false, overflow: "", focus: "trigger", heard: "midu-open,midu-close" });
      for (const shortcut of ["Control+k", "/"]) {
        await key(shortcut);
        await becomes(look, { open: true, focus: "input" });
        await key("Control+k");
        await becomes(look, { open: false });
      }
      assert.equal((await look()).value, "", "the slash that opened it is not typed");
    }));

  test("hears the slash that an input method hands on, and none that is typed elsewhere", () =>
    on(async ({ page, look, key }) => {
      const send = (init) => page.evaluate((each) => document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, composed: true, ...each })), init);
      await page.locator("#other").focus();
      await key("/");
      assert.equal(await page.locator("#other").inputValue(), "/");
      await becomes(look, { open: false });
      await page.locator("#other").evaluate((other) => other.blur());
      await send({ key: "/", code: "Slash", isComposing: true });
      await send({ key: "/", code: "Slash", altKey: true });
      await becomes(look, { open: false });
      for (const name of ["、", "Process"]) {
        await send({ key: name, code: "Slash" });
        await becomes(look, { open: true });
        await key("Escape");
        await becomes(look, { open: false });
      }
    }));

  test("leaves a page its own slash", () =>
    on(
      async ({ look, key }) => {
        await key("/");
        await becomes(look, { open: false });
        await key("Control+k");
        await becomes(look, { open: true });
      },
      { prepare: () => document.addEventListener("keydown", (event) => event.key === "/" && event.preventDefault()) },
    ));

  test("is closed by Back, by its button and by the room beside it", () =>
    on(async ({ page, look, key }) => {
      const { length } = await page.evaluate(() => ({ length: history.length }));
      await key("Control+k");
      await becomes(look, { open: true });
      await page.goBack();
      await becomes(look, { open: false, overflow: "" });
      assert.match(page.url(), /embed\.html$/);
      await key("Control+k");
      await page.locator("midu-search button.close").click();
      await becomes(look, { open: false });
      await key("Control+k");
      await becomes(look, { open: true });
      await page.mouse.click(10, 600);
      await becomes(look, { open: false });
      assert.ok((await page.evaluate(() => history.length)) <= length + 1);
    }));

  test("closed and opened at once leaves one entry of the history", () =>
    on(async ({ page, look }) => {
      const entries = await page.evaluate(async () => {
        const element = document.querySelector("midu-search");
        const before = history.length;
        await element.show();
        for (let i = 0; i < 5; i += 1) {
          // As Escape does: the event comes a task later.
          element.shadowRoot.querySelector("dialog").close();
          await element.show();
        }
        return history.length - before;
      });
      assert.equal(entries, 1);
      await becomes(look, { open: true, overflow: "hidden" });
      await page.evaluate(() => document.querySelector("midu-search").close());
      await becomes(look, { open: false, overflow: "" });
    }));

  test("keeps the Escape of an input method", { skip: onlyChromium }, () =>
    on(async ({ page, look, key }) => {
      await key("Control+k");
      await becomes(look, { open: true, focus: "input" });
      const input = await page.context().newCDPSession(page);
      await input.send("Input.imeSetComposition", { text: "chang", selectionStart: 5, selectionEnd: 5 });
      await key("Escape");
      assert.equal((await look()).open, true);
    }));

  test("keeps the Escape that comes behind a composition", () =>
    on(async ({ page, look, key }) => {
      await key("Control+k");
      await becomes(look, { open: true, focus: "input" });
      const prevented = await page.evaluate(() => {
        const input = document.querySelector("midu-search").shadowRoot.querySelector("input");
        input.dispatchEvent(new CompositionEvent("compositionstart", { data: "" }));
        input.dispatchEvent(new CompositionEvent("compositionend", { data: "" }));
        return !input.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
      });
      assert.equal(prevented, true);
      await becomes(look, { open: true });
    }));

  test("is gone with its element and comes back with it", () =>
    on(async ({ page, look, key }) => {
      await key("Control+k");
      await becomes(look, { open: true });
      await page.evaluate(() => {
        window.kept = document.querySelector("midu-search");
        window.kept.remove();
      });
      assert.equal(await page.evaluate(() => document.documentElement.style.overflow), "");
      await page.evaluate(() => document.body.append(window.kept));
      await page.locator("midu-search button.trigger").waitFor();
      assert.equal(await page.locator("midu-search button.close").count(), 1);
      await becomes(look, { open: false });
      await key("Control+k");
      await becomes(look, { open: true, focus: "input" });
    }));

  test("is a sheet on a phone, with targets that a thumb finds", () =>
    on(
      async ({ page, settled }) => {
        const trigger = page.locator("midu-search button.trigger");
        await (inFirefox ? trigger.click() : trigger.tap());
        await page.keyboard.type("江苏");
        await settled("results");
        const sizes = await page.evaluate(() => {
          const root = document.querySelector("midu-search").shadowRoot;
          const box = (name) => root.querySelector(name).getBoundingClientRect();
          const { width, height } = box("dialog");
          const least = Math.min(...["button.close", ".link", "button.more", "input"].map((name) => box(name).height));
          return { width, height, least, across: document.documentElement.scrollWidth };
        });
        assert.deepEqual({ ...sizes, least: sizes.least >= 44 }, { width: 360, height: 640, least: true, across: 360 });
      },
      { viewport: { width: 360, height: 640 }, hasTouch: true, ...(inFirefox ? {} : { isMobile: true }) },
    ));
});

describe("the keys of the list", () => {
  const results = async ({ page, key, settled }, text = "常州") => {
    await key("Control+k");
    await page.locator("midu-search input").fill(text);
    await settled("results");
  };

  test("move on, wrap, and leave Home and End to the text", () =>
    on(async (reader) => {
      const { look, key } = reader;
      await results(reader);
      await becomes(look, { expanded: "true", active: null, selected: "" });
      for (const [name, option] of [["ArrowDown", 0], ["ArrowDown", 1], ["ArrowDown", 0], ["ArrowUp", 1], ["Home", 1], ["End", 1]]) {
        await key(name);
        await becomes(look, { active: `option-${option}`, selected: `option-${option}`, focus: "input" });
      }
      await reader.page.keyboard.type("市");
      await becomes(look, { active: null, selected: "" });
    }));

  test("start at the end with the upper arrow", () =>
    on(async (reader) => {
      await results(reader);
      await reader.key("ArrowUp");
      await becomes(reader.look, { active: "option-1" });
    }));

  test("Enter goes to the active result, with Control to another tab", () =>
    on(async (reader) => {
      const { page, look, key } = reader;
      await results(reader, "无锡");
      await key("ArrowDown");
      const [tab] = await Promise.all([page.context().waitForEvent("page"), key("Control+Enter")]);
      await tab.waitForURL(/\/(places|notes)\/1\.html/);
      await tab.close();
      await becomes(look, { open: true, heard: "midu-open,midu-select" });
      await Promise.all([page.waitForURL(/\/(places|notes)\/1\.html/), key("Enter")]);
    }));

  test("a result on this page closes the dialog", () =>
    on(async (reader) => {
      const { page, look, key } = reader;
      await results(reader, "常州记");
      await key("ArrowDown");
      await key("Enter");
      await becomes(look, { open: false, overflow: "" });
      assert.match(page.url(), /embed\.html#text/);
    }));

  test("work in a box on the page, too", async () => {
    const context = await browser.newContext();
    const { page, search } = await openElement(context, server.origin, "../files/paged.midu");
    try {
      const box = page.locator("midu-search input");
      await search.call({ page, input: box }, "常州");
      await page.keyboard.press("ArrowDown");
      assert.equal(await box.getAttribute("aria-activedescendant"), "option-0");
      await page.keyboard.press("Escape");
      assert.equal(await box.inputValue(), "");
    } finally {
      await context.close();
    }
  });
});
