// The client alone, in Node, over real HTTP with the real engine: where bytes come from, what is asked
// for, how failures are told.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { becomes } from "./browser.mjs";
import { jsonLines, LAYOUTS, workshop } from "./corpora.mjs";
import { LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";
import { serve } from "./server.mjs";

const { open, MiduError } = await import("../dist/midu.js");
// The larger engine: whoever gives the module gives one that reads the layouts in use, and all queries.
const wasm = await readFile(new URL("../dist/wasm-full/midu_bg.wasm", import.meta.url));

let shop;
let server;
before(async () => {
  shop = await workshop();
  server = await serve({ "/": shop.folder });
  for (const [name, documents] of [["places", PLACES_DOCUMENTS], ["long", LONG_DOCUMENTS]]) {
    const lines = await shop.put(`${name}.jsonl`, jsonLines(documents));
    for (const layout of LAYOUTS) shop.index(lines, `${name}-${layout}.midu`, layout);
  }
});
after(async () => {
  await server?.close();
  await shop?.remove();
});

const address = (name) => `${server.origin}/${name}.midu`;
const code = (wanted) => (error) => error instanceof MiduError && error.code === wanted;

describe("open", () => {
  for (const layout of LAYOUTS) {
    test(`takes an address, bytes and a response alike (${layout})`, async () => {
      const bytes = await readFile(`${shop.folder}/places-${layout}.midu`);
      const sources = [address(`places-${layout}`), new URL(address(`places-${layout}`)), bytes, new Uint8Array(bytes).buffer, new Response(bytes)];
      const seen = [];
      for (const source of sources) {
        const index = await open(source, { wasm });
        assert.equal(index.info.documents, 26);
        assert.equal(index.info.layout, layout);
        assert.equal(index.info.fileLength, bytes.length);
        const { query, total, occurrences, hits } = await index.search("常州", { limit: 3 });
        seen.push(JSON.stringify({ query, total, occurrences, hits }));
        index.dispose();
      }
      assert.equal(new Set(seen).size, 1);
      assert.match(seen[0], /"total":2,"occurrences":5/);
    });
  }

  test("reads only what it must of a paged index", async () => {
    server.log.length = 0;
    const index = await open(address("long-paged"), { wasm });
    const { residentLength, fileLength } = index.info;
    assert.ok(index.transferred <= Math.max(residentLength, 31_744));
    assert.equal(server.log[0].range, "bytes=0-31743");
    const text = LONG_DOCUMENTS[77].text.slice(100, 103);
    const answer = await index.search(text);
    assert.ok(answer.hits.some(({ url }) => url === "/long/77"));
    assert.ok(answer.cost.bytes > 0 && answer.cost.rounds > 0 && answer.cost.requests >= answer.cost.rounds);
    assert.ok(index.transferred < fileLength);
    assert.equal(server.log.every(({ range }) => range !== undefined), true);
    const again = await index.search(text);
    assert.equal(again.cost.bytes, 0);
    index.dispose();
  });

  test("tells what is wrong with what it was given", async () => {
    await shop.put("text.midu", "这不是索引".repeat(400));
    await shop.put("empty.midu", "");
    await assert.rejects(open(address("absent"), { wasm }), (error) => {
      assert.ok(code("http")(error));
      assert.equal(error.status, 404);
      assert.match(error.message, /absent\.midu answered with status 404/);
      return true;
    });
    await assert.rejects(open(address("text"), { wasm }), code("not-an-index"));
    await assert.rejects(open(address("empty"), { wasm }), MiduError);
    await assert.rejects(open(new Response("x", { status: 500 }), { wasm }), code("http"));
    await assert.rejects(open("http://[", { wasm }), code("network"));
    const bytes = await readFile(`${shop.folder}/places-compact.midu`);
    await assert.rejects(open(bytes.subarray(0, bytes.length - 1), { wasm }), MiduError);
  });

  test("gives a silent host up in time", async () => {
    server.fault({ match: /places-paged/, mode: "hang" });
    await assert.rejects(open(address("places-paged"), { wasm, timeout: 150 }), code("timeout"));
    server.fault();
  });

  test("ends when its signal aborts", async () => {
    server.fault({ match: /places-paged/, mode: "hang" });
    const stop = new AbortController();
    const opened = open(address("places-paged"), { wasm, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await assert.rejects(opened, { name: "AbortError" });
    server.fault();
  });
});

describe("search", () => {
  const query = LONG_DOCUMENTS[200].text.slice(50, 54);

  test("survives one failure of the host without being noticed", async () => {
    const index = await open(address("long-paged"), { wasm });
    server.fault({ match: /long-paged/, mode: 503, times: 1 });
    assert.equal((await index.search(query)).total >= 1, true);
    server.fault();
    index.dispose();
  });

  for (const mode of [500, "cut", "flip", "hang"]) {
    test(`rejects while pages fail by ${mode}, and asks again afterwards`, async () => {
      const index = await open(address("long-paged"), { wasm, timeout: 150 });
      server.fault({ match: /long-paged/, mode });
      await assert.rejects(index.search(query), MiduError);
      server.fault();
      const { hits } = await index.search(query);
      assert.ok(hits.some(({ url }) => url === "/long/200"));
      index.dispose();
    });
  }

  test("an aborted search leaves a concurrent one its pages", async () => {
    const index = await open(address("long-paged"), { wasm });
    server.fault({ match: /long-paged/, mode: "slow", delay: 100 });
    const stop = new AbortController();
    const aborted = index.search(query, { signal: stop.signal });
    const kept = index.search(query);
    setTimeout(() => stop.abort(), 30);
    await assert.rejects(aborted, { name: "AbortError" });
    assert.ok((await kept).hits.some(({ url }) => url === "/long/200"));
    server.fault();
    index.dispose();
  });

  test("takes over what an aborted search was waiting for, and lets go of what nobody takes over", async () => {
    const index = await open(address("long-paged"), { wasm, timeout: 60_000 });
    server.fault({ match: /long-paged/, mode: "slow", delay: 400 });
    server.log.length = 0;
    const overtaken = new AbortController();
    const first = index.search(query.slice(0, 3), { signal: overtaken.signal });
    await becomes(() => server.log.length > 0, true);
    overtaken.abort();
    await assert.rejects(first, { name: "AbortError" });
    // As between two keys.
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.ok((await index.search(query.slice(0, 3))).total > 0);
    const asked = server.log.map(({ range }) => range);
    assert.equal(new Set(asked).size, asked.length);
    assert.ok(server.log.every(({ left }) => !left));
    server.fault();
    server.fault({ match: /long-paged/, mode: "hang" });
    server.log.length = 0;
    const dropped = new AbortController();
    const last = index.search(LONG_DOCUMENTS[20].text.slice(40, 43), { signal: dropped.signal });
    await becomes(() => server.log.length > 0, true);
    dropped.abort();
    await assert.rejects(last, { name: "AbortError" });
    await becomes(() => server.log.every(({ left }) => left), true);
    server.fault();
    index.dispose();
  });

  test("pages through hits without repeating one", async () => {
    const index = await open(address("places-paged"), { wasm });
    const urls = [];
    for (let offset = 0; offset < 30; offset += 7) {
      const { hits } = await index.search("江苏", { offset, limit: 7 });
      urls.push(...hits.map(({ url }) => url));
    }
    assert.equal(urls.length, 26);
    assert.equal(new Set(urls).size, 26);
    assert.equal((await index.search("", {})).total, 0);
    await assert.rejects(index.search("长".repeat(10_000), { literal: true }), code("query-too-long"));
    assert.deepEqual((await index.search("长".repeat(10_000))).notes, ["long-text"]);
    assert.equal((await index.search("\ud800")).total, 0);
    index.dispose();
  });

  test("after dispose is refused", async () => {
    const index = await open(address("places-paged"), { wasm });
    index.dispose();
    index.dispose();
    await assert.rejects(index.search("常州"), code("disposed"));
  });
});
