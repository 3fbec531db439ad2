// What readers get of a host that fails: the right answer or an error that says so, never a wrong or
// an empty one, and the right answer again once the host is well. MIDU_FAULTS=full asks 500 queries
// and flips 500 bits of each file; a run of all tests asks fewer.
import assert from "node:assert/strict";
import { cp, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { launch, openElement, serveBuild, totals } from "./browser.mjs";
import { jsonLines, workshop } from "./corpora.mjs";
import { chance, faultProxy, MODES } from "./faultproxy.mjs";
import { LONG_DOCUMENTS } from "./fixture.mjs";

const FULL = process.env.MIDU_FAULTS === "full";
const CARRIERS = ["range", "files"];
/** What is broken of each carrier, by path and range. */
const ARTEFACTS = {
  range: { head: /range\.midu bytes=0-/, page: /range\.midu bytes=[1-9]/ },
  files: { entry: /midu\.json/, resident: /resident\.bin/, pack: /\/\d+\.bin/ },
};
/** Faults that a later try heals without the reader noticing. */
const options = { timeout: 150 };

const { open, MiduError } = await import("../dist/midu.js");
const wasm = await readFile(new URL("../dist/wasm/midu_bg.wasm", import.meta.url));

// Two builds of one site: the second lost documents, so that no answer is right for both.
const OLD = LONG_DOCUMENTS;
const NEW = LONG_DOCUMENTS.slice(0, 150).map((document) => ({ ...document, title: `${document.title}新` }));

const next = chance(20_260_111);
const QUERIES = Array.from({ length: FULL ? 500 : 60 }, (_, i) => {
  if (i % 20 === 0) return "这里没有的一句话";
  const { text } = OLD[Math.floor(next() * 150)];
  const at = Math.floor(next() * (text.length - 12));
  return text.slice(at, at + 1 + Math.floor(next() * 6));
});

const QUERY = NEW[77].text.slice(100, 103);

let shop;
let server;
let old;
const truths = {};
before(async () => {
  shop = await workshop();
  const site = (name) => path.join(shop.folder, name);
  for (const [name, documents] of [["old", OLD], ["new", NEW]]) {
    // The new build is made where the old one is, which stays beside it.
    if (name === "new") await cp(site("old"), site("new"), { recursive: true });
    else await mkdir(site("old"));
    const lines = await shop.put(`${name}.jsonl`, jsonLines(documents));
    shop.index(lines, `${name}/range.midu`, "paged");
    shop.index(lines, `${name}/files`, "paged", "--carrier", "files");
  }
  server = await serveBuild(path.join(shop.folder, "new"));
  old = await serveBuild(path.join(shop.folder, "old"));
  for (const [name, { origin }] of [["new", server], ["old", old]]) {
    const index = await open(`${origin}/files/range.midu`, { wasm });
    truths[name] = new Map();
    for (const query of [...QUERIES, QUERY]) truths[name].set(query, told(await index.search(query)));
    index.dispose();
  }
});
after(async () => {
  await server?.close();
  await old?.close();
  await shop?.remove();
});

/** What an answer says, without what it cost. */
function told({ total, occurrences, hits }) {
  return JSON.stringify({ total, occurrences, hits });
}

const address = (origin, carrier) => `${origin}/files/${carrier === "range" ? "range.midu" : "files/"}`;

async function through(proxied, claim) {
  const proxy = await faultProxy(server.origin, { old: old.origin, ...proxied });
  try {
    await claim(proxy);
  } finally {
    await proxy.close();
  }
}

/** Opens and searches under a fault: what came of it, or the code of the error. */
async function outcome(url, query) {
  let index;
  try {
    index = await open(url, { wasm, ...options });
    return told(await index.search(query));
  } catch (error) {
    assert.ok(error instanceof MiduError, String(error.stack));
    assert.ok(error.message.length > 20 && !error.message.includes("undefined"), error.message);
    return error.code;
  } finally {
    index?.dispose();
  }
}



describe("500 queries while answers are broken at random", () => {
  for (const carrier of CARRIERS) {
    test(`${carrier}: right or an error, and right again afterwards, in a browser`, { timeout: 600_000 }, async () => {
      const browser = await launch();
      try {
        await through({}, async (proxy) => {
          const page = await browser.newPage();
          await page.goto(`${proxy.origin}/pages/element.html?src=absent`);
          proxy.random({ seed: 7, share: 0.15, lasting: 0.05, match: /\/files\// });
          const seen = await page.evaluate(askAll, { src: address(proxy.origin, carrier), queries: QUERIES, ...options });
          const wrong = [];
          const errors = {};
          let right = 0;
          for (const [query, result, code] of seen) {
            if (code !== undefined) errors[code] = (errors[code] ?? 0) + 1;
            // A host that gives the old entry gives the old build whole: that is no mix.
            else if (result === truths.new.get(query) || result === truths.old.get(query)) right += 1;
            else wrong.push([query, result]);
          }
          const faults = proxy.log.filter(({ mode }) => mode !== undefined).length;
          console.log(`  ${carrier}: ${QUERIES.length} queries, ${proxy.log.length} requests, ${faults} broken, ${right} right, errors ${JSON.stringify(errors)}`);
          assert.deepEqual(wrong, []);
          assert.ok(!("untyped" in errors), "every error has a code");
          assert.ok(right > QUERIES.length / 3 && faults > QUERIES.length / 10);
          proxy.heal();
          const healed = await page.evaluate(askAgain, QUERIES);
          // The index that was open may be the old one as long as nobody has missed a page of it.
          for (const [query, result] of healed) assert.ok(result === truths.new.get(query) || result === truths.old.get(query), `${query}: ${result}`);
        });
      } finally {
        await browser.close();
      }
    });
  }
});

test("the element under random faults shows right totals or an error, and nothing found only where nothing is", { timeout: 600_000 }, async () => {
  const browser = await launch();
  try {
    await through({}, async (proxy) => {
      const context = await browser.newContext();
      const element = await openElement(context, proxy.origin, "../files/files/");
      proxy.random({ seed: 11, share: 0.25, match: /\/files\//, modes: MODES.filter((mode) => !["hang", "drip", "stale"].includes(mode)) });
      const states = {};
      for (const query of QUERIES.slice(0, FULL ? 200 : 30)) {
        await element.search(query);
        const state = await element.state();
        states[state] = (states[state] ?? 0) + 1;
        const { total, occurrences } = JSON.parse(truths.new.get(query));
        if (state === "empty") assert.equal(total, 0, query);
        else if (state === "results") assert.deepEqual(totals(await element.summary()), { documents: total, occurrences }, query);
        else assert.equal(state, "error", query);
      }
      console.log(`  element: ${JSON.stringify(states)}`);
      assert.ok(states.error > 0 && states.results > 0);
      proxy.heal();
      await element.search(QUERY);
      assert.equal(await element.state(), "results");
      assert.deepEqual(element.faults, []);
      await context.close();
    });
  } finally {
    await browser.close();
  }
});

/** Runs in the page. Opens the index anew for every ten queries, and keeps the last one. */
async function askAll({ src, queries, timeout }) {
  const { open, MiduError } = await import("/dist/midu.js");
  const seen = [];
  const ended = (query, error) => seen.push([query, null, error instanceof MiduError ? error.code : `untyped ${error}`]);
  for (let at = 0; at < queries.length; at += 10) {
    const some = queries.slice(at, at + 10);
    let index;
    for (let tries = 0; tries < 20 && !index; tries += 1) {
      index = await open(src, { timeout }).catch((error) => void ended("open", error));
    }
    if (!index) throw new Error("The index could not be opened in 20 tries.");
    const ask = async (query) => {
      try {
        const { total, occurrences, hits } = await index.search(query);
        seen.push([query, JSON.stringify({ total, occurrences, hits })]);
      } catch (error) {
        ended(query, error);
      }
    };
    await Promise.all(some.map(ask));
    window.kept?.dispose();
    window.kept = index;
  }
  return seen;
}

/** Runs in the page: every query once more, of the index that lived through the faults. */
async function askAgain(queries) {
  const seen = [];
  for (const query of queries) {
    const { total, occurrences, hits } = await window.kept.search(query);
    seen.push([query, JSON.stringify({ total, occurrences, hits })]);
  }
  return seen;
}

describe("one fault of each kind", { concurrency: 6 }, () => {
  for (const carrier of CARRIERS) {
    for (const [artefact, match] of Object.entries(ARTEFACTS[carrier])) {
      for (const mode of MODES) {
        test(`${mode} of ${carrier}'s ${artefact} once is not noticed`, () =>
          through({}, async (proxy) => {
            proxy.rule({ match, mode, times: 1 });
            const result = await outcome(address(proxy.origin, carrier), QUERY);
            assert.equal(proxy.log.filter((line) => line.mode !== undefined).length, 1, "the fault took place");
            // The old entry leads to the old build, whole.
            const build = mode === "stale" && artefact === "entry" ? "old" : "new";
            assert.equal(result, truths[build].get(QUERY));
          }));
      }
    }
  }
});

describe("a lasting fault of each kind", { concurrency: 6 }, () => {
  for (const carrier of CARRIERS) {
    for (const [artefact, match] of Object.entries(ARTEFACTS[carrier])) {
      for (const mode of MODES) {
        test(`${mode} of ${carrier}'s ${artefact} is an error, and gone with the fault`, () =>
          through({}, async (proxy) => {
            proxy.rule({ match, mode });
            const url = address(proxy.origin, carrier);
            const result = await outcome(url, QUERY);
            if (SPOILS.has(mode) && result.startsWith("{")) {
              // It met nothing that was needed, or all of an older build.
              const build = mode === "stale" && artefact !== "page" ? "old" : "new";
              assert.equal(result, truths[build].get(QUERY));
            } else assert.match(result, /^[a-z-]+$/);
            proxy.heal();
            assert.equal(await outcome(url, QUERY), truths.new.get(QUERY));
          }));
      }
    }
  }
});

// Faults that leave some of the bytes as they are.
const SPOILS = new Set(["short", "long", "flip", "swap", "stale"]);

describe("flipped bits", { concurrency: 4 }, () => {
  for (const carrier of CARRIERS) {
    for (const [artefact, match] of Object.entries(ARTEFACTS[carrier])) {
      test(`of ${carrier}'s ${artefact} never change an answer`, { timeout: 600_000 }, () =>
        through({}, async (proxy) => {
          const draw = chance(artefact.length);
          const seen = { right: 0 };
          for (let i = 0; i < (FULL ? 500 : 25); i += 1) {
            const bit = Math.floor(draw() * 8);
            proxy.rule({ match, mode: "flip", at: draw(), bit });
            const result = await outcome(address(proxy.origin, carrier), QUERY);
            // A bit may be one that this query has no use for.
            if (result === truths.new.get(QUERY)) seen.right += 1;
            else if (/^[a-z-]+$/.test(result)) seen[result] = (seen[result] ?? 0) + 1;
            else assert.fail(`bit ${bit}: ${result}`);
            proxy.heal();
          }
          console.log(`  ${carrier}'s ${artefact}: ${JSON.stringify(seen)}`);
        }));
    }
  }
});

describe("bytes that came damaged with the first request", () => {
  for (const [way, carrier, ranges] of [["range", "range", true], ["range, sent whole", "range", false], ["files", "files", true]]) {
    test(`${way}: are asked for again by the search that meets them`, async (context) => {
      const folder = path.join(shop.folder, `damaged-${way}`);
      await cp(path.join(shop.folder, "new"), folder, { recursive: true });
      const entry = async () => JSON.parse(await readFile(path.join(folder, "files/midu.json"), "utf8")).build;
      const file = path.join(folder, carrier === "range" ? "range.midu" : `files/${await entry()}/resident.bin`);
      const host = await serveBuild(folder, { ranges });
      context.after(() => host.close());
      const sound = await readFile(file);
      const opened = () => open(address(host.origin, carrier), { wasm, ...options });
      const first = await opened();
      const { residentLength, sections } = first.info;
      const text = sections.find(({ name }) => name === "TEXT");
      first.dispose();
      // What is resident is checked when the index is opened, and of a whole one the tables behind it too.
      const damaged = (i) => (ranges ? i === residentLength + 8 : i >= text.offset && i < text.offset + text.length && i % 64 === 0);
      await writeFile(file, sound.map((byte, i) => (damaged(i) ? byte ^ 1 : byte)));
      const index = await opened();
      host.log.length = 0;
      await assert.rejects(index.search(QUERY), (error) => error instanceof MiduError && error.code === "corrupt");
      assert.ok(host.log.length < 10, `${host.log.length} requests`);
      await writeFile(file, sound);
      assert.equal(told(await index.search(QUERY)), truths.new.get(QUERY));
      index.dispose();
    });
  }
});

describe("a redeploy under an open page", () => {
  /** A site that is replaced when told, in a folder of its own. */
  async function site(carrier, claim, ...more) {
    const folder = path.join(shop.folder, `site-${carrier}${more.join("")}`);
    await cp(path.join(shop.folder, "old"), folder, { recursive: true });
    const host = await serveBuild(folder);
    const name = path.relative(shop.folder, path.join(folder, carrier === "range" ? "range.midu" : "files"));
    const deploy = () => shop.index(path.join(shop.folder, "new.jsonl"), name, "paged", ...(carrier === "range" ? [] : ["--carrier", "files", ...more]));
    const index = await open(address(host.origin, carrier), { wasm });
    try {
      await claim({ index, deploy, host, folder });
    } finally {
      index.dispose();
      await host.close();
    }
  }
  const same = async (index, name, queries = QUERIES.slice(0, 20)) => {
    for (const query of queries) assert.equal(told(await index.search(query)), truths[name].get(query));
  };

  test("range: all answers come from the new file", () =>
    site("range", async ({ index, deploy }) => {
      await same(index, "old", QUERIES.slice(0, 3));
      assert.equal(index.info.documents, OLD.length);
      deploy();
      const answers = await Promise.all(QUERIES.slice(20, 40).map(async (query) => [query, told(await index.search(query))]));
      for (const [query, answer] of answers) assert.equal(answer, truths.new.get(query));
      assert.equal(index.info.documents, NEW.length);
      await same(index, "new");
    }));

  test("files: the page goes on with the build it opened, and a new page has the new one", () =>
    site("files", async ({ index, deploy, host }) => {
      await same(index, "old", QUERIES.slice(0, 3));
      deploy();
      await same(index, "old");
      const later = await open(address(host.origin, "files"), { wasm });
      await same(later, "new");
      later.dispose();
    }));

  test("files, the old build removed: all answers come from the new one", () =>
    site(
      "files",
      async ({ index, deploy }) => {
        await same(index, "old", QUERIES.slice(0, 3));
        deploy();
        const answers = await Promise.all(QUERIES.slice(20, 40).map(async (query) => [query, told(await index.search(query))]));
        for (const [query, answer] of answers) assert.ok([truths.old.get(query), truths.new.get(query)].includes(answer), query);
        assert.equal(index.info.documents, NEW.length);
        await same(index, "new");
      },
      "--prune",
    ));

  test("files, half uploaded: an error until the rest is there", () =>
    site(
      "files",
      async ({ index, deploy, folder }) => {
        await same(index, "old", QUERIES.slice(0, 1));
        deploy();
        const files = path.join(folder, "files");
        const { build } = JSON.parse(await readFile(path.join(files, "midu.json"), "utf8"));
        await rename(path.join(files, build), path.join(files, "not-yet"));
        await assert.rejects(index.search(QUERY), (error) => error instanceof MiduError && error.code === "http" && error.status === 404);
        assert.equal(index.info.documents, OLD.length);
        await rename(path.join(files, "not-yet"), path.join(files, build));
        await same(index, "new");
      },
      "--prune",
    ));

  test("files: an entry of a later release is an error that says so", () =>
    site("files", async ({ folder, host }) => {
      const entry = path.join(folder, "files/midu.json");
      const said = JSON.parse(await readFile(entry, "utf8"));
      await writeFile(entry, JSON.stringify({ ...said, midu: 2 }));
      assert.equal(await outcome(address(host.origin, "files"), QUERY), "format-version");
    }));

  test("range: an index of a later release is an error that says so", () =>
    site("range", async ({ index, folder }) => {
      const file = path.join(folder, "range.midu");
      const bytes = await readFile(file);
      // The version is the number behind the eight bytes that every index begins with.
      bytes.writeUInt32LE(99, 8);
      await writeFile(file, bytes);
      await same(index, "old");
      bytes.fill(0, 600);
      await writeFile(file, bytes);
      await assert.rejects(index.search(NEW[3].text.slice(7, 9)), (error) => error instanceof MiduError && error.code === "corrupt");
    }));
});

describe("a host without ranges", () => {
  const heard = async (claim) => {
    const said = [];
    const { warn } = console;
    console.warn = (text) => said.push(text);
    try {
      await claim(said);
    } finally {
      console.warn = warn;
    }
  };

  test("is told of once, and read once", () =>
    heard(async (said) => {
      const plain = await serveBuild(path.join(shop.folder, "new"), { ranges: false });
      for (let again = 0; again < 2; again += 1) {
        plain.log.length = 0;
        const index = await open(address(plain.origin, "range"), { wasm });
        for (const query of QUERIES) assert.equal(told(await index.search(query)), truths.new.get(query));
        assert.equal(plain.log.length, 1);
        index.dispose();
      }
      await plain.close();
      assert.equal(said.length, 1);
      assert.match(said[0], /range\.midu was sent whole, \d+ bytes: its host does not know HTTP Range/);
    }));

  test("that knew them when the index was opened is read once too", () =>
    heard(async (said) => {
      const host = await serveBuild(path.join(shop.folder, "new"));
      const index = await open(address(host.origin, "range"), { wasm });
      host.log.length = 0;
      host.ranges(false);
      for (const query of QUERIES) assert.equal(told(await index.search(query)), truths.new.get(query));
      // The pages of the first search were asked for before anybody knew.
      assert.ok(host.log.length < 12, `${host.log.length} requests`);
      assert.equal(said.length, 1);
      index.dispose();
      await host.close();
    }));
});
