// The manifest of the element and docs/element.md say what the sources do and what a page shows: nothing is left out, and
// nothing is there that is not so.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { elementOf, manifest } from "../manifest.mjs";
import { blockOf, tables } from "../reference.mjs";
import { openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { serve } from "./server.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const WWW = fileURLToPath(new URL("..", import.meta.url));
const read = (path) => readFile(new URL(path, import.meta.url), "utf8");
const made = await manifest();
const element = elementOf(made);
const names = (list) => list.map(({ name }) => name).sort();
const document = await read("../../docs/element.md");

/** What the element consists of: the class, what it imports, and what it loads later. */
async function sources() {
  const { metafile } = await build({
    absWorkingDir: WWW,
    entryPoints: ["src/element.ts"],
    bundle: true,
    format: "esm",
    splitting: true,
    outdir: "nowhere",
    write: false,
    metafile: true,
    // The engine's scripts have no part in what is shown.
    external: ["./worker.js", "./worker-full.js"],
  });
  const files = Object.keys(metafile.inputs);
  assert.ok(files.includes("src/overlay.ts") && files.includes("src/styles.ts") && !files.includes("src/highlight.ts"));
  return (await Promise.all(files.map((file) => readFile(`${WWW}/${file}`, "utf8")))).join("\n");
}
const text = await sources();
const all = (pattern) => [...text.matchAll(pattern)].map((match) => match.slice(1));
const once = (list) => [...new Set(list)].sort();

// Held by what the element makes itself, not by the element.
const INSIDE = ["link", "input"];

/** Attributes that the sources read by their names; those that are named by a variable are seen on pages. */
const READ = once([
  ...all(/\b(\w+)\.(?:get|has)Attribute\("([\w-]+)"\)/g).filter(([holder]) => !INSIDE.includes(holder)).map(([, name]) => name),
  ...all(/observedAttributes = \[(.*)\]/g).flatMap(([list]) => [...list.matchAll(/"([\w-]+)"/g)].map(([, name]) => name)),
]);

const SECTIONS = `<!doctype html><title>目录</title><main><h1>目录</h1><p>开头</p><h2 id="a">渡口</h2><p>章节里的常熟。</p></main>`;

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "corpus.midu", "paged");
  const tagged = PLACES_DOCUMENTS.map((document, i) => ({ ...document, filters: { 类型: [["县志", "报纸"][i % 2]], 年: [`${1980 + (i % 12)}`] } }));
  shop.index(await shop.put("tagged.jsonl", jsonLines(tagged)), "tagged.midu", "paged");
  shop.index(await shop.put("sections.html", SECTIONS), "sections.midu", "paged");
  const pictured = { url: "a.html", title: "渡口", text: `渡口。${"水声一路向东，".repeat(30)}渡口。`, meta: { image: "icon.svg" } };
  shop.index(await shop.put("pictured.jsonl", jsonLines([pictured])), "pictured.midu", "paged");
});

/** Notes every part of the element on the page, whenever its tree changes, and every attribute it is asked for. */
function watch() {
  window.parts = [];
  window.asked = [];
  for (const name of ["getAttribute", "hasAttribute"]) {
    const own = Element.prototype[name];
    Element.prototype[name] = function (attribute) {
      if (this.localName === "midu-search") window.asked.push(attribute);
      return own.call(this, attribute);
    };
  }
  const look = (root) => {
    for (const { part } of root.querySelectorAll("[part]")) window.parts.push(...part);
  };
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (options) {
    const root = attach.call(this, options);
    new MutationObserver(() => look(root)).observe(root, { childList: true, subtree: true, attributes: true });
    return root;
  };
}

const more = async ({ page }) => page.locator("midu-search button.more").click();
const open = async ({ page }) => page.locator("midu-search button.trigger").click();
const broken = async ({ page }) => page.evaluate(() => document.querySelector("midu-search").setAttribute("src", "../files/none.midu"));
const NO_WASM = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'";

/** What a reader does, and parts that must be there then. */
const STATES = {
  idle: [{}, async () => {}, ["panel", "field", "input", "bar", "summary", "list", "notice", "status"]],
  results: [{}, (box) => box.search("常州"), ["hit", "link", "title", "facts", "occurrences", "date", "excerpt", "mark"]],
  "more results": [{}, async (box) => (await box.search("江苏"), more(box)), ["button", "more"]],
  "a section": [{ src: "../files/sections.midu" }, (box) => box.search("常熟"), ["path"]],
  "results of a step": [{}, (box) => box.search("连云岗"), ["remark"]],
  "an empty answer": [{}, (box) => box.search("没有这样的文字"), ["notice-title", "notice-text"]],
  error: [{}, async (box) => (await broken(box), box.search("常州")), ["notice-title", "detail", "retry"]],
  "no WebAssembly": [{ policy: NO_WASM }, (box) => box.search("常州"), ["slow"]],
  "facets, orders and completions": [
    { src: "../files/tagged.midu", attributes: { filters: "类型 年", sort: "date", suggest: "" } },
    async (box) => {
      await box.search("常");
      await box.page.locator("midu-search .suggestion").first().waitFor();
      await box.search("江苏");
      await box.page.locator("midu-search .choice").first().click();
      await box.page.locator("midu-search .clear").waitFor();
    },
    ["filters", "facets", "facet", "facet-name", "choice", "value", "count", "unfold", "clear", "sort", "order", "suggestions", "suggestion"],
  ],
  "a box that drops down": [
    { attributes: { mode: "dropdown" } },
    async (box) => (await box.search("江苏"), box.page.locator("midu-search .layer").waitFor()),
    ["layer"],
  ],
  "the history": [
    { attributes: { mode: "dialog" }, there: "midu-search button.trigger" },
    async (box) => {
      await box.page.evaluate(() => {
        const element = document.querySelector("midu-search");
        localStorage.setItem(`midu:${element.src}`, JSON.stringify([{ query: "常州", title: "常州记", url: "a.html" }]));
        return element.show();
      });
      await box.page.locator("midu-search .recent-query").waitFor();
    },
    ["recent", "recent-title", "recent-list", "recent-item", "recent-query", "keep", "clear-history"],
  ],
  "places, pictures and a preview": [
    { src: "../files/pictured.midu", attributes: { preview: "", images: "", report: "mailto:a@example.org?subject={query}" } },
    async (box) => {
      await box.search("渡口");
      await box.page.locator("midu-search .unfold").click();
      await box.page.locator("midu-search .passage").first().waitFor();
      await box.page.locator("midu-search .preview .passage").first().waitFor();
    },
    ["unfold", "passages", "passage", "preview", "preview-title", "image", "report"],
  ],
  "a dialog": [
    { attributes: { mode: "dialog" }, there: "midu-search button.trigger" },
    async (box) => (await open(box), box.search("常州")),
    ["trigger", "trigger-text", "shortcut", "dialog", "close", "hit"],
  ],
};

/** Parts and attributes that were seen in a state. */
async function seen([{ policy, src = "../files/corpus.midu", attributes, there }, enter]) {
  const context = await browser.newContext();
  await context.addInitScript(watch);
  if (policy) server.headers["Content-Security-Policy"] = policy;
  try {
    const box = await openElement(context, server.origin, src, attributes, "plain", there);
    await enter(box);
    return await box.page.evaluate(() => ({ parts: [...new Set(window.parts)], asked: [...new Set(window.asked)] }));
  } finally {
    delete server.headers["Content-Security-Policy"];
    await context.close();
  }
}

test("themes use parts and properties that are documented, in both schemes", async () => {
  const themes = new URL("../themes/", import.meta.url);
  const files = await readdir(themes);
  assert.ok(files.length >= 3);
  for (const file of files) {
    const css = await readFile(new URL(file, themes), "utf8");
    const used = (pattern) => [...css.matchAll(pattern)].map(([, name]) => name);
    const [parts, properties] = [used(/::part\(([\w-]+)\)/g), used(/(--midu-[\w-]+)/g)];
    assert.ok(parts.length > 2 && properties.length > 2, file);
    assert.deepEqual(parts.filter((name) => !names(element.cssParts).includes(name)), [], file);
    assert.deepEqual(properties.filter((name) => !names(element.cssProperties).includes(name)), [], file);
    assert.doesNotMatch(css.replace(/light-dark\([^)]*\)/g, ""), /#[0-9a-f]{3,8}\b/, `${file}: a colour of one scheme`);
  }
});

describe("the manifest", () => {
  test("that was built is that of the sources, and the package names it", async () => {
    assert.deepEqual(JSON.parse(await read("../dist/custom-elements.json")), JSON.parse(JSON.stringify(made)));
    const { customElements, files, exports } = JSON.parse(await read("../package.json"));
    assert.equal(customElements, "./dist/custom-elements.json");
    assert.ok(files.includes("dist/custom-elements.json"));
    assert.equal(exports["./custom-elements.json"], customElements);
  });

  test("names the element and the modules that have and register it", () => {
    assert.equal(element.tagName, "midu-search");
    const found = made.modules.flatMap(({ path, exports }) => exports.map(({ kind, name }) => `${path} ${kind} ${name}`));
    assert.deepEqual(found, ["dist/midu.js js MiduSearchElement", "dist/define.js custom-element-definition midu-search"]);
  });

  test("has every attribute that is read", () => {
    assert.ok(READ.includes("src") && READ.includes("no-worker"));
    assert.deepEqual(READ.filter((name) => !names(element.attributes).includes(name)), []);
  });

  test("has every part that is made, and no other", () => {
    const parts = all(/\bmade\([^"]*"?[^"]*"?(?: : "\w+")?, "([\w -]+)"/g).flatMap(([list]) => list.split(" "));
    assert.deepEqual(names(element.cssParts), once(parts));
  });

  test("has every property of the style sheets with its default", () => {
    const used = all(/var\((--midu-[\w-]+)/g).map(([name]) => name);
    assert.deepEqual(names(element.cssProperties), once(used));
    for (const { name, default: value } of element.cssProperties) {
      assert.ok(value && text.includes(`var(${name}, ${value});`), `${name}: ${value}`);
    }
  });

  test("has every event that is sent, and no other", () => {
    const sent = all(/(?:#send|new CustomEvent)\("(midu-[\w-]+)"/g).map(([name]) => name);
    assert.deepEqual(names(element.events), once(sent));
    const [[map]] = all(/interface HTMLElementEventMap \{([^}]*)\}/g);
    assert.deepEqual(names(element.events), once([...map.matchAll(/"(midu-[\w-]+)"/g)].map(([, name]) => name)));
  });

  test("has nothing private, and says what each thing is", () => {
    const { attributes, members, events, cssParts, cssProperties } = element;
    assert.deepEqual(names(members).filter((name) => /^#|Callback$|^observed/.test(name)), []);
    for (const each of [...attributes, ...members, ...events, ...cssParts, ...cssProperties]) {
      assert.match(each.description ?? "", /\.$/, each.name);
    }
  });
});

describe("the documentation", () => {
  test("has the tables of the manifest", () => {
    assert.equal(blockOf(document), `\n${tables(made)}\n`, "run `npm run manifest`");
    for (const each of [...element.attributes, ...element.cssParts, ...element.events]) assert.ok(document.includes(`\`${each.name}\``), each.name);
  });

  test("has an example that runs", async () => {
    const [, example] = /```html\n([^]*?)```/.exec(document);
    await shop.put("example.html", example);
    const site = await serve({ "/midu/": `${WWW}/dist`, "/": shop.folder });
    const page = await browser.newPage();
    try {
      await page.goto(`${site.origin}/example.html`);
      await page.getByText("因地制宜: 0").waitFor();
      await page.locator("midu-search input").fill("常州");
      await page.getByText("常州: 2").waitFor();
    } finally {
      await page.close();
      await site.close();
    }
  });
});

const asks = new Set(READ);

describe("a page shows no part and asks for no attribute that is not documented", () => {
  for (const [state, steps] of Object.entries(STATES)) {
    test(state, async () => {
      const { parts, asked } = await seen(steps);
      const [, , wanted] = steps;
      assert.deepEqual(wanted.filter((part) => !parts.includes(part)), [], "the state was not reached");
      assert.deepEqual(parts.filter((part) => !names(element.cssParts).includes(part)), []);
      assert.ok(asked.includes("mode"), `attributes: ${asked}`);
      for (const name of asked) asks.add(name);
      assert.deepEqual(asked.filter((name) => !name.startsWith("data-") && !names(element.attributes).includes(name)), []);
    });
  }
  test("the states together have all parts", () => {
    const reached = once(Object.values(STATES).flatMap(([, , wanted]) => wanted));
    assert.deepEqual(reached, names(element.cssParts));
  });
  test("no attribute is documented that nothing asks for", () => {
    assert.deepEqual(names(element.attributes).filter((name) => !asks.has(name)), []);
  });
});
