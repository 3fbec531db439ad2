// The two engines of a page: a plain text is the small one's, the first query that is more loads the
// larger one, once and for good. What is asked for meanwhile, aborted or failing, ends as it should.
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, test } from "node:test";
import { openElement, totals } from "./browser.mjs";
import { jsonLines, LAYOUTS } from "./corpora.mjs";
import { LETTERS_DOCUMENTS, LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage(async () => {
  const places = await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS));
  for (const layout of LAYOUTS) shop.index(places, `places-${layout}.midu`, layout);
  shop.index(await shop.put("letters.jsonl", jsonLines(LETTERS_DOCUMENTS)), "letters.midu", "paged");
  shop.index(await shop.put("long.jsonl", jsonLines(LONG_DOCUMENTS)), "long.midu", "paged");
});

let page;
let faults;
beforeEach(async () => {
  page = await browser.newPage();
  faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.addInitScript(() => {
    globalThis.opened = async (file, options) => (await import("/dist/midu.js")).open(`/files/${file}.midu`, options);
    globalThis.outcome = (promise) => promise.then(({ total }) => total, ({ name, code }) => `${name} ${code}`);
  });
  await page.goto(`${server.origin}/pages/plain.html`);
  server.log.length = 0;
});
afterEach(async () => {
  server.fault();
  await page.close();
  assert.deepEqual(faults, []);
});

/** Engines and parts of the script that were fetched, each as often as it was. */
function fetched() {
  const paths = server.log.map(({ path }) => path.replace("/dist/", "")).filter((path) => !path.startsWith("/"));
  return paths.filter((path) => path !== "midu.js" && path !== "define.js").sort();
}

const SMALL = ["wasm/midu_bg.wasm", "worker.js"];
const FULL = ["language.js", "wasm-full/midu_bg.wasm", "wasm/midu_bg.wasm", "worker-full.js", "worker.js"];

describe("one text", () => {
  test("is the small engine's, with whatever extent, relaxed or literal", async () => {
    const totals = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const asked = [["江苏"], ["常州", { limit: 1, offset: 1 }], ["GDP", { lang: "en" }], ["没有", {}]];
      return Promise.all(asked.map((each) => outcome(index.search(...each))));
    });
    assert.deepEqual(totals, [26, 2, 13, 0]);
    assert.deepEqual(fetched(), SMALL);
  });

  test("with signs, or taken literally, is too, though it takes a part of the script to tell", async () => {
    const totals = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const asked = [["看花，秋天"], ["春天 去", { literal: true }], ["（江苏）", { literal: true, limit: 3 }]];
      return Promise.all(asked.map((each) => outcome(index.search(...each))));
    });
    assert.deepEqual(totals, [13, 13, 0]);
    assert.deepEqual(fetched(), ["language.js", ...SMALL]);
  });

  test("is found alike by both engines, in every layout", async () => {
    for (const [file, queries] of [
      ...LAYOUTS.map((layout) => [`places-${layout}`, ["江苏", "看花，秋天", "ＧＤＰ", "GDP 与", "没有", "", "。"]]),
      ["long", LONG_DOCUMENTS.slice(40, 60).map(({ text }) => text.slice(30, 33))],
    ]) {
      const found = await page.evaluate(async ([name, asked]) => {
        const small = await opened(name);
        const full = await opened(name);
        // Pages are asked for before and after the change.
        await full.search(asked[0], { literal: true });
        const answers = async (index, more) => {
          const all = await Promise.all(asked.map((query) => index.search(query, { literal: true, limit: 30, ...more })));
          return JSON.stringify(all.map(({ total, occurrences, hits }) => ({ total, occurrences, hits })));
        };
        const seen = [await answers(small), await answers(full, { facets: ["none"] }), await answers(full)];
        for (const index of [small, full]) index.dispose();
        return seen;
      }, [file, queries]);
      assert.equal(new Set(found).size, 1, file);
      assert.match(found[0], /"total":[1-9]/);
    }
  });
});

describe("a query that is more", () => {
  test("loads the larger engine once, and all that follows is its own", async () => {
    const seen = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const first = await outcome(index.search("江苏"));
      const asked = ["“江苏”", "江苏 OR 常州", "江苏", "-常州"].map((query) => outcome(index.search(query)));
      const counts = (await Promise.all(asked)).map((total) => typeof total);
      const { notes, facets } = await index.search("江苏", { explain: true });
      return [first, counts, await outcome(index.search("常州")), index.engine, Array.isArray(notes), Array.isArray(facets)];
    });
    assert.deepEqual(seen, [26, Array(4).fill("number"), 2, { thread: "worker", code: "wasm" }, true, true]);
    assert.deepEqual(fetched(), FULL);
    assert.equal(page.workers().length, 1);
  });

  test("is answered without SIMD by the engine that is there", async () => {
    const total = await page.evaluate(async () => outcome((await opened("places-paged", { simd: false })).search("江苏", { explain: true })));
    assert.equal(total, 26);
    assert.deepEqual(fetched(), ["language.js", "wasm-scalar/midu_bg.wasm", "worker-full.js"]);
  });

  test("is answered in the page's own thread", async () => {
    const seen = await page.evaluate(async () => {
      const index = await opened("places-paged", { worker: false });
      return [await outcome(index.search("江苏", { explain: true })), index.engine.thread, await outcome(index.search("常州"))];
    });
    assert.deepEqual(seen, [26, "page", 2]);
    assert.deepEqual(fetched(), FULL);
  });

  test("ends with its signal while the engine is on its way, and the others go on", async () => {
    server.fault({ match: /wasm-full/, mode: "slow", delay: 600 });
    const seen = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const stop = new AbortController();
      const aborted = index.search("江苏", { explain: true, signal: stop.signal }).catch(({ name }) => name);
      const kept = outcome(index.search("江苏", { explain: true }));
      const plain = await outcome(index.search("常州"));
      stop.abort();
      const order = await Promise.race([aborted, kept]);
      return [plain, order, await kept];
    });
    assert.deepEqual(seen, [2, "AbortError", 26]);
    assert.deepEqual(fetched(), FULL);
  });

  test("is told where its index was disposed of meanwhile", async () => {
    server.fault({ match: /wasm-full/, mode: "slow", delay: 300 });
    const said = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const asked = outcome(index.search("江苏", { explain: true }));
      setTimeout(() => index.dispose(), 100);
      return asked;
    });
    assert.equal(said, "MiduError disposed");
    for (let tries = 0; tries < 40 && page.workers().length > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(page.workers().length, 0);
  });

  for (const [what, match, code] of [["engine", /wasm-full/, "http"], ["engine's script", /worker-full/, "network"]]) {
    test(`fails where the ${what} cannot be had; texts are found before, after and once it is there`, async () => {
      server.fault({ match, mode: 404 });
      const ask = () => page.evaluate(async () => {
        const index = (globalThis.index ??= await opened("places-paged"));
        return [await outcome(index.search("江苏", { explain: true })), await outcome(index.search("常州"))];
      });
      assert.deepEqual(await ask(), [`MiduError ${code}`, 2]);
      server.fault();
      assert.deepEqual(await ask(), [26, 2]);
    });
  }

  test("of a shape that is none is told so, and the engine lives", async () => {
    const seen = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const asked = [{ filter: { a: () => 1 } }, { filter: 7 }, { sort: ["date"] }, { facet: ["a"] }, { weights: { titel: 1 } }].map((options) => outcome(index.search("江苏", options)));
      return [...(await Promise.all(asked)), await outcome(index.search("江苏"))];
    });
    assert.deepEqual(seen, [...Array(5).fill("MiduError argument"), 26]);
    assert.equal(page.workers().length, 1);
  });

  test("is refused by an engine that the page gave and that knows texts only", async () => {
    const seen = await page.evaluate(async () => {
      const options = ["wasm", "wasm-full"].map((name) => ({ wasm: `/dist/${name}/midu_bg.wasm` }));
      const [small, full] = await Promise.all(options.map((each) => opened("places-paged", each)));
      const refused = [small.search("江 苏"), small.search("江苏", { explain: true }), small.suggest("江")].map(outcome);
      const answered = [small.search("江苏"), small.search("没有", { relax: true }), full.search("江苏", { explain: true })].map(outcome);
      return [await Promise.all(refused), await Promise.all(answered), (await full.suggest("江")).length];
    });
    assert.deepEqual(seen, [Array(3).fill("MiduError unsupported-query"), [26, 0, 26], 8]);
  });
});

describe("Latin letters that occur", () => {
  test("are heard as pinyin too, behind what holds them as they are", async () => {
    const seen = await page.evaluate(async () => {
      const index = await opened("letters");
      const { total, relaxed, remark, also, hits } = await index.search("changzhou", { relax: true, lang: "en", limit: 20 });
      const urls = [];
      for (let offset = 0; offset < 15; offset += 4) {
        const part = await index.search("changzhou", { relax: ["pinyin"], offset, limit: 4 });
        urls.push(...part.hits.map(({ url }) => url));
        if (part.also.total !== 2 || part.total !== 13) urls.push("totals");
      }
      const marks = hits.slice(13).map(({ title, excerpt }) => [title, excerpt].flatMap(({ text, marks: all }) => all.map(([from, to]) => text.slice(from, to))));
      return { total, relaxed, remark, also, marks, same: hits.map(({ url }) => url).join() === urls.join(), last: urls.slice(13) };
    });
    assert.deepEqual(seen, {
      total: 13,
      relaxed: undefined,
      remark: undefined,
      also: { step: "pinyin", texts: [], total: 2, occurrences: 3, notes: [], remark: "These results match it as pinyin." },
      marks: [["常州"], ["常州", "常州"]],
      same: true,
      last: ["/town/a", "/town/b"],
    });
  });

  test("are the small engine's where they are no pinyin, or that step is off", async () => {
    const totals = await page.evaluate(async () => {
      const asked = [["changzhou"], ["changzhou", { relax: ["edit"] }], ["example", { relax: true }], ["changzhou", { relax: true, literal: true }]];
      const index = await opened("letters");
      const places = await opened("places-paged");
      return Promise.all([...asked.map((each) => outcome(index.search(...each))), outcome(places.search("GDP", { relax: true }))]);
    });
    assert.deepEqual(totals, [13, 13, 13, 13, 13]);
    assert.equal(fetched().some((path) => path.startsWith("wasm-full")), false);
  });

  test("are found as they are where the larger engine cannot be had", async () => {
    server.fault({ match: /wasm-full/, mode: 404 });
    const found = await page.evaluate(async () => {
      const { total, also } = await (await opened("letters")).search("changzhou", { relax: true });
      return [total, also];
    });
    assert.deepEqual(found, [13, undefined]);
  });

  test("have a remark between the two in the element, and more leads through both", async () => {
    const element = await openElement(await browser.newContext(), server.origin, "../files/letters.midu");
    await element.search("changzhou");
    assert.deepEqual(totals(await element.summary()), { documents: 13, occurrences: 13 });
    const remarks = element.page.locator("midu-search li.hit .remark");
    assert.equal(await remarks.count(), 0);
    const more = element.page.locator("midu-search button.more");
    assert.equal(await more.textContent(), "再看 5 篇");
    await element.all();
    const hits = element.page.locator("midu-search li.hit");
    assert.deepEqual([await hits.count(), await remarks.count()], [15, 1]);
    assert.equal(await hits.nth(13).locator(".remark").textContent(), "以下结果按拼音查找。");
    assert.equal(await hits.nth(13).locator(".title").textContent(), "常州的渡口");
    await element.page.context().close();
  });
});

describe("relaxing", () => {
  test("asks the larger engine where a text is not found, and only then", async () => {
    const ask = (query, relax) => page.evaluate(async ([text, steps]) => {
      globalThis.index ??= await opened("places-paged");
      return outcome(globalThis.index.search(text, { relax: steps }));
    }, [query, relax]);
    assert.deepEqual([await ask("常州", true), await ask("没有", false)], [2, 0]);
    assert.deepEqual(fetched(), SMALL);
    assert.equal(typeof (await ask("没有的", ["edit"])), "number");
    assert.deepEqual(fetched(), FULL);
  });

  test("hands over the steps, and what they found comes with a remark", async () => {
    await page.addInitScript(() => {
      globalThis.requests = [];
      globalThis.Worker = class extends Worker {
        postMessage(message, transfer) {
          if (message.call === "query") globalThis.requests.push(message.args[0]);
          super.postMessage(message, transfer);
        }
        set onmessage(listener) {
          super.onmessage = (event) => {
            const { value } = event.data;
            if (value?.facets) Object.assign(value, { relaxed: { step: "edit", texts: ["常州"] }, notes: ["long-text"] });
            listener(event);
          };
        }
      };
    });
    await page.reload();
    const seen = await page.evaluate(async () => {
      const index = await opened("places-paged");
      const answers = [await index.search("没有", { relax: true }), await index.search("没有", { relax: ["near", "edit"], lang: "en", limit: 3 })];
      const { relaxed, notes } = answers[1];
      return { requests: globalThis.requests, remarks: answers.map(({ remark }) => remark), relaxed, notes };
    });
    const extent = { query: "没有", offset: 0 };
    assert.deepEqual(seen, {
      requests: [
        { ...extent, limit: 10, relax: { signs: true, near: true, pinyin: true, edit: true } },
        { ...extent, limit: 3, relax: { near: true, edit: true } },
      ],
      remarks: [undefined, "Nothing found for “没有”; these results differ by one character: “常州”. The query is too long; only its beginning was used."],
      relaxed: { step: "edit", texts: ["常州"] },
      notes: ["long-text"],
    });
    const host = page.locator("midu-search");
    await page.evaluate(() => Object.assign(document.querySelector("midu-search"), { src: "/files/places-paged.midu" }).search("没有"));
    assert.equal(await host.locator(".remark").textContent(), " 未找到“没有”，以下结果相差一个字：“常州”。 查询太长，只用了前面一部分。");
    await page.evaluate(() => document.querySelector("midu-search").search("常州"));
    assert.equal(await host.locator(".remark").count(), 0);
  });

  test("is the element's, unless it is exact", async () => {
    const ask = async (attributes) => {
      const element = await openElement(await browser.newContext(), server.origin, "../files/places-paged.midu", attributes);
      server.log.length = 0;
      await element.search("没有");
      await element.page.context().close();
      return fetched();
    };
    assert.equal((await ask({ exact: "" })).includes("wasm-full/midu_bg.wasm"), false);
    assert.equal((await ask({})).includes("wasm-full/midu_bg.wasm"), true);
  });
});
