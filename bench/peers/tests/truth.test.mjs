// Queries and what is true of them.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normalized } from "../adapters/shared/text.mjs";
import { drawn, inTurns, PLAIN } from "../lib/queries.mjs";
import { random } from "../lib/random.mjs";
import { Texts } from "../lib/truth.mjs";

const DOCUMENTS = ["常州在江苏。春天看花，\n秋天看水。ＧＤＰ 与 Wasm", "無錫在江蘇。春天看花", "这里说的是因地\n制宜，用 Rust 2024 写"].map((text, id) => {
  return { id, url: `/${id}`, title: `第${id}篇`, text, body: `第${id}篇\n${text}` };
});
const written = new Texts(DOCUMENTS.map(({ body }) => normalized(body)));

test("a string is found in exactly the texts that include it", () => {
  const draw = random("texts");
  const letters = (count) => Array.from({ length: draw.below(count) }, () => "甲乙丙"[draw.below(3)]).join("");
  for (let round = 0; round < 200; round += 1) {
    const texts = Array.from({ length: 1 + draw.below(8) }, () => letters(12));
    const wanted = `甲${letters(3)}`;
    const naive = texts.flatMap((text, id) => (text.includes(wanted) ? [id] : []));
    assert.deepEqual(new Texts(texts).documents(wanted), naive, JSON.stringify({ texts, wanted }));
  }
});

describe("queries", () => {
  const queries = drawn({ name: "places", documents: DOCUMENTS }, written);
  const of = (kind) => queries.filter((query) => query.class === kind);

  test("the same corpus is asked the same", () => {
    assert.deepEqual(drawn({ name: "places", documents: DOCUMENTS }, written), queries);
    assert.notDeepEqual(drawn({ name: "other", documents: DOCUMENTS }, written), queries);
  });
  test("the source of a query stands in the corpus, unless it is absent", () => {
    for (const { class: kind, source, typed } of queries) {
      if (kind === "absent") assert.ok(!written.has(normalized(typed)), typed);
      else assert.ok(written.has(normalized(source)), `${kind}: ${source}`);
    }
  });
  test("variants are typed in another way than the corpus is written", () => {
    assert.ok(of("broken").some(({ typed, source }) => typed.startsWith("因地制宜".slice(0, 3)) || source.includes("\n")));
    assert.ok(of("halfwidth").every(({ typed, source }) => typed !== source));
    assert.ok(of("fullwidth").every(({ typed, source }) => typed.normalize("NFKC") === source && typed !== source));
    assert.ok([...of("simplified"), ...of("traditional")].every(({ typed, source }) => typed !== source));
    assert.ok(of("typo").every(({ typed }) => !written.has(normalized(typed))));
  });
  test("whatever is cut short has seen every class", () => {
    const classes = new Set(queries.map((query) => query.class));
    const first = inTurns(queries).slice(0, classes.size);
    assert.equal(new Set(first.map((query) => query.class)).size, classes.size);
    assert.equal(inTurns(queries).length, queries.length);
    assert.ok(PLAIN.includes("han4"));
  });
});
