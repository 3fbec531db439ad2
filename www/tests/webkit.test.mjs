// The element in WebKitGTK, the engine of Safari, with real keys and clicks; by itself, as what drives the other
// browsers drives no WebKit of the system. Run by `cargo xtask test webkit`.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { totals } from "./browser.mjs";
import { compare, SAMPLE_QUERIES } from "./contract.mjs";
import { jsonLines, LAYOUTS, plainTexts, SAMPLE } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { noWebKit, onDialog, onElement, server, session, shop, stage } from "./webkit.mjs";

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "paged.midu", "paged");
  // Pages that are there to be opened.
  for (const [name, title, text] of [["ferry", "老渡口", "摆渡的人在雾里。"], ["tower", "钟楼", "敲钟的人在雾里。"]]) {
    const page = `<!doctype html><html lang="zh"><title>${title}</title><main><h1>${title}</h1><p>${text}</p></main></html>`;
    pages.push({ url: `/files/${name}.html`, title, text });
    await shop.put(`${name}.html`, page);
  }
  shop.index(await shop.put("pages.jsonl", jsonLines(pages)), "pages.midu", "paged");
});

const pages = [];
const onPages = (claim) => onElement(claim, { src: "../files/pages.midu" });

/** Whether this is the page of an address, read whole: what is in the page. */
const opened = (name) => document.readyState === "complete" && location.pathname.endsWith(name) && document.querySelector("h1")?.textContent;

/** Waits until the answer to a query is the last thing that was heard. */
const answered = (query) => session.until((asked) => window.heard.at(-1)?.name === "midu-results" && window.heard.at(-1).query === asked, query);

/** Texts of all marks of a hit. */
const marked = ({ title, excerpt }) => [title, excerpt].flatMap(({ text, marks }) => marks.map(([start, end]) => text.slice(start, end)));

/** What a reader of the dialog can tell: read in the page. */
function look() {
  const root = document.querySelector("midu-search").shadowRoot;
  const { activeElement } = document;
  return {
    open: root.querySelector("dialog").open,
    value: root.querySelector("input").value,
    focus: root.activeElement?.className ?? activeElement?.id,
    within: root.querySelector("dialog").contains(root.activeElement),
    active: root.querySelector("input").getAttribute("aria-activedescendant"),
    heard: window.heard.map(({ name }) => name).filter((name) => /open|close/.test(name)).join(),
  };
}

/** Waits until what is seen has these values; tells what it had instead. */
async function becomes(wanted) {
  let seen;
  for (let tries = 0; tries < 100; tries += 1) {
    seen = await session.evaluate(look);
    if (Object.entries(wanted).every(([name, value]) => seen[name] === value)) return;
    await pause(50);
  }
  assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, seen[name]])), wanted);
}

describe("in WebKit", { skip: noWebKit }, () => {
  describe("the answers", () => {
    for (const layout of LAYOUTS) {
      test(`${layout}: totals, counts and marks equal to a scan`, async () => {
        const documents = await plainTexts(SAMPLE, /\.(txt|md)$/);
        shop.index(await shop.put("sample.jsonl", jsonLines(documents)), `sample-${layout}.midu`, layout);
        await onElement((element) => compare(element, documents, SAMPLE_QUERIES), { src: `../files/sample-${layout}.midu` });
      });
    }

    test("to a Traditional text are what its Simplified one finds", () =>
      onElement(async (element) => {
        await element.search("連雲港");
        assert.deepEqual(totals(await element.summary()), { documents: 2, occurrences: 5 });
        for (const hit of await element.hits()) assert.deepEqual([...new Set(marked(hit))], ["连云港"]);
      }));

    for (const [where, options] of [
      ["worker", {}],
      ["page", { "no-worker": "" }],
      // The page lets nobody make the address of a worker.
      ["page", { page: "no-policy" }],
    ]) {
      test(`come from the engine in the ${where}, with ${JSON.stringify(options)}`, () =>
        onElement(async (element) => {
          await element.search("江苏");
          assert.deepEqual(totals(await element.summary()), { documents: 26, occurrences: 26 });
          const { thread, engine } = await session.evaluate(() => ({ ...document.querySelector("midu-search").dataset }));
          assert.deepEqual([thread, engine], [where, "wasm"]);
        }, options));
    }

    test("of a host that fails are an error, and the retry heals it", () =>
      onElement(async (element) => {
        server.fault({ match: /paged\.midu/, mode: "cut" });
        await element.type("常州");
        await element.settled("error");
        assert.equal((await element.hits()).length, 0);
        server.fault();
        await session.click("midu-search", "button.retry");
        await element.settled("results");
        assert.equal((await element.hits()).length, 2);
      }));
  });

  describe("the keys", () => {
    test("search while they are typed", () =>
      onElement(async (element) => {
        await element.type("常州");
        await answered("常州");
        assert.deepEqual(totals(await element.summary()), { documents: 2, occurrences: 5 });
        const hits = await element.hits();
        assert.deepEqual(hits.map(({ occurrences }) => occurrences).sort(), [1, 4]);
        for (const hit of hits) assert.deepEqual([...new Set(marked(hit))], ["常州"]);
      }));

    test("go down and up the list, and Enter opens the page of that result", () =>
      onPages(async (element) => {
        await element.search("的人在雾里");
        const names = (await element.hits()).map(({ href }) => new URL(href).pathname);
        assert.deepEqual([...names].sort(), ["/files/ferry.html", "/files/tower.html"]);
        const active = () => session.evaluate(() => document.querySelector("midu-search").shadowRoot.querySelector("[aria-selected=true]")?.id);
        for (const [key, option] of [["ArrowDown", 0], ["ArrowDown", 1], ["ArrowDown", 0], ["ArrowUp", 1]]) {
          await session.press(key);
          assert.equal(await active(), `option-${option}`);
        }
        await session.press("Enter");
        const { title } = pages.find(({ url }) => url === names[1]);
        assert.equal(await session.until(opened, names[1]), title);
      }));

    test("Escape clears the box", () =>
      onElement(async (element) => {
        await element.search("常州");
        await session.press("Escape");
        await element.settled("idle");
        assert.equal(await element.value(), "");
        assert.equal((await element.hits()).length, 0);
      }));
  });

  test("a click opens the page of a result, and Back returns", () =>
    onPages(async (element) => {
      await element.search("摆渡");
      await session.click("midu-search", "a.link");
      assert.equal(await session.until(opened, "/files/ferry.html"), "老渡口");
      await session.back();
      await session.until(() => document.querySelector("midu-search")?.shadowRoot?.querySelector("input") != null);
    }));

  describe("an input method", () => {
    // GTK's own: Control+Shift+U, then the number of a character, as one composition. Its order of events is WebKit's.
    const compose = async (number) => {
      await session.press("Control", "Shift", "u");
      await session.type(number);
    };

    test("is not searched for what it holds, and is for what it commits", () =>
      onElement(async (element) => {
        await element.type("无锡");
        await answered("无锡");
        await session.press("Control", "a");
        const before = (await element.heard()).length;
        await compose("5e38");
        await session.until((held) => document.querySelector("midu-search").value === held, "u5e38");
        // Longer than any pause after which a text is searched.
        await pause(400);
        assert.deepEqual((await element.heard()).slice(before), []);
        assert.equal((await element.hits()).length, 2, "the list stays");
        await session.press("Enter");
        await answered("常");
        assert.equal(await element.value(), "常");
        assert.ok(!(await element.heard()).some((line) => line.includes("u5")));
      }));

    test("keeps its Escape from the dialog", () =>
      onDialog(async () => {
        await session.press("Control", "k");
        await becomes({ open: true, focus: "input" });
        await compose("5e38");
        await becomes({ value: "u5e38" });
        await session.press("Escape");
        await becomes({ value: "", open: true });
        // One that comes at once would be taken for the one that ended it.
        await pause(200);
        await session.press("Escape");
        await becomes({ open: false });
      }));

    // Safari's order, where compositionend is before the keydown that ended it, and that keydown tells nothing of a
    // composition. No protocol drives an input method of macOS: the events are made in the page.
    const asSafari = (held, committed, key) =>
      session.evaluate(
        ([spelled, chosen, last]) => {
          const input = document.querySelector("midu-search").shadowRoot.querySelector("input");
          const send = (Kind, name, more) => input.dispatchEvent(new Kind(name, { bubbles: true, cancelable: true, composed: true, ...more }));
          const put = (value, inputType) => {
            input.value = value;
            send(InputEvent, "input", { inputType, data: value, isComposing: true });
          };
          send(CompositionEvent, "compositionstart", { data: "" });
          for (let end = 1; end <= spelled.length; end += 1) {
            send(CompositionEvent, "compositionupdate", { data: spelled.slice(0, end) });
            put(spelled.slice(0, end), "insertCompositionText");
          }
          put("", "deleteCompositionText");
          if (chosen) put(chosen, "insertFromComposition");
          send(CompositionEvent, "compositionend", { data: chosen });
          const before = window.heard.length;
          const went = send(KeyboardEvent, "keydown", { key: last });
          return { heard: window.heard.slice(before).length, went };
        },
        [held, committed, key],
      );

    test("in Safari's order searches what it commits once, not again for its Enter", () =>
      onElement(async (element) => {
        await session.click("midu-search", "input");
        assert.equal((await asSafari("suzhou", "苏州", "Enter")).heard, 0);
        await answered("苏州");
        await pause(400);
        assert.deepEqual(await element.heard(), ["midu-search 苏州", "midu-results 苏州"]);
      }));

    test("in Safari's order keeps the Escape behind its end from the dialog", () =>
      onDialog(async () => {
        await session.press("Control", "k");
        await becomes({ open: true, focus: "input" });
        assert.equal((await asSafari("chang", "", "Escape")).went, false);
        await becomes({ open: true });
      }));

    test("is heard as pinyin before it commits", () =>
      onElement(async (element) => {
        await session.click("midu-search", "input");
        await session.evaluate(() => {
          const input = document.querySelector("midu-search").shadowRoot.querySelector("input");
          input.value = "chang'zhou";
          input.dispatchEvent(new CompositionEvent("compositionstart", { data: "" }));
          input.dispatchEvent(new CompositionEvent("compositionupdate", { data: input.value }));
          input.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true, data: input.value }));
        });
        await element.settled("results");
        assert.deepEqual(await element.heard(), ["midu-results chang'zhou"]);
        for (const hit of await element.hits()) assert.ok(marked(hit).includes("常州"));
      }));
  });

  describe("the dialog", () => {
    test("opens by Control-K with the focus in the box, and Escape returns it to where it was", () =>
      onDialog(async () => {
        await session.click("#other");
        await session.press("Control", "k");
        await becomes({ open: true, focus: "input", heard: "midu-open" });
        await session.press("Escape");
        await becomes({ open: false, focus: "other", heard: "midu-open,midu-close" });
      }));

    test("opens by slash, which is not typed; Escape clears first, then closes", () =>
      onDialog(async () => {
        await session.press("/");
        await becomes({ open: true, focus: "input", value: "" });
        await session.type("常州");
        await answered("常州");
        await session.press("Escape");
        await becomes({ open: true, value: "" });
        await session.press("Escape");
        await becomes({ open: false, focus: "trigger" });
      }));

    test("keeps Tab inside, in both directions", () =>
      onDialog(async () => {
        await session.click("midu-search", "button.trigger");
        await becomes({ open: true, focus: "input" });
        await session.type("常州");
        await answered("常州");
        for (const keys of [["Tab"], ["Shift", "Tab"]]) {
          const stops = [];
          for (let i = 0; i < 8; i += 1) {
            await session.press(...keys);
            const { open, within, focus } = await session.evaluate(look);
            stops.push(focus);
            assert.ok(open && within, `${keys.join("+")} led out: ${stops.join()}`);
          }
          assert.ok(["input", "close", "link"].every((name) => stops.includes(name)), stops.join());
        }
      }));

    test("is closed by Back, and the page stays", () =>
      onDialog(async () => {
        await session.press("Control", "k");
        await becomes({ open: true });
        await session.back();
        await becomes({ open: false, heard: "midu-open,midu-close" });
        assert.match(await session.url(), /\/pages\/embed\.html$/);
      }));

    test("is closed by its button and by a click beside it", () =>
      onDialog(async () => {
        for (const close of [() => session.click("midu-search", "button.close"), () => session.clickAt(5, 500)]) {
          await session.press("Control", "k");
          await becomes({ open: true });
          await close();
          await becomes({ open: false });
        }
      }));
  });
});
