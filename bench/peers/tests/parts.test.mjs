// The parts that need neither browser nor engine.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { longestRow } from "../lib/browser.mjs";
import { readCorpus } from "../lib/corpus.mjs";
import { percentile } from "../lib/measure.mjs";
import { watched } from "../lib/process.mjs";
import { stampOf } from "../lib/stamp.mjs";
import { digits, share } from "../report.mjs";

const folder = mkdtempSync(path.join(tmpdir(), "midu-peers-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const put = (name, content) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
};

describe("round trips", () => {
  const span = (start, end) => ({ start, end });
  const CASES = [
    ["none", [], 0],
    ["side by side", [span(0, 100), span(1, 160), span(2, 90)], 1],
    ["one after the other", [span(0, 100), span(101, 200), span(203, 300)], 3],
    ["a second that waits for the shorter of two", [span(0, 100), span(0, 200), span(102, 190)], 2],
    ["in any order", [span(203, 300), span(0, 100), span(101, 200)], 3],
  ];
  for (const [name, spans, rounds] of CASES) test(`${name}: ${rounds}`, () => assert.equal(longestRow(spans), rounds));
});

describe("a process", () => {
  const CAPS = { seconds: 60, bytes: 2 ** 31 };
  const node = (script, caps = CAPS) => watched(process.execPath, ["-e", script], caps);

  test("is seen with the memory that it and its children take", async () => {
    const grow = "const held = Buffer.alloc(150e6, 1); setTimeout(() => held, 300)";
    const child = `require("node:child_process").spawnSync(process.execPath, ["-e", ${JSON.stringify(grow)}])`;
    for (const script of [grow, child]) {
      const { code, peak } = await node(script);
      assert.equal(code, 0);
      assert.ok(peak > 150e6, `${peak} bytes`);
    }
  });
  test("is ended when it takes more than it may", async () => {
    const { stopped, code } = await node("setTimeout(() => 0, 60000, Buffer.alloc(200e6, 1))", { ...CAPS, bytes: 100e6 });
    assert.match(stopped, /MiB of memory/);
    assert.notEqual(code, 0);
  });
  test("that does not exist is an error", () => assert.rejects(watched("no-such-program", [], CAPS), /cannot be run/));
});

describe("a corpus", () => {
  test("has the documents of its lines, numbered", async () => {
    const file = put("good.jsonl", '{"url":"/a","title":"甲","text":"乙"}\n\n{"url":"/b","text":"丙"}\n');
    const { name, documents } = await readCorpus(file, folder);
    assert.equal(name, "good");
    assert.deepEqual(documents.map(({ id, body }) => [id, body]), [[0, "甲\n乙"], [1, "\n丙"]]);
  });
  const BAD = [
    ["a line that is no object", "{}{}\n", /bad.jsonl:1: is no JSON object/],
    ["a document without text", '{"url":"/a"}\n', /bad.jsonl:1: needs the strings/],
    ["a url that stands twice", '{"url":"/a","text":""}\n{"url":"/a","text":""}\n', /bad.jsonl:2: the url \/a stands in line 1/],
    ["nothing", "\n", /holds no document/],
  ];
  for (const [name, content, message] of BAD) {
    test(`with ${name} is refused by place and reason`, () => assert.rejects(readCorpus(put("bad.jsonl", content), folder), message));
  }
});

test("a stamp changes with any byte, name or setting, and with nothing else", () => {
  const file = put("stamped", "one");
  const before = stampOf([file], ["a"]);
  assert.equal(stampOf([put("stamped", "one")], ["a"]), before);
  assert.notEqual(stampOf([file], ["b"]), before);
  assert.notEqual(stampOf([path.join(folder, "absent")], ["a"]), before);
  assert.notEqual(stampOf([put("stamped", "two")], ["a"]), before);
});

test("percentiles are by nearest rank", () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
  assert.deepEqual([50, 95, 99, 100].map((percent) => percentile(hundred, percent)), [50, 95, 99, 100]);
  assert.equal(percentile([7], 50), 7);
});

describe("numbers of a table", () => {
  test("only a share of exactly one is written as one", () => {
    assert.deepEqual([1, 0.99999, 0.9994, 0.5, 0, null].map(share), ["1", ">0.999", "0.999", "0.500", "0.000", "–"]);
  });
  test("have three digits", () => {
    assert.deepEqual([0, 0.01234, 0.5, 9.999, 12.34, 1234.5, Number.NaN].map(digits), ["0", "0.012", "0.50", "10.0", "12.3", "1235", "–"]);
  });
});
