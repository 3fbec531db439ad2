// How answers are judged, with a peer that answers what the test says.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { equip, judged, timed } from "../lib/page.mjs";

// Documents 0, 2 and 3 hold the query as it is written, 1 in another script.
const QUERY = { number: 7, typed: "江苏", written: [0, 3], folded: [3, 7] };
const NUMBERS = Uint32Array.of(0, 2, 3, 0, 1, 2, 3);
const URLS = ["/a", "/b", "/c", "/d", "/e"];

const answering = (answer) => {
  globalThis.peer = { query: () => answer };
};
const ids = (...list) => ({ total: list.length, ids: list });
const urls = (...list) => ({ total: list.length, urls: list });

before(async () => {
  const served = { "/truth/x": NUMBERS, "/urls/x": JSON.stringify(URLS) };
  const real = globalThis.fetch;
  globalThis.fetch = async (url) => new Response(served[url]);
  await equip("x");
  globalThis.fetch = real;
});

describe("a timed answer", () => {
  const CASES = [
    ["all documents as written", ids(3, 0, 2), false, true],
    ["one too few", ids(0, 2), false, false],
    ["another document", ids(0, 2, 4), false, false],
    ["the same one twice", ids(0, 2, 2), false, false],
    ["a total that its list does not bear out", { total: 3, ids: [] }, false, false],
    ["of an exact peer, all that hold it in any script", urls("/a", "/b", "/c", "/d"), true, true],
  ];
  for (const [name, answer, exact, right] of CASES) {
    test(`${name} is ${right ? "right" : "wrong"}`, async () => {
      answering(answer);
      const [row] = await timed([QUERY], exact);
      assert.equal(row.right, right);
      assert.ok(row.milliseconds > 0);
    });
  }
  test("of an exact peer that is wrong ends the run", async () => {
    for (const answer of [urls("/a", "/b", "/c"), urls("/a", "/b", "/c", "/e")]) {
      answering(answer);
      await assert.rejects(timed([QUERY], true), /“江苏” is in 4 documents/);
      await assert.rejects(judged([QUERY], true), /“江苏” is in 4 documents/);
    }
  });
});

describe("a whole answer", () => {
  test("counts what was found as written, and what holds the query in any form", async () => {
    answering(ids(0, 1, 2, 4));
    assert.deepEqual(await judged([QUERY], false), [{ number: 7, came: 4, proper: 3, found: 2 }]);
  });
  test("that fails counts as nothing found", async () => {
    globalThis.peer = { query: () => Promise.reject(new Error("too long")) };
    assert.deepEqual(await judged([QUERY], false), [{ number: 7, came: 0, proper: 0, found: 0, error: "Error: too long" }]);
  });
  test("of an exact peer may list the first documents only", async () => {
    answering({ total: 4, urls: ["/a", "/b"] });
    assert.deepEqual(await judged([QUERY], true), [{ number: 7, came: 2, proper: 2, found: 3 }]);
  });
});
