// An index of which every field is hostile, in every place that shows or searches it: nothing of it runs, is
// asked for or stands outside its box, and the page has just the elements that the answers need.
import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDisc, openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { hostileDocuments, hostilePages, NAMES, PAYLOADS, URLS } from "./payloads.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const ASSETS = ["--assets", fileURLToPath(new URL("../dist/script", import.meta.url))];
const documents = hostileDocuments();
const pages = hostilePages();
// A page of hits at a time would be sixty of them.
const PRESSED = 7;

stage(async () => {
  const lines = await shop.put("hostile.jsonl", jsonLines(documents));
  await mkdir(path.join(shop.folder, "pages"));
  for (const [i, page] of pages.entries()) await writeFile(path.join(shop.folder, "pages", `${i}.html`), page);
  shop.index(lines, "hostile.midu", "paged");
  shop.index(path.join(shop.folder, "pages"), "pages.midu", "paged");
  shop.index(lines, "hostile.html", "embedded", "--single-file", ...ASSETS);
});

/** Keeps what runs and what is asked for; to be called before the page is opened. */
async function watched(context) {
  const asked = [];
  const dialogs = [];
  await context.addInitScript(() => {
    window.executed = [];
    window.ran = (what) => window.executed.push(what);
    window.answers = [];
    document.addEventListener("midu-results", ({ detail }) => window.answers.push(detail));
  });
  context.on("request", (request) => asked.push(request.url()));
  context.on("dialog", (dialog) => (dialogs.push(dialog.message()), dialog.dismiss()));
  return { asked, dialogs, tabs: () => context.pages().length };
}

/** What scripts can see of a page beside the element: names of the window, and of what everything inherits. Runs in the page. */
function surroundings() {
  return [
    Object.getOwnPropertyNames(window).filter((name) => !/^\d+$/.test(name)).sort().join(),
    [Object, Array, String, Function, Promise].map((each) => Object.getOwnPropertyNames(each.prototype).sort().join()).join(";"),
    document.title,
    document.body.querySelectorAll("*").length,
    location.href,
  ];
}

/** Differences of what is shown from what the answers say, each in a sentence. Runs in the page. */
function faultsShown() {
  const element = document.querySelector("midu-search");
  const root = element.shadowRoot;
  const faults = [];
  const start = window.answers.findLastIndex(({ appended }) => !appended);
  const given = window.answers.slice(start).map(({ answer }) => answer);
  const hits = given.flatMap((answer) => answer.hits);
  const items = [...root.querySelectorAll("li.hit")];
  const same = (what, is, wanted) => is === wanted || faults.push(`${what}: ${JSON.stringify(is)}, not ${JSON.stringify(wanted)}`);
  same("items", items.length, hits.length);
  for (const [i, item] of items.entries()) {
    const { title, excerpt, path, date, lang, url } = hits[i];
    // An anchor takes the address as any page would: it tells whether that is of the web.
    const probe = Object.assign(document.createElement("a"), { href: url });
    const isLink = /^(https?|file):$/.test(probe.protocol) && url.trim() !== "";
    const wanted = {
      [isLink && (probe.protocol !== "file:" || location.protocol === "file:") ? "A" : "SPAN"]: 1,
      MARK: title.marks.length + excerpt.marks.length,
      P: 1 + (path ? 1 : 0) + (excerpt.text ? 1 : 0),
      TIME: date ? 1 : 0,
      // There once the part is loaded that shows further places.
      BUTTON: item.querySelectorAll(":scope > button.unfold").length,
    };
    const further = hits[i].occurrences > title.marks.length + excerpt.marks.length;
    same("a button", wanted.BUTTON <= (further ? 1 : 0), true);
    wanted.SPAN = (wanted.SPAN ?? 0) + 2;
    const is = {};
    for (const { tagName } of item.querySelectorAll("*")) is[tagName] = (is[tagName] ?? 0) + 1;
    const told = (count) => Object.entries(count).filter(([, n]) => n).sort().join();
    // A page's relative address on a disc is the one thing where the url decides, so both are right there.
    if (location.protocol !== "file:") same(`elements of ${JSON.stringify(url)}`, told(is), told(wanted));
    else same("elements", told({ ...is, A: 0, SPAN: 0 }), told({ ...wanted, A: 0, SPAN: 0 }));
    same("title", item.querySelector(".title").textContent, title.text.trim() ? title.text : url.trim());
    same("excerpt", item.querySelector(".excerpt")?.textContent ?? "", excerpt.text);
    same("path", item.querySelector(".path")?.textContent ?? "", path.replaceAll("\n", " › "));
    same("language", item.querySelector(".title").getAttribute("lang"), lang || null);
    for (const each of [item, ...item.querySelectorAll("*")]) {
      for (const { name } of each.attributes) {
        if (each.localName === "button" && name === "type") continue;
        if (!/^(class|part|href|role|id|lang|data-position|datetime|aria-selected|tabindex)$/.test(name)) faults.push(`an attribute ${name}`);
      }
    }
    const link = item.querySelector("a");
    if (link && !/^https?:$/.test(link.protocol) && link.protocol !== location.protocol) faults.push(`a link to ${link.href}`);
  }
  const foreign = [...root.querySelectorAll("*")].filter(({ tagName, namespaceURI }) => !/^(DIV|P|OL|LI|A|SPAN|MARK|TIME|INPUT|BUTTON|DIALOG|KBD|svg|path)$/.test(tagName) || (/svg/.test(namespaceURI) && !/^(svg|path)$/.test(tagName)));
  if (foreign.length) faults.push(`foreign ${foreign.map(({ outerHTML }) => outerHTML).join()}`);
  // Nothing is wider than the window. One letter with a hundred marks cannot be broken: there the rest is cut off.
  const { clientWidth } = document.documentElement;
  same("width of the page", document.documentElement.scrollWidth, clientWidth);
  for (const each of root.querySelectorAll(".panel, .list, .hit, .link, .title, .path, .facts, .facts *, .excerpt, .summary, .notice, .notice *")) {
    if (/\p{M}{50}/u.test(each.textContent) && each.closest(".link, p") && getComputedStyle(each.closest(".link, p")).overflowX === "clip") continue;
    const { left, right } = each.getBoundingClientRect();
    if (left < 0 || right > clientWidth + 0.5) faults.push(`from ${left} to ${right}: ${each.className}`);
    if (getComputedStyle(each).display !== "inline" && each.scrollWidth > each.clientWidth + 1) faults.push(`${each.scrollWidth} wide in ${each.clientWidth}: ${each.className} ${each.textContent.slice(0, 40)}`);
  }
  return faults;
}

/** Opens the element over an index, in the narrowest window, and checks at the end that nothing ran. */
async function on(claim, { attributes = {}, index = "hostile.midu", open } = {}) {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const seen = await watched(context);
  try {
    const there = attributes.mode ? "midu-search button.trigger" : "midu-search input";
    const element = open ? await open(context) : await openElement(context, server.origin, `../files/${index}`, attributes, "element", there);
    const { page } = element;
    if (attributes.mode) {
      await page.locator(there).click();
      await element.input.waitFor();
      await page.waitForTimeout(200); // the dialog has arrived
    }
    await page.evaluate(() => document.querySelector("midu-search").ready());
    const before = await page.evaluate(surroundings);
    await claim(element);
    await page.waitForTimeout(100); // what was asked for would be on its way now
    assert.deepEqual(await page.evaluate(surroundings), before);
    assert.deepEqual(await page.evaluate(() => [window.executed, window.violations]), [[], []]);
    const { origin, protocol } = new URL(page.url());
    // A page from a disc has its worker and engine in blobs of its own.
    const own = protocol === "file:" ? /^(file|blob:null\/)/ : new RegExp(`^${origin}/`);
    assert.deepEqual(seen.asked.filter((url) => !own.test(url)), []);
    assert.deepEqual([seen.dialogs, element.faults, seen.tabs()], [[], [], 1]);
  } finally {
    await context.close();
  }
}

/** Searches, and presses "more" a few times; checks what is shown each time. */
async function searched(element, query, presses = 0) {
  const { page } = element;
  await element.search(query);
  for (let left = presses; left >= 0; left -= 1) {
    assert.deepEqual(await page.evaluate(faultsShown), [], query);
    const more = page.locator("midu-search button.more");
    if (left === 0 || !(await more.isVisible())) return;
    const count = await page.evaluate(() => window.answers.length);
    await more.click();
    await page.waitForFunction((n) => window.answers.length > n, count);
  }
}

test("there are two hundred texts and sixty addresses, all of them different", () => {
  assert.ok(PAYLOADS.length >= 200 && new Set(PAYLOADS).size === PAYLOADS.length, String(PAYLOADS.length));
  assert.ok(URLS.length >= 60 && new Set(URLS).size === URLS.length, String(URLS.length));
  assert.ok(PAYLOADS.filter((text) => text.includes("ran(")).length > 150, "most of them would be noticed");
});

describe("all hits of a hostile index are text", () => {
  for (const [where, attributes] of Object.entries({
    "in a box": {},
    "in a box, without a worker": { "no-worker": "" },
    "in the dialog": { mode: "dialog" },
    "in the dialog, without a worker": { mode: "dialog", "no-worker": "" },
  })) {
    test(where, () =>
      on(
        async (element) => {
          await searched(element, "危险", Infinity);
          const numbers = await element.page.evaluate(() => window.answers.flatMap(({ answer }) => answer.hits.map(({ meta }) => Number(meta.number))));
          assert.deepEqual(numbers.sort((a, b) => a - b), PAYLOADS.map((_, i) => i), "each of them was shown");
          const thread = await element.page.locator("midu-search").getAttribute("data-thread");
          assert.equal(thread, "no-worker" in attributes ? "page" : "worker");
        },
        { attributes },
      ));
  }

  test("on a page from a disc", () =>
    on((element) => searched(element, "危险", PRESSED), { open: (context) => openDisc(context, path.join(shop.folder, "hostile.html")) }));

  test("as headings, anchors, titles and languages of pages", () =>
    on(
      async (element) => {
        await searched(element, "危险", Infinity);
        const hits = await element.page.evaluate(() => window.answers.flatMap(({ answer }) => answer.hits));
        assert.equal(hits.length, pages.length);
        assert.ok(hits.filter(({ path }) => /[<>"'`]/.test(path)).length > 150, "headings came through");
        assert.ok(hits.filter(({ anchor }) => /[<>"'`]/.test(anchor)).length > 100, "anchors came through");
      },
      { index: "pages.midu" },
    ));
});

test("a letter under a hundred marks paints over no neighbour", async () => {
  const stacked = `a${"\u0301".repeat(100)}e${"\u0323".repeat(100)}`;
  // The best hit stands first, and the others below it.
  const lines = [stacked, "邻是危险", stacked].map((title, i) => ({ url: `/${i}`, title, text: `危险${i === 1 ? "" : stacked}` }));
  shop.index(await shop.put("stacked.jsonl", jsonLines(lines)), "stacked.midu", "paged");
  await on(
    async (element) => {
      await element.search("危险");
      const items = element.page.locator("midu-search li.hit");
      const neighbour = items.filter({ hasText: "邻" });
      // Without the line of pixels where the next one begins.
      const { x, y, width, height } = await neighbour.boundingBox();
      const shot = () => element.page.screenshot({ clip: { x, y: y + 2, width, height: height - 4 } });
      const beside = await shot();
      for (const item of await items.filter({ hasNotText: "邻" }).all()) await item.evaluate(({ style }) => void (style.visibility = "hidden"));
      assert.ok(beside.equals(await shot()), "the neighbour looks alike without them");
    },
    { index: "stacked.midu" },
  );
});

test("a result that is no link leads nowhere, by click and by key", () =>
  on(async (element) => {
    const { page } = element;
    await searched(element, "危险", Infinity);
    const count = await page.evaluate(() => {
      const plain = [...document.querySelector("midu-search").shadowRoot.querySelectorAll("span.link")];
      for (const each of plain) each.click();
      return plain.length;
    });
    assert.ok(count > 30, String(count));
    await element.input.focus();
    let tried = 0;
    for (let i = 0; i < PAYLOADS.length; i += 1) {
      await page.keyboard.press("ArrowDown");
      const isPlain = await page.evaluate(() => document.querySelector("midu-search").shadowRoot.querySelector("[aria-selected]").tagName === "SPAN");
      if (!isPlain) continue;
      await page.keyboard.press("Enter");
      await page.keyboard.press("Control+Enter");
      tried += 1;
    }
    assert.ok(tried > 10, String(tried));
  }));

test("each text finds itself where it is taken literally", () =>
  on(async ({ page }) => {
    const lost = await page.evaluate(async (payloads) => {
      const index = await document.querySelector("midu-search").ready();
      const missing = [];
      for (const [i, payload] of payloads.entries()) {
        // The command reads NUL as what stands for a character that is none.
        const { hits } = await index.search(`险${payload.replaceAll("\0", "\ufffd")}`, { literal: true, limit: 400 });
        if (!hits.some(({ meta }) => meta.number === String(i))) missing.push(payload);
      }
      return missing;
    }, PAYLOADS);
    assert.deepEqual(lost, []);
  }));

test("each text is an answer or nothing found as a query, in words, and stays text", () =>
  on(async (element) => {
    const halves = ["\ud800", "\udc00", "险\ud83d", "\udfff\ud800<img src=x onerror=ran(70)>"];
    for (const query of [...PAYLOADS, ...URLS, ...NAMES, ...halves]) {
      await element.page.evaluate((text) => document.querySelector("midu-search").search(text), query);
      const state = await element.state();
      const tooLong = state === "error" && (await element.page.evaluate(() => window.heard.at(-1).code)) === "query-too-long";
      assert.ok(tooLong || state === "results" || state === "empty" || (state === "idle" && query.trim() === ""), `${state}: ${JSON.stringify(query)}`);
      if (state === "results") assert.deepEqual(await element.page.evaluate(faultsShown), [], query);
      if (state === "empty") {
        const said = await element.page.locator("midu-search .notice-title").evaluate(({ childElementCount, textContent }) => [childElementCount, textContent.isWellFormed() ? textContent : ""]);
        assert.equal(said[0], 0);
        // A box of one line has no line ends.
        if (query.isWellFormed()) assert.ok(said[1].includes(query.replace(/[\r\n]/g, "")), JSON.stringify(query));
      }
    }
  }));

test("names of objects are names of meta and filters like any other", () =>
  on(async ({ page }) => {
    const seen = await page.evaluate(async (names) => {
      const index = await document.querySelector("midu-search").ready();
      const all = await index.search("危险", { facets: names, limit: 3 });
      const narrowed = [];
      for (const name of names) {
        const value = all.facets.find((facet) => facet.name === name)?.values[0].value;
        narrowed.push((await index.search("危险", { filter: JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) })).total);
      }
      const [{ meta }] = all.hits;
      return {
        facets: all.facets.map(({ name }) => name).sort(),
        own: names.filter((name) => Object.hasOwn(meta, name) && typeof meta[name] === "string"),
        plain: Object.getPrototypeOf(meta) === Object.prototype,
        narrowed,
      };
    }, NAMES);
    // The one that would set a prototype is no name of a plain object: it is left out, and sets none.
    const own = NAMES.filter((name) => name !== "__proto__");
    assert.deepEqual(seen, { facets: [...NAMES].sort(), own, plain: true, narrowed: NAMES.map(() => 1) });
  }));

test("a half of a character is refused by the command, in words", async () => {
  const file = await shop.put("half.jsonl", '{"url":"/a","title":"半\\ud800","text":"字"}\n');
  assert.throws(() => shop.index(file, "half.midu", "paged"), /half\.jsonl.*1/s);
});

test("the bundles have no place where a text becomes markup or a script", async () => {
  const folders = ["../dist", "../dist/script", "../dist/wasm-js"];
  let count = 0;
  for (const folder of folders) {
    for (const name of await readdir(new URL(folder, import.meta.url))) {
      if (!name.endsWith(".js")) continue;
      const text = await readFile(new URL(`${folder}/${name}`, import.meta.url), "utf8");
      const sinks = /\b(?:inner|outer)HTML\b|insertAdjacentHTML|\bsetHTML|parseFromString|createContextualFragment|document\.write|\bsrcdoc\b|\beval\(|\bnew Function\b|\bFunction\(|javascript:|\bset(?:Timeout|Interval)\(["'`]/;
      assert.doesNotMatch(text, sinks, name);
      count += 1;
    }
  }
  assert.ok(count > 10, String(count));
});
