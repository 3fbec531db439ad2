// The same bytes, three ways: whatever carries an index, the element shows what a scan finds. Pages on
// a disc are opened as `file://`, with the security of any browser.
import assert from "node:assert/strict";
import { cp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { openDisc, openElement } from "./browser.mjs";
import { CHANGZHOU_QUERIES, compare, SAMPLE_QUERIES } from "./contract.mjs";
import { CHANGZHOU, jsonLines, missing, plainTexts, SAMPLE } from "./corpora.mjs";
import { LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const ASSETS = ["--assets", fileURLToPath(new URL("../dist/script", import.meta.url))];

stage();

/** Each way to carry an index, with how it is opened: by its address on the host, or from the disc. */
const WAYS = {
  "one file by ranges": ["a.midu", "paged", [], "a.midu"],
  "one file in a folder": ["range", "paged", ["--carrier", "range"], "range/"],
  packs: ["files", "paged", ["--carrier", "files"], "files/"],
  "packs, by the address of their entry": ["files", "paged", ["--carrier", "files"], "files/midu.json"],
  "packs, by a folder without a slash": ["files", "paged", ["--carrier", "files"], "files"],
  "few packs": ["few", "paged", ["--carrier", "files", "--max-files", "16"], "few/"],
  "packs of the compact layout": ["packed", "compact", ["--carrier", "files"], "packed/"],
  "scripts on a host": ["script", "paged", ["--carrier", "script", ...ASSETS], "script/midu-index.js"],
  "scripts on a disc": ["script", "paged", ["--carrier", "script", ...ASSETS], "file"],
  "scripts on a disc, compact": ["share", "compact", ["--carrier", "script", ...ASSETS], "file"],
  "one page, paged": ["paged.html", "paged", ["--single-file", ...ASSETS], "file"],
  "one page, embedded": ["embedded.html", "embedded", ["--single-file", ...ASSETS], "file"],
  "one page, compact": ["compact.html", "compact", ["--single-file", ...ASSETS], "file"],
};

/** Carries an index one way and opens the element over it. */
async function carried(context, lines, prefix, way) {
  const [output, layout, how, address] = WAYS[way];
  const place = shop.index(lines, `${prefix}-${output}`, layout, ...how);
  if (address !== "file") return openElement(context, server.origin, `../files/${prefix}-${address}`);
  return openDisc(context, output.endsWith(".html") ? place : path.join(place, "index.html"));
}

for (const [name, folder, ending, queries] of [
  ["sample", SAMPLE, /\.(txt|md)$/, SAMPLE_QUERIES],
  ["changzhou", CHANGZHOU, /\.txt$/, CHANGZHOU_QUERIES],
]) {
  describe(`${name}, equal to a scan`, { skip: missing(folder) }, () => {
    for (const way of Object.keys(WAYS)) {
      test(way, async () => {
        const documents = await plainTexts(folder, ending);
        const lines = await shop.put(`${name}.jsonl`, jsonLines(documents));
        const context = await browser.newContext();
        const element = await carried(context, lines, name, way);
        await compare(element, documents, queries);
        const engine = await element.page.evaluate(() => document.querySelector("midu-search").dataset.thread);
        assert.equal(engine, "worker", "no carrier costs the page its thread");
        await context.close();
      });
    }
  });
}

describe("a long index in scripts, from a disc", () => {
  const query = LONG_DOCUMENTS[200].text.slice(50, 54);
  let share;
  before(async () => {
    const lines = await shop.put("long.jsonl", jsonLines(LONG_DOCUMENTS));
    share = shop.index(lines, "long-share", "paged", "--carrier", "script", ...ASSETS);
  });

  test("reads only the scripts that a query needs", async () => {
    const context = await browser.newContext();
    const element = await openDisc(context, path.join(share, "index.html"));
    const asked = [];
    element.page.on("request", (request) => asked.push(request.url()));
    await element.search(query);
    assert.ok((await element.hits()).some(({ href }) => new URL(href).pathname.endsWith("/long/200")));
    const packs = asked.filter((url) => /\/\d+\.js$/.test(url));
    const [build] = (await readdir(share)).filter((name) => /^[0-9a-f]{16}$/.test(name));
    const all = (await readdir(path.join(share, build))).length;
    assert.ok(packs.length > 0 && packs.length < all / 2, `${packs.length} of ${all}`);
    // The engine of such a page knows the query language.
    const [first, again] = await element.page.evaluate(async (text) => {
      const index = await document.querySelector("midu-search").ready();
      return Promise.all([index.search(text), index.search(text, { literal: true, explain: true })]);
    }, query);
    assert.deepEqual(again.hits.map(({ url }) => url), first.hits.map(({ url }) => url));
    assert.deepEqual(await element.page.evaluate(() => document.querySelector("midu-search").ready().then((index) => index.suggest("常"))), []);
    assert.deepEqual(element.faults, []);
    await context.close();
  });

  test("tells a script that is missing, cut or swapped, and reads it again when it is whole", async () => {
    const copy = path.join(shop.folder, "broken-share");
    await cp(share, copy, { recursive: true });
    const [build] = (await readdir(copy)).filter((name) => /^[0-9a-f]{16}$/.test(name));
    const folder = path.join(copy, build);
    const packs = (await readdir(folder)).filter((name) => /^\d+\.js$/.test(name));
    const context = await browser.newContext();
    const element = await openDisc(context, path.join(copy, "index.html"));
    await element.search("这里没有的一句话");
    assert.equal(await element.state(), "empty");
    const whole = new Map();
    for (const name of packs) whole.set(name, await readFile(path.join(folder, name)));
    const broken = {
      missing: async () => rename(folder, `${folder}-away`),
      cut: async () => {
        for (const [name, bytes] of whole) await writeFile(path.join(folder, name), bytes.subarray(0, bytes.length >> 1));
      },
      flipped: async () => {
        for (const [name, bytes] of whole) {
          const text = bytes.toString().replaceAll("A", "_");
          await writeFile(path.join(folder, name), text);
        }
      },
      swapped: async () => {
        const names = [...whole.keys()];
        for (const [i, name] of names.entries()) await writeFile(path.join(folder, name), whole.get(names[(i + 1) % names.length]));
      },
      empty: async () => {
        for (const name of whole.keys()) await writeFile(path.join(folder, name), "");
      },
    };
    let at = 0;
    for (const [fault, work] of Object.entries(broken)) {
      await work();
      // Another query each time, of pages that are not there yet.
      const { url, text } = LONG_DOCUMENTS[(at += 61)];
      await element.search(text.slice(10, 14));
      assert.equal(await element.state(), "error", fault);
      if (fault === "missing") await rename(`${folder}-away`, folder);
      for (const [name, bytes] of whole) await writeFile(path.join(folder, name), bytes);
      await element.search(text.slice(10, 14));
      assert.equal(await element.state(), "results", `after ${fault}`);
      assert.ok((await element.hits()).some(({ href }) => new URL(href).pathname.endsWith(url)), `after ${fault}`);
    }
    await context.close();
  });
});

test("elements over two carriers on one page do not mix", async () => {
  const places = shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "two-files", "paged", "--carrier", "files");
  shop.index(path.join(shop.folder, "places.jsonl"), "two-script", "compact", "--carrier", "script", ...ASSETS);
  assert.ok(places);
  const context = await browser.newContext();
  const element = await openElement(context, server.origin, "../files/two-files/");
  const counts = await element.page.evaluate(async () => {
    const other = document.createElement("midu-search");
    other.src = "../files/two-script/midu-index.js";
    document.querySelector("main").append(other);
    const first = document.querySelector("midu-search");
    await Promise.all([first.search("常州"), other.search("江苏")]);
    return [first, other].map((each) => [each.dataset.state, each.shadowRoot.querySelectorAll("li.hit").length]);
  });
  assert.deepEqual(counts, [["results", 2], ["results", 10]]);
  await context.close();
});

test("a folder without an index, and a script that is none, say so", async () => {
  await shop.put("other.js", "window.other = 1;\n");
  const context = await browser.newContext();
  const element = await openElement(context, server.origin, "../files/nothing/");
  const ask = (src) => element.page.evaluate(async (from) => {
    const { open } = await import("/dist/midu.js");
    return open(from).then(() => "opened", ({ code, message }) => [code, message]);
  }, src);
  for (const [src, code, said] of [
    ["/files/nothing/", "http", /nothing\/midu\.json answered with status 404/],
    ["/files/nothing.js", "network", /could not be loaded/],
    ["/files/other.js", "truncated", /is not a script of an index/],
    ["midu:index", "not-an-index", /is not the entry of an index/],
  ]) {
    const [got, message] = await ask(src);
    assert.equal(got, code, src);
    assert.match(message, said);
  }
  await context.close();
});
