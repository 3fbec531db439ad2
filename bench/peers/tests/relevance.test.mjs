// Known-item queries, their scores and tables, and the bench over the sample corpus with midu and
// `includes`. The last needs what `cargo xtask test bench` builds and names.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { plainTexts, SAMPLE } from "../../../www/tests/corpora.mjs";
import { HAN, normalized } from "../adapters/shared/text.mjs";
import { adapterNames } from "../lib/build.mjs";
import { PEERS } from "../relevance/peers.mjs";
import { headingsOf, knownItems, LENGTHS } from "../relevance/queries.mjs";
import { rankOf, scored } from "../relevance/scores.mjs";
import { COLUMNS, relevanceTables, standing } from "../relevance/tables.mjs";

const numbered = (rows) => rows.map(({ url, title, text }, id) => ({ id, url: url ?? `/${id}`, title, text, body: `${title}\n${text}` }));
const SAMPLE_TEXTS = numbered(await plainTexts(SAMPLE, /\.(md|txt)$/));
const asked = (documents, most = 200, name = "test") => knownItems({ name, documents }, most);
const typedOf = (queries, kind) => queries.filter((query) => query.kind === kind).map(({ typed }) => typed);

describe("known-item queries of the sample corpus", () => {
  const queries = asked(SAMPLE_TEXTS);
  const of = (kind) => queries.filter((query) => query.kind === kind);
  const titles = SAMPLE_TEXTS.map(({ title }) => normalized(title));

  test("have every kind", () => {
    for (const [column, kinds] of COLUMNS) assert.ok(kinds.every((kind) => of(kind).length > 0), column);
  });
  test("are the same each time, and others for another name", () => {
    assert.deepEqual(asked(SAMPLE_TEXTS), queries);
    assert.notDeepEqual(asked(SAMPLE_TEXTS, 200, "other"), queries);
  });
  test("where fewer are wanted, are the first of them", () => {
    const few = asked(SAMPLE_TEXTS, 10);
    for (const kind of ["title", "heading", "typo", "pinyin-title"]) {
      assert.equal(typedOf(few, kind).length, 10);
      assert.deepEqual(typedOf(few, kind), typedOf(queries, kind).slice(0, 10));
    }
    assert.equal(few.filter(({ kind }) => kind.startsWith("piece")).length, 10);
    assert.equal(typedOf(few, "pinyin-piece").length, 10);
  });
  test("are not asked twice of a document", () => {
    for (const [, kinds] of COLUMNS) {
      const keys = queries.filter(({ kind }) => kinds.includes(kind)).map(({ typed, id }) => `${typed} ${id}`);
      assert.equal(new Set(keys).size, keys.length);
    }
  });
  test("pieces are Han, of their length, and in one title", () => {
    for (const length of LENGTHS) {
      for (const { typed, id } of of(`piece${length}`)) {
        assert.match(typed, new RegExp(`^[${HAN}]{${length}}$`, "u"));
        assert.deepEqual(titles.flatMap((title, other) => (title.includes(typed) ? [other] : [])), [id], typed);
      }
    }
  });
  test("headings stand in one document as headings, and are no titles", () => {
    for (const { typed, id } of of("heading")) {
      const holders = SAMPLE_TEXTS.filter(({ text }) => headingsOf(text).some((heading) => normalized(heading) === normalized(typed)));
      assert.deepEqual(holders.map((holder) => holder.id), [id], typed);
      assert.ok(!titles.includes(normalized(typed)), typed);
    }
  });
  test("a typo is one character, and stands nowhere", () => {
    for (const { typed, id, relax } of of("typo")) {
      const [right, wrong] = [SAMPLE_TEXTS[id].title, typed].map((text) => Array.from(text));
      assert.equal(wrong.length, right.length);
      const places = right.flatMap((character, i) => (character === wrong[i] ? [] : [i]));
      assert.equal(places.length, 1, typed);
      assert.match(wrong[places[0]], new RegExp(`[${HAN}]`, "u"));
      assert.ok(SAMPLE_TEXTS.every(({ body }) => !normalized(body).includes(normalized(typed))), typed);
      assert.ok(relax);
    }
  });
  test("pinyin is letters alone; only typos and pinyin ask for more than what is typed", () => {
    for (const { kind, typed, relax } of queries) {
      assert.equal(relax, ["typo", "pinyin-title", "pinyin-piece"].includes(kind));
      if (kind.startsWith("pinyin")) assert.match(typed, /^[a-z]+$/);
    }
    assert.ok(typedOf(queries, "pinyin-title").includes("shufake"));
  });
});

describe("what points at no single document", () => {
  const documents = numbered([
    { title: "重庆的银行", text: "## 桥\n## 行长说的话\n桥上" },
    { title: "重复", text: "## 行长说的话\n## 1、只有这里" },
    { title: "重复 ", text: "重庆的银行\n## 重庆的银行" },
    { title: "中国的银行", text: "" },
    { title: "", text: "山川 ＡＢ" },
    { title: "绿灯行", text: "" },
  ]);
  const queries = asked(documents);

  test("is not asked: titles twice there, headings twice there", () => {
    assert.deepEqual(typedOf(queries, "title").sort(), ["中国的银行", "绿灯行", "重庆的银行"]);
    assert.deepEqual(typedOf(queries, "heading"), ["只有这里"]);
    assert.ok(!typedOf(queries, "piece2").includes("银行") && !typedOf(queries, "piece2").includes("重复"));
    assert.ok(typedOf(queries, "piece2").includes("重庆"));
  });
  test("is no typo either: no other title is as near", () => {
    const near = numbered([{ title: "甲乙丙", text: "" }, { title: "甲乙丁", text: "" }]);
    // 丙 or 丁 exchanged could be meant for either.
    for (let name = 0; name < 20; name += 1) {
      for (const typed of typedOf(asked(near, 200, String(name)), "typo")) assert.match(typed, /[丙丁]$/);
    }
    assert.equal(typedOf(queries, "typo").filter((typed) => Array.from(typed).length < 3).length, 0);
  });
  test("is no typo where it stands somewhere", () => {
    const written = numbered([{ title: "甲乙丙", text: "" }, { title: "别的", text: "乙乙丙，丙乙丙，甲甲丙，甲丙丙，甲乙甲。" }]);
    for (let name = 0; name < 20; name += 1) {
      for (const typed of typedOf(asked(written, 200, String(name)), "typo")) assert.match(typed, /^甲乙乙$|[别的]/);
    }
  });
  test("characters are read as their title has them, ü as v", () => {
    const whole = typedOf(queries, "pinyin-title");
    assert.deepEqual(whole.sort(), ["chongqingdeyinhang", "lvdengxing", "zhongguodeyinhang"]);
    const pieces = typedOf(queries, "pinyin-piece");
    assert.ok(pieces.includes("chongqing") && pieces.includes("lvdeng"));
    assert.ok(!pieces.includes("yinhang") && !pieces.includes("deyinhang"));
  });
});

test("headings are typed as a page shows them", () => {
  const text = "# 一\r\n##   （2）二号 ##\n### [链接](x)\n```\n## 代码\n```\n#no\n## 三、用 `git`\n## 四、圆桌\n文 # 字";
  assert.deepEqual(headingsOf(text), ["一", "二号", "圆桌"]);
});

describe("scores", () => {
  const numberOf = new Map([["/a", 0], ["/b", 1], ["/c", 2]]);
  const CASES = [
    ["first of numbers", { ids: [2, 0] }, 1],
    ["second of urls", { urls: ["/a", "/c"] }, 2],
    ["not there", { ids: [0, 1] }, 0],
    ["behind the tenth", { ids: [...Array(10).fill(0), 2] }, 0],
    ["at the tenth", { ids: [...Array(9).fill(0), 2] }, 10],
    ["of an answer that failed", { error: "Error" }, 0],
  ];
  for (const [name, answer, rank] of CASES) test(`${name}: ${rank}`, () => assert.equal(rankOf(answer, { id: 2 }, numberOf), rank));
  test("a url that is no document's is an error, not a miss", () => {
    assert.throws(() => rankOf({ urls: ["/c#top"] }, { id: 2 }, numberOf), /is the url of no document/);
  });
  test("are means over all queries", () => {
    assert.deepEqual(scored([1, 2, 0, 1]), { queries: 4, success: 0.5, mrr: 0.625, found: 0.75 });
    assert.equal(scored([]), undefined);
  });
});

describe("tables", () => {
  const record = (peer, corpus, success) => {
    return { peer, corpus, documents: 1000, scores: { title: { queries: 7, success, mrr: 0.99, found: 1 } } };
  };
  test("have a row for each peer, the numbers of queries, and the goal", () => {
    const failed = { peer: "orama", corpus: "a", documents: 1000, error: "no | memory" };
    const text = relevanceTables([record("midu-paged", "a", 0.97), record("includes", "a", 0.5), failed]);
    assert.match(text, /^\*\*a\*\*, 1,000 documents/);
    assert.match(text, /^\| queries \| 7 \| 0 \|/m);
    assert.match(text, /^\| midu-paged \| 0\.970 \/ 0\.990 \| – \|/m);
    assert.match(text, /^\| includes \| 0\.500 \/ 0\.990 \|/m);
    assert.match(text, /^\| orama \| failed: no \\\| memory \|/m);
    assert.match(text, /midu-paged over a: 0\.970, reached\.$/);
  });
  test("say where the goal is missed, of midu alone", () => {
    const found = standing([record("midu-paged", "a", 0.95), record("midu-paged", "b", 0.949), record("includes", "b", 0)]);
    assert.deepEqual(found.map(({ corpus, reached }) => [corpus, reached]), [["a", true], ["b", false]]);
  });
});

test("peers of the bench are adapters, those that know titles are in no other bench", () => {
  for (const name of PEERS) {
    assert.ok(existsSync(fileURLToPath(new URL(`../adapters/${name}/browser.mjs`, import.meta.url))), name);
    assert.equal(adapterNames().includes(name), !name.endsWith("-titles"), name);
  }
});

describe("the bench", { skip: process.env.MIDU_CLI ? false : "MIDU_CLI names no program" }, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "midu-relevance-"));
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("finds all titles of the sample corpus with midu", () => {
    const script = fileURLToPath(new URL("../relevance/bench.mjs", import.meta.url));
    const json = path.join(folder, "found.json");
    const given = ["--work", folder, "--corpus", SAMPLE, "--quick", "--json", json, "--peer", "midu-paged", "--peer", "includes"];
    const { status, stderr } = spawnSync(process.execPath, [script, ...given], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const { records, tables } = JSON.parse(readFileSync(json, "utf8"));
    assert.deepEqual(records.map(({ peer, faults }) => [peer, faults]), [["midu-paged", 0], ["includes", 0]]);
    for (const { scores, results } of records) {
      assert.equal(scores.title.success, 1);
      assert.equal(scores["2–6 characters"].found, 1);
      assert.equal(results.filter(({ kind }) => kind === "title").length, 20);
    }
    assert.match(tables.relevance, /midu-paged over www.corpus: 1, reached/);
  });
});
