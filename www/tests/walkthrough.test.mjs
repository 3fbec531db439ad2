// The whole way of a reader who has a keyboard and a screen reader and nothing else, in three languages: what
// is said, in what order, where the focus goes and whether it can be seen. Reads Chromium's accessibility tree.
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { faultsOf, onlyChromium } from "./browser.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

/** What is heard in each language. */
const HEARD = {
  "zh-CN": {
    label: "搜索",
    close: "关闭",
    retry: "重试",
    more: "再看 3 篇",
    found: "找到 13 篇，共 26 处",
    shown: "已显示 13 篇，共 13 篇",
    first: "渡口之0 早上 › 第一班船 共 2 处 2024年3月1日 老船工在渡口摇铃。",
    empty: "没有找到“这句话哪里也没有”",
    error: "服务器没有给出索引。",
  },
  "zh-TW": {
    label: "搜尋",
    close: "關閉",
    retry: "重試",
    more: "再看 3 篇",
    found: "找到 13 篇，共 26 處",
    shown: "已顯示 13 篇，共 13 篇",
    first: "渡口之0 早上 › 第一班船 共 2 處 2024年3月1日 老船工在渡口摇铃。",
    empty: "沒有找到「這句話哪裡也沒有」",
    error: "伺服器沒有給出索引。",
  },
  en: {
    label: "Search",
    close: "Close",
    retry: "Try again",
    more: "Show 3 more",
    found: "26 matches in 13 documents",
    shown: "13 of 13 documents shown",
    first: "渡口之0 早上 › 第一班船 2 matches March 1, 2024 老船工在渡口摇铃。",
    empty: "Nothing found for “not to be found anywhere”",
    error: "The server did not give the index.",
  },
};

const document = (i) => `<!doctype html><html lang="${i % 2 ? "zh-TW" : "zh-CN"}"><head><meta charset="utf-8"><title>渡口之${i}</title>
<meta name="date" content="2024-03-${String(i + 1).padStart(2, "0")}"></head>
<body><main><h1>渡口之${i}</h1><h2 id="morning">早上</h2><h3 id="first">第一班船</h3><p>老船工在渡口摇铃。</p></main></body></html>`;

const page = (lang) => `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>walk</title>
<script src="/pages/listen.js"></script></head><body><p><a id="before" href="#before">before</a></p>
<script src="/dist/embed.js" data-index="/files/walk.midu" data-exact></script><p><a id="after" href="#after">after</a></p></body></html>`;

stage(async () => {
  const site = path.join(shop.folder, "site");
  await mkdir(site);
  for (let i = 0; i < 13; i += 1) await writeFile(path.join(site, `${i}.html`), document(i));
  shop.index(site, "walk.midu", "paged");
  for (const lang of Object.keys(HEARD)) await writeFile(path.join(site, `walk-${lang}.html`), page(lang));
});

/** Where the focus is and how it is seen. Runs in the page. */
function stop() {
  const element = document.querySelector("midu-search");
  const inside = element.shadowRoot.activeElement;
  const at = inside ?? document.activeElement;
  const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(at);
  const box = at.getBoundingClientRect();
  // The line around it must not be cut off by the box that scrolls.
  const room = at.closest(".panel")?.getBoundingClientRect() ?? document.documentElement.getBoundingClientRect();
  const reach = parseFloat(outlineWidth) + parseFloat(outlineOffset);
  return {
    name: inside ? inside.className.split(" ").at(-1) : (at.id || at.tagName),
    position: Number(at.closest("li")?.dataset.position ?? -1),
    visible: at.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
    outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && box.left - reach >= room.left && box.right + reach <= room.right,
  };
}

/** A reader at the page in a language. */
async function read(lang, claim) {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
  const there = await context.newPage();
  const faults = faultsOf(there);
  try {
    await there.goto(`${server.origin}/files/site/walk-${lang}.html`);
    await there.locator("midu-search button.trigger").waitFor();
    const session = await context.newCDPSession(there);
    const tree = async () => {
      const { nodes } = await session.send("Accessibility.getFullAXTree");
      const byId = new Map(nodes.map((node) => [node.nodeId, node]));
      const out = [];
      const walk = (node) => {
        if (!node) return;
        if (!node.ignored) out.push({ id: node.backendDOMNodeId, role: node.role.value, name: node.name?.value ?? "", value: node.value?.value ?? "", ...Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value ?? value.relatedNodes?.[0]])) });
        for (const id of node.childIds ?? []) walk(byId.get(id));
      };
      walk(nodes.find(({ parentId }) => !parentId));
      return out;
    };
    const reader = {
      page: there,
      says: HEARD[lang],
      tree,
      /** The nodes of a role, in the order in which they are read. */
      of: async (role) => (await tree()).filter((node) => node.role === role),
      key: (name) => there.keyboard.press(name),
      /** Presses Tab; the place where that leads must be seen. */
      async tab(name = "Tab") {
        await there.keyboard.press(name);
        const at = await there.evaluate(stop);
        assert.ok(at.visible, `${at.name} is hidden`);
        assert.ok(at.outlined || at.name === "before" || at.name === "after", `${at.name} has no outline`);
        return at;
      },
      at: async () => (await there.evaluate(stop)).name,
      /** Types and waits until it is answered. */
      async type(text, state = "results") {
        await there.keyboard.type(text);
        await there.waitForFunction(([wanted, query]) => document.querySelector("midu-search").dataset.state === wanted && window.heard.at(-1).query === query, [state, text]);
      },
      /** Waits until something is said where a screen reader listens. */
      said: (text) => there.waitForFunction((wanted) => document.querySelector("midu-search").shadowRoot.querySelector("[role=status]").textContent === wanted, text),
      /** The option that a screen reader reads while the focus is in the box. */
      async active() {
        const nodes = await tree();
        const [box] = nodes.filter(({ role }) => role === "combobox");
        const id = box.activedescendant?.backendDOMNodeId;
        const options = nodes.filter(({ role }) => role === "option");
        const position = options.findIndex((option) => option.id === id);
        if (position >= 0) assert.deepEqual(options.flatMap((option, i) => (option.selected ? [i] : [])), [position], "one is selected, and that one");
        return { position, name: options[position]?.name };
      },
      async open() {
        await reader.key("/");
        await there.locator("midu-search dialog[open]").waitFor();
        await there.waitForTimeout(200); // the dialog has arrived
      },
      closed: () => there.waitForFunction(() => !document.querySelector("midu-search").shadowRoot.querySelector("dialog").open),
    };
    await claim(reader);
    assert.deepEqual(faults, []);
  } finally {
    server.fault();
    await context.close();
  }
}

for (const [lang, { label }] of Object.entries(HEARD)) {
  describe(`by keyboard and ear, in ${lang}`, { skip: onlyChromium }, () => {
    test("the button has a name, tells its keys, and opens a box with a name", () =>
      read(lang, async ({ of, tab, key, at, page: there, says }) => {
        assert.deepEqual([(await of("combobox")).length, (await of("dialog")).length], [0, 0], "nothing of the dialog is there before");
        assert.equal((await tab()).name, "before");
        assert.equal((await tab()).name, "trigger");
        const [button] = await of("button");
        assert.ok(button.name.startsWith(label) && button.focused, button.name);
        assert.deepEqual([button.hasPopup, button.keyshortcuts], ["dialog", "Control+K Meta+K /"]);
        await key("Enter");
        await there.waitForTimeout(200); // the dialog has arrived
        assert.equal(await at(), "input");
        const [dialog] = await of("dialog");
        assert.deepEqual([dialog.name, dialog.modal], [label, true]);
        const [box] = await of("combobox");
        const { name, focused, expanded, autocomplete, controls, hasPopup } = box;
        assert.deepEqual({ name, focused, expanded, autocomplete, controls, hasPopup }, { name: label, focused: true, expanded: false, autocomplete: "list", controls: "options", hasPopup: "listbox" });
        // What is behind a modal dialog is not read.
        assert.deepEqual((await of("link")).map((link) => link.name), []);
        assert.deepEqual((await of("button")).map((each) => each.name), [says.close]);
      }));

    test("what was found is said, and each result in the order of its lines", () =>
      read(lang, async ({ open, type, said, of, key, active, at, says }) => {
        await open();
        await type("渡口");
        await said(says.found);
        const [status] = await of("status");
        assert.deepEqual([status.live, status.atomic], ["polite", true]);
        assert.equal((await of("combobox"))[0].expanded, true);
        const [list] = await of("listbox");
        assert.equal(list.name, label);
        assert.deepEqual(await active(), { position: -1, name: undefined });
        await key("ArrowDown");
        assert.deepEqual(await active(), { position: 0, name: says.first });
        assert.equal(await at(), "input", "the focus stays in the box");
        for (const [name, position] of [["ArrowUp", 9], ["ArrowDown", 0], ["ArrowDown", 1], ["Home", 1], ["End", 1]]) {
          await key(name);
          assert.equal((await active()).position, position, name);
        }
      }));

    test("Enter follows, Back returns, Escape clears and closes", () =>
      read(lang, async ({ open, type, key, at, closed, of, page: there }) => {
        await open();
        await type("渡口");
        await key("ArrowDown");
        await Promise.all([there.waitForURL(/\/0\.html#first/), key("Enter")]);
        await there.goBack();
        await there.waitForURL(/walk-[^/]*\.html$/);
        await there.locator("midu-search button.trigger").waitFor();
        if (!(await there.locator("midu-search dialog").evaluate((dialog) => dialog.open))) await open();
        await there.locator("midu-search input").fill("");
        await type("渡口");
        await key("Escape");
        assert.deepEqual([(await of("combobox"))[0].value, await at()], ["", "input"]);
        await key("Escape");
        await closed();
        assert.equal(await at(), "trigger");
        await open();
        await there.goBack();
        await closed();
        assert.equal(await at(), "trigger");
      }));

    test("Tab alone reaches what can be pressed, in order, and nothing that is hidden", () =>
      read(lang, async ({ open, type, tab, key, said, at, closed, of, says, page: there }) => {
        await open();
        await type("渡口");
        const order = [];
        for (let i = 0; i < 12; i += 1) {
          const { name, position } = await tab();
          order.push(position >= 0 ? position : name);
        }
        assert.deepEqual(order, ["close", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "more"]);
        assert.equal((await of("button")).at(-1).name, says.more);
        await key("Enter");
        await said(says.shown);
        assert.deepEqual(await there.evaluate(stop), { name: "link", position: 10, visible: true, outlined: true });
        // The button is gone with the last of them.
        for (const wanted of [11, 12]) assert.equal((await tab()).position, wanted);
        assert.ok(!["more", "retry", "trigger", "before", "after"].includes(await (key("Tab"), at())), "the dialog is left for nothing of the page");
        await there.locator("midu-search input").focus();
        assert.equal((await tab()).name, "close");
        assert.equal((await tab("Shift+Tab")).name, "input");
        await tab();
        await key("Enter");
        await closed();
        assert.equal(await at(), "trigger");
      }));

    test("that nothing was found is said, with the query", () =>
      read(lang, async ({ open, type, said, of, says }) => {
        await open();
        await type(/“(.*)”|「(.*)」/.exec(says.empty).slice(1).find(Boolean), "empty");
        await said(says.empty);
        assert.deepEqual([(await of("combobox"))[0].expanded, (await of("option")).length], [false, 0]);
      }));

    test("a failure is said, Tab reaches the way out of it, and the focus is not lost", () =>
      read(lang, async ({ open, type, said, tab, key, at, says, page: there }) => {
        server.fault({ match: /walk\.midu/, mode: 500 });
        await open();
        await type("渡口", "error");
        await said(says.error);
        assert.equal(await there.locator("midu-search .detail").getAttribute("lang"), "en", "what a developer is told is English");
        assert.deepEqual([(await tab()).name, (await tab()).name], ["close", "retry"]);
        assert.equal(await there.locator("midu-search button.retry").textContent(), says.retry);
        server.fault();
        await key("Enter");
        await there.locator("midu-search li.hit").first().waitFor();
        assert.equal(await at(), "input");
        await said(says.found);
      }));

    test("a result is read in its own language, and what the page says in that of the page", () =>
      read(lang, async ({ open, type, page: there }) => {
        await open();
        await type("渡口");
        const langs = await there.evaluate(() => {
          // As a reader inherits it, out of the shadow tree too.
          const of = (each) => (each.closest("[lang]") ?? each.getRootNode().host.closest("[lang]")).lang;
          return [...document.querySelector("midu-search").shadowRoot.querySelectorAll("li.hit")].map((item) => {
            const own = [".title", ".path", ".excerpt"].map((name) => of(item.querySelector(name)));
            return [item.querySelector(".title").textContent, own, [".facts", "time"].map((name) => of(item.querySelector(name)))];
          });
        });
        for (const [title, own, said] of langs) {
          const wanted = Number(/\d+/.exec(title)) % 2 ? "zh-TW" : "zh-CN";
          assert.deepEqual([own, said], [[wanted, wanted, wanted], [lang, lang]], title);
        }
      }));
  });
}
