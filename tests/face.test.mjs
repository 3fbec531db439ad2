// The WebAssembly face as it is built, without a browser: shapes, codes, options, and that the
// modules with and without SIMD answer alike in every layout. `cargo xtask test face` runs it with
// MIDU_INDEXES naming a folder of indexes of the sample corpus.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const dist = new URL("../www/dist/", import.meta.url);
const corpus = new URL("../www/corpus/", import.meta.url);
const LAYOUTS = ["paged", "embedded", "compact"];

async function load(folder) {
  const { Index, initSync } = await import(new URL(`${folder}/midu.js`, dist).href);
  initSync({ module: readFileSync(new URL(`${folder}/midu_bg.wasm`, dist)) });
  return Index;
}

const modules = {
  simd: await load("wasm-full"),
  scalar: await load("wasm-scalar"),
  embedded: await load("wasm-embedded"),
};

/** As the modules with the query language, and by the smaller one, which most pages have. */
const SMALL = "embedded";

const indexes = Object.fromEntries(
  LAYOUTS.map((layout) => [layout, new Uint8Array(readFileSync(join(process.env.MIDU_INDEXES, `${layout}.midu`)))]),
);

/** Searches to the end, supplying what is asked for; gives the answer and the bytes it took. */
function answer(index, file, query, ...extent) {
  for (let bytes = 0, round = 0; round < 8; round += 1) {
    const step = index.search(query, ...extent);
    if (step.kind === "answer") return { ...step, bytes };
    for (const { id, offset, length } of step.pages) {
      index.supply(id, file.subarray(offset, offset + length));
      bytes += length;
    }
  }
  throw new Error(`${query}: no answer after eight rounds`);
}

/** Opens the resident part alone, so that every page has to be asked for. */
function openResident(Index, file) {
  const length = Index.residentLength(file.subarray(0, Index.headLength()));
  return Index.open(file.subarray(0, length));
}

function code(expected) {
  return (error) => {
    assert.ok(error instanceof Error);
    assert.equal(error.code, expected);
    assert.notEqual(error.message, "");
    return true;
  };
}

/** A few characters from the middle of each text of the corpus. */
const samples = readdirSync(corpus).map((name) => {
  const text = readFileSync(new URL(name, corpus), "utf8");
  const runs = text.match(/\p{Script=Han}{4,}/gu);
  return { name, words: runs[Math.floor(runs.length / 2)].slice(0, 4) };
});

test("the index built into the module finds what its texts hold", () => {
  const index = modules.embedded.embedded();
  assert.equal(index.info().documents, samples.length);
  for (const { name, words } of samples) {
    for (const query of [words, words.slice(0, 2), words.slice(0, 1)]) {
      const step = index.search(query, 0, Infinity);
      assert.equal(step.kind, "answer");
      assert.ok(step.hits.some(({ url }) => url === name), `${query} is in ${name}`);
    }
  }
  index.free();
});

test("a module without a corpus says so", () => {
  assert.throws(() => modules.simd.embedded(), code("no-documents"));
});

test("every layout, whole or page by page, with and without SIMD, answers alike", () => {
  const queries = [...samples.map(({ words }) => words), "产业", "產業", "的", "一", "不在这里的句子", "", " "];
  const open = LAYOUTS.flatMap((layout) =>
    [modules.simd, modules.scalar].flatMap((Index) => {
      const file = indexes[layout];
      return [Index.open(file), openResident(Index, file)].map((index) => ({ index, file }));
    }),
  );
  // How far an excerpt reaches may follow the pages of a layout; what is marked in it may not.
  const marked = ({ text, marks }) => marks.map(([start, end]) => text.slice(start, end));
  for (const query of queries) {
    const [first, ...others] = open.map(({ index, file }) => {
      const { total, occurrences, hits } = answer(index, file, query, 0, 100);
      return { total, occurrences, hits: hits.map((hit) => ({ ...hit, excerpt: marked(hit.excerpt).slice(0, 1) })) };
    });
    for (const other of others) assert.deepEqual(other, first, query);
  }
});

test("marks are UTF-16 ranges, ascending and disjoint, that hold the query", () => {
  const index = modules.embedded.embedded();
  for (const { words } of samples) {
    for (const { title, excerpt } of index.search(words).hits) {
      for (const { text, marks } of [title, excerpt]) {
        let end = 0;
        for (const mark of marks) {
          assert.ok(mark[0] >= end && mark[1] > mark[0] && mark[1] <= text.length);
          end = mark[1];
        }
      }
      assert.ok(title.marks.length + excerpt.marks.length > 0, words);
    }
  }
});

test("a hit is one plain object of plain values", () => {
  const [hit] = modules.embedded.embedded().search(samples[0].words).hits;
  assert.equal(Object.getPrototypeOf(hit), Object.prototype);
  assert.equal(Object.getPrototypeOf(hit.meta), Object.prototype);
  assert.deepEqual(hit, JSON.parse(JSON.stringify(hit)));
});

test("the query is brought to NFKC", () => {
  const index = modules.embedded.embedded();
  const { words } = samples[0];
  const [plain, radical] = ["人", "⼈"].map((query) => index.search(query).total);
  assert.ok(plain > 0);
  assert.equal(radical, plain);
  assert.equal(index.search(` ${words}　`).total, index.search(words).total);
});

test("offset, limit and excerpts are respected, any number is a count", () => {
  const index = modules.embedded.embedded();
  const all = index.search("的", 0, Infinity);
  assert.equal(all.hits.length, all.total);
  assert.ok(all.total > 10);
  assert.equal(index.search("的").hits.length, 10);
  assert.deepEqual(index.search("的", 2, 3).hits, all.hits.slice(2, 5));
  assert.deepEqual(index.search("的", all.total).hits, []);
  for (const limit of [0, -1, NaN]) assert.deepEqual(index.search("的", 0, limit).hits, []);
  const [bare] = index.search("的", 0, 10, false).hits;
  assert.deepEqual(bare.excerpt, { text: "", marks: [] });
});

test("strange queries have an answer or a code, and the index works on", () => {
  const index = modules.embedded.embedded();
  for (const query of ["\ud800", "a\udc00b", "\0", "\u200d", "__proto__", "👩‍👩‍👧"]) {
    assert.equal(index.search(query).kind, "answer", JSON.stringify(query));
  }
  assert.throws(() => index.search("的".repeat(10_000)), code("query-too-long"));
  for (const query of [undefined, null, 7, {}, ["的"]]) {
    assert.throws(() => index.search(query), code("argument"));
  }
  const hostile = { valueOf() { throw new RangeError("no"); } };
  assert.throws(() => index.search("的", 0, hostile), RangeError);
  assert.ok(index.search("的").total > 0);
});

test("bytes that are no index, or not all of it, or changed, have their codes", () => {
  const { simd: Index } = modules;
  const file = indexes.paged;
  assert.throws(() => Index.open(new TextEncoder().encode("<!doctype html>".repeat(100))), code("not-an-index"));
  assert.throws(() => Index.open(new Uint8Array()), Error);
  assert.throws(() => Index.open(file.subarray(0, 600)), code("truncated"));
  const changed = file.slice();
  changed[Index.headLength() + 40] ^= 1;
  assert.throws(() => Index.open(changed), code("corrupt"));
});

test("bytes of another page are refused, the right ones are taken afterwards", () => {
  const file = indexes.paged;
  const index = openResident(modules.simd, file);
  const step = index.search(samples[0].words);
  assert.equal(step.kind, "pages");
  const [{ id, offset, length }] = step.pages;
  const bytes = file.slice(offset, offset + length);
  bytes[length >> 1] ^= 1;
  assert.throws(() => index.supply(id, bytes), code("corrupt"));
  assert.throws(() => index.supply(id, bytes.subarray(1)), code("corrupt"));
  assert.throws(() => index.supply(0xffff_ffff, bytes), code("invalid"));
  assert.ok(answer(index, file, samples[0].words).total > 0);
});

test("info counts what the file holds", () => {
  for (const layout of LAYOUTS) {
    const info = modules.simd.open(indexes[layout]).info();
    assert.equal(info.layout, layout);
    assert.equal(info.fileLength, indexes[layout].length);
    assert.equal(info.documents, samples.length);
    assert.ok(info.residentLength <= info.fileLength);
    assert.ok(info.sections.length > 1);
  }
});

/** Asks to the end, supplying what is asked for. */
function settled(index, file, ask) {
  for (let round = 0; round < 8; round += 1) {
    const step = ask(index);
    if (step.kind !== "pages") return step;
    for (const { id, offset, length } of step.pages) index.supply(id, file.subarray(offset, offset + length));
  }
  throw new Error("no answer after eight rounds");
}

test("the smaller engine has the order of the larger one, with the weights of an index too", () => {
  const seen = new Set();
  for (const name of ["paged", "embedded", "weighted"]) {
    const file = name in indexes ? indexes[name] : new Uint8Array(readFileSync(join(process.env.MIDU_INDEXES, `${name}.midu`)));
    for (const query of ["产业", "发展", "的", "国", "技术", "人民", "GDP", "因地制宜"]) {
      const [small, large] = [modules[SMALL], modules.simd].map((Index) => answer(openResident(Index, file), file, query, 0, 30));
      assert.deepEqual(small, large, `${name}: ${query}`);
      const scores = small.hits.map(({ relevance }) => relevance);
      assert.ok(scores.every((score, i) => i === 0 || score <= scores[i - 1]), `${name}: ${query} ${scores}`);
      seen.add(`${query} ${small.hits.map(({ url }) => url)}`);
    }
  }
  // The weights of the one index put some hits in another order than the usual ones do.
  assert.ok(seen.size > 8, `${seen.size}`);
});

test("a literal request is answered as a search is, in every layout, whole or page by page", () => {
  for (const layout of LAYOUTS) {
    const file = indexes[layout];
    for (const Index of [modules.simd, modules.scalar]) {
      for (const index of [Index.open(file), openResident(Index, file)]) {
        for (const query of ["产业", "ＧＤＰ", "的", "不在这里的句子", ""]) {
          for (const extent of [[], [0, 3], [2, 3], [0, 10, false], [0, 0], [0, Infinity]]) {
            const [offset, limit, excerpts] = extent;
            const asked = settled(index, file, (open) => open.query({ query, literal: true, offset, limit, excerpts }));
            const { bytes: _, ...searched } = answer(index, file, query, ...extent);
            assert.deepEqual(asked, { ...searched, notes: [], facets: [] }, `${layout}: ${query}`);
          }
        }
      }
    }
  }
});

test("a request of the declared shape is taken, whatever it holds", () => {
  const index = modules.simd.open(indexes.embedded);
  const full = {
    query: "产业", offset: 0, limit: 2, excerpts: true, literal: true, explain: false, fuzzy: true,
    weights: { title: 9, heading: Infinity, body: 0 },
    sort: [{ key: "date", descending: true }, { key: "relevance" }],
    facets: ["tag", "author"],
    relax: { signs: true, near: false },
    filter: { all: ["lang:zh", { tag: ["a", "b"], year: 2024, draft: false }], any: { x: "1" }, none: [{ y: "2" }], not: { z: { any: ["3"], none: ["4"] } }, gone: undefined },
  };
  for (const request of [full, {}, { ...full, filter: "-tag:a" }, Object.assign(Object.create(null), { query: "产业" }), { query: undefined }]) {
    assert.equal(index.query(request).kind, "answer");
  }
  // Without a query there is nothing to find, and that is no error.
  assert.equal(index.query({}).total, 0);
});

test("a request of another shape is an error that names the property", () => {
  const index = modules.simd.open(indexes.embedded);
  const named = (name) => (error) => code("argument")(error) && assert.ok(error.message.includes(name), error.message) === undefined;
  for (const request of [undefined, null, 7, "产业"]) assert.throws(() => index.query(request), named("object"));
  const cyclic = {};
  cyclic.any = Array.from({ length: 50 }, () => cyclic);
  let deep = "x";
  for (let i = 0; i < 100; i += 1) deep = { not: deep };
  const bad = {
    query: [7, null, ["x"]], offset: ["1"], limit: ["1", {}], excerpts: [1], literal: ["yes"], explain: [0], fuzzy: [{}],
    weights: [7, { title: "8" }, { anchor: 1 }], sort: ["date", [7], [{ descending: true }], [{ key: 1 }]], facets: ["tag", [7]],
    relax: [true, ["signs"], { near: 1 }, { edits: true }], filter: [7, true, { a: null }, { a: { b: "c" } }, { any: 7 }, cyclic, deep], limt: [1],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) assert.throws(() => index.query({ query: "产业", [name]: value }), named(`\`${name}`), `${name}: ${String(value)}`);
  }
  const hostile = { get query() { throw new RangeError("no"); } };
  assert.throws(() => index.query(hostile), RangeError);
  assert.ok(index.query({ query: "产业" }).total > 0);
});

test("suggestions are a list, and a prefix is a text", () => {
  const file = indexes.paged;
  const index = openResident(modules.simd, file);
  for (const limit of [undefined, 0, 3, Infinity, NaN, -1]) {
    const { kind, suggestions } = settled(index, file, (open) => open.suggest("常", limit));
    assert.equal(kind, "suggestions");
    assert.ok(suggestions.length <= (Number.isFinite(limit) ? Math.max(limit, 0) : 100));
    for (const { text, documents, title } of suggestions) {
      assert.deepEqual([typeof text, typeof title], ["string", "boolean"]);
      assert.ok(documents > 0);
    }
  }
  for (const prefix of [undefined, 7, {}]) assert.throws(() => index.suggest(prefix), code("argument"));
});

test("passages are those of one document, go on where they ended, and refuse what is none", () => {
  const file = indexes.paged;
  const index = openResident(modules.simd, file);
  const { hits } = settled(index, file, (open) => open.query({ query: "常州", limit: 3 }));
  for (const { doc, excerpt } of hits) {
    const passages = (request, from) => settled(index, file, (open) => open.passages({ query: "常州", ...request }, doc, from));
    const all = passages({ limit: Infinity }, 0);
    assert.equal(all.kind, "passages");
    assert.equal(all.next, undefined);
    if (all.passages.length > 0) assert.deepEqual(all.passages[0].excerpt, excerpt);
    for (const { excerpt: { text, marks } } of all.passages) {
      assert.ok(marks.length > 0);
      for (const [start, end] of marks) assert.match(text.slice(start, end), /常.?州/);
    }
    const first = passages({ limit: 1 }, 0);
    assert.deepEqual(first.passages, all.passages.slice(0, 1));
    if (first.next !== undefined) assert.deepEqual(passages({ limit: Infinity }, first.next).passages, all.passages.slice(1));
  }
  assert.throws(() => index.passages({ query: "常州" }, 1e6, 0), code("invalid"));
  assert.throws(() => index.passages({ quest: "常州" }, 0, 0), code("argument"));
  assert.throws(() => index.passages(7, 0, 0), code("argument"));
});

test("the small engine has no query language, and the others have", () => {
  const { embedded, simd, scalar } = modules;
  assert.deepEqual([embedded, simd, scalar].map(({ prototype }) => typeof prototype.query), ["undefined", "function", "function"]);
});
