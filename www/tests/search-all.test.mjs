// Several indexes as one, in Node with the real engine and in a real page: the answers are those of the
// single sites, put together; what one site fails at is no other's loss.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { openElement } from "./browser.mjs";
import { jsonLines, LAYOUTS } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { scan } from "./fold.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const { open, MiduError, safeHref } = await import("../dist/midu.js");
const { bySection, oneIndex, searchAll } = await import("../dist/midu-sites.js");
const wasm = await readFile(new URL("../dist/wasm-full/midu_bg.wasm", import.meta.url));

const QUERIES = ["江苏", "常州", "常州记", "笔记", "GDP", "看花，秋天", "没有"];
// Two thirds and a third, cut across, so that both have some of everything.
const PARTS = [0, 1].map((part) => PLACES_DOCUMENTS.filter((_, i) => (i % 3 === 0) === (part === 1)));
const TAGGED = PLACES_DOCUMENTS.slice(0, 8).map((document, i) => ({ ...document, filters: { tag: [i % 2 ? "单" : "双"] } }));

stage(async () => {
  const put = async (name, documents) => {
    const lines = await shop.put(`${name}.jsonl`, jsonLines(documents));
    for (const layout of LAYOUTS) shop.index(lines, `${name}-${layout}.midu`, layout);
  };
  await put("whole", PLACES_DOCUMENTS);
  await put("a", PARTS[0]);
  await put("b", PARTS[1]);
  await put("tagged", TAGGED);
});

let opened;
before(() => (opened = []));
after(() => opened.forEach((index) => index.dispose()));

async function index(name, layout = "paged") {
  const one = await open(`${server.origin}/files/${name}-${layout}.midu`, { wasm });
  opened.push(one);
  return one;
}

const sitesOf = async (...layouts) => [
  { name: "甲", index: await index("a", layouts[0]) },
  { name: "乙", index: await index("b", layouts[1] ?? layouts[0]) },
];
const urls = ({ hits }) => hits.map(({ url }) => url);
const relevance = ({ title, occurrences }) => (title.marks.length > 0 ? 8000 : 0) + occurrences;
const code = (wanted) => (error) => error instanceof MiduError && error.code === wanted;

describe("an index in parts", () => {
  for (const layout of LAYOUTS) {
    test(`answers as the whole does, and as a scan does (${layout})`, async () => {
      const whole = await index("whole", layout);
      const sites = await sitesOf(layout);
      for (const query of QUERIES) {
        const [one, many] = [await whole.search(query, { limit: 50 }), await searchAll(sites, query, { limit: 50 })];
        const truth = scan(PLACES_DOCUMENTS, query);
        assert.deepEqual([many.total, many.occurrences], [truth.urls.length, truth.occurrences], query);
        assert.deepEqual([many.total, many.occurrences], [one.total, one.occurrences], query);
        assert.deepEqual(urls(many).sort(), truth.urls, query);
        assert.deepEqual(many.hits.map(relevance), one.hits.map(relevance), query);
        assert.equal("score" in (many.hits[0] ?? {}), false);
      }
    });
  }

  test("comes in one order whatever the layouts are", async () => {
    for (const query of ["江苏", "江苏 看花", "笔记|常州"]) {
      const orders = [];
      for (const pair of [["paged"], ["embedded"], ["compact"], ["compact", "paged"]]) orders.push(urls(await searchAll(await sitesOf(...pair), query, { limit: 50 })));
      assert.ok(orders[0].length > 2);
      for (const order of orders) assert.deepEqual(order, orders[0], query);
    }
  });

  test("keeps the order of each site, page by page", async () => {
    const sites = await sitesOf("paged", "compact");
    for (const [query, options] of [["江苏", {}], ["江苏 看花", {}], ["江苏", { explain: true }], ["春天|笔记", { sort: [{ key: "date" }] }]]) {
      const all = await searchAll(sites, query, { limit: 50, ...options });
      assert.ok(all.total > 12);
      for (const [i, { name, index: own }] of sites.entries()) {
        const alone = await own.search(query, { limit: 50, ...options });
        assert.deepEqual(urls({ hits: all.hits.filter(({ site }) => site === name) }), urls(alone), query);
        assert.deepEqual(urls(all.sites[i]), urls(alone));
        assert.deepEqual([all.sites[i].total, all.sites[i].occurrences], [alone.total, alone.occurrences]);
      }
      const paged = [];
      for (let offset = 0; offset < all.total; offset += 5) paged.push(...urls(await searchAll(sites, query, { offset, limit: 5, ...options })));
      assert.deepEqual(paged, urls(all), query);
      const scores = all.hits.map(({ score }) => score?.total ?? 0);
      if (options.explain) assert.deepEqual(scores, scores.toSorted((a, b) => b - a));
    }
  });

  test("takes turns among hits that count the same", async () => {
    const { hits } = await searchAll(await sitesOf("paged"), "笔记", { limit: 6 });
    assert.deepEqual(hits.map(({ site }) => site), ["甲", "乙", "甲", "乙", "甲", "乙"]);
  });

  test("weighs the hits of a site as it is told", async () => {
    const [a, b] = await sitesOf("paged");
    const order = async (weight, query) => (await searchAll([a, { ...b, weight }], query, { limit: 50 })).hits.map(({ site }) => site).join("");
    const { total } = await b.index.search("江苏");
    for (const query of ["江苏", "江苏 在"]) {
      assert.ok((await order(100_000, query)).startsWith("乙".repeat(query === "江苏" ? total : 3)), query);
      assert.match(await order(0, query), /^甲+乙+$/);
    }
  });

  test("sorts by date over all sites, those without one last, and by nothing that hits do not tell", async () => {
    const sites = await sitesOf("paged");
    for (const descending of [false, true]) {
      const { hits } = await searchAll(sites, "江苏", { limit: 50, sort: [{ key: "date", descending }] });
      const dates = hits.map(({ date }) => date ?? "");
      const known = dates.filter(Boolean);
      assert.deepEqual(dates, [...known.toSorted((a, b) => (a < b ? -1 : 1) * (descending ? -1 : 1)), ...Array(13).fill("")]);
    }
    await assert.rejects(searchAll(sites, "江苏", { sort: [{ key: "tag" }] }), code("argument"));
  });

  test("adds up facets, costs and progress", async () => {
    const sites = [{ name: "甲", index: await index("tagged") }, { name: "乙", index: await index("tagged", "embedded") }];
    const seen = [];
    const { facets, cost } = await searchAll(sites, "江苏", { facets: ["tag"], progress: ({ bytes }) => seen.push(bytes) });
    assert.deepEqual(facets, [{ name: "tag", values: [{ value: "单", count: 8 }, { value: "双", count: 8 }] }]);
    assert.equal(cost.bytes, seen.at(-1) ?? 0);
    assert.ok(cost.engineMilliseconds > 0);
  });
});

describe("a site that fails", () => {
  test("is named with its error, and the others answer as without it", async () => {
    const sites = await sitesOf("paged");
    const closed = { name: "丁", index: await index("a") };
    closed.index.dispose();
    const gone = { name: "丙", index: open(`${server.origin}/files/absent.midu`, { wasm }) };
    const { sites: each, cost: _, ...found } = await searchAll([gone, ...sites, closed], "江苏", { limit: 50 });
    const { sites: __, cost: ___, ...alone } = await searchAll(sites, "江苏", { limit: 50 });
    assert.deepEqual(found, alone);
    assert.deepEqual(each.map(({ name, total, error }) => [name, total, error?.code]), [["丙", 0, "http"], ["甲", 17, undefined], ["乙", 9, undefined], ["丁", 0, "disposed"]]);
  });

  test("fails the search where it is the last one", async () => {
    const gone = () => ({ name: "丙", index: open(`${server.origin}/files/absent.midu`, { wasm }) });
    await assert.rejects(searchAll([gone(), gone()], "江苏"), code("http"));
    assert.equal((await searchAll([], "江苏")).total, 0);
  });

  test("is none that was aborted", async () => {
    const stop = new AbortController();
    stop.abort();
    await assert.rejects(searchAll(await sitesOf("paged"), "江苏", { signal: stop.signal }), { name: "AbortError" });
  });
});

describe("relaxing", () => {
  test("waits until no site has the query itself", async () => {
    const sites = [{ name: "甲", index: await index("tagged") }, { name: "乙", index: await index("whole") }];
    const query = PLACES_DOCUMENTS.at(-1).title;
    assert.ok((await sites[0].index.search(query, { relax: true })).total > 0);
    const { relaxed, sites: each } = await searchAll(sites, query, { relax: true });
    assert.deepEqual([relaxed, ...each.map(({ total }) => total)], [undefined, 0, 1]);
  });

  test("shows one step, the earliest that any site takes", async () => {
    const lines = (texts) => texts.map((text, i) => ({ url: `/${i}`, title: "", text }));
    for (const [name, texts] of [["signs", ["春天，去看花"]], ["edit", ["春天去看水", "春天去着花"]]]) {
      shop.index(await shop.put(`${name}.jsonl`, jsonLines(lines(texts))), `${name}-paged.midu`, "paged");
    }
    const sites = [{ name: "改", index: await index("edit") }, { name: "号", index: await index("signs") }];
    assert.equal((await sites[0].index.search("天去看花", { relax: true })).relaxed.step, "edit");
    const { relaxed, remark, total, hits } = await searchAll(sites, "天去看花", { relax: true, lang: "zh-CN" });
    assert.deepEqual([relaxed.step, total, hits.map(({ site }) => site)], ["signs", 1, ["号"]]);
    assert.match(remark, /忽略了标点/);
    const edits = await searchAll(sites, "天去看花", { relax: ["edit"] });
    assert.deepEqual([edits.relaxed.step, edits.hits.some(({ site }) => site === "改")], ["edit", true]);
  });
});

describe("addresses", () => {
  test("are what the site means, and never more of a link than they were", async () => {
    const documents = ["/a.html", "b.html#c", "javascript:1", "https://else.example/"].map((url) => ({ url, title: "", text: "渡口" }));
    shop.index(await shop.put("urls.jsonl", jsonLines(documents)), "urls-paged.midu", "paged");
    const { hits } = await searchAll([{ name: "甲", index: await index("urls"), base: "https://docs.example/zh/" }], "渡口");
    const links = hits.map(({ url }) => safeHref(url, "https://here.example/"));
    assert.deepEqual(links.sort(), ["https://docs.example/a.html", "https://docs.example/zh/b.html#c", "https://else.example/", undefined]);
  });
});

describe("bySection", () => {
  const hit = (url, path, more = {}) => ({ url, path, occurrences: 1, ...more });
  test("puts hits under page and headings, in the order of the best", () => {
    const hits = [hit("/a#1", "甲\n乙", { anchor: "b" }), hit("/b", ""), hit("/a#2", "甲", { occurrences: 3 }), hit("/a", "甲\n乙", { anchor: "b" })];
    assert.deepEqual(bySection(hits), [
      { url: "/a", occurrences: 5, sections: [{ path: ["甲", "乙"], anchor: "b", hits: [hits[0], hits[3]] }, { path: ["甲"], hits: [hits[2]] }] },
      { url: "/b", occurrences: 1, sections: [{ path: [], hits: [hits[1]] }] },
    ]);
    assert.deepEqual(bySection([]), []);
  });
  test("keeps the pages of two sites apart, and no hit is lost", async () => {
    const hits = [hit("/a", "", { site: "甲" }), hit("/a", "", { site: "乙" })];
    assert.equal(bySection(hits).length, 2);
    const { pages, hits: all } = await searchAll(await sitesOf("paged"), "江苏", { limit: 50, group: "section" });
    const under = pages.flatMap(({ sections }) => sections.flatMap((section) => section.hits));
    assert.deepEqual(new Set(under), new Set(all));
    assert.equal(under.length, 26);
  });
});

describe("one index of several", () => {
  test("is searched by the element: names of sites, all pages, what is missing", async () => {
    const element = await openElement(await browser.newContext(), server.origin, "");
    const use = (...files) => element.page.evaluate(async (names) => {
      const [{ open: opens }, { oneIndex: one }] = await Promise.all([import("/dist/midu.js"), import("/dist/midu-sites.js")]);
      const sites = names.map((name) => ({ name: name.toUpperCase(), index: opens(`/files/${name}-paged.midu`) }));
      document.querySelector("midu-search").index = globalThis.one = await one(sites);
    }, files);
    await use("a", "b");
    await element.search("江苏");
    assert.match(await element.summary(), /^找到 26 篇，共 \d+ 处$/);
    await element.all();
    assert.equal(new Set((await element.hits()).map(({ href }) => href.split("#")[0])).size, 26);
    assert.deepEqual(new Set(await element.page.locator("midu-search .path").allTextContents()), new Set(["A", "B"]));
    assert.equal(await element.page.evaluate(() => globalThis.one.info === globalThis.one.info && globalThis.one.info.documents), 26);
    await use("a", "absent");
    await element.search("江苏");
    assert.match(await element.summary(), /^找到 17 篇.*“ABSENT”没有回应/);
    await element.search("“没有”");
    assert.equal(await element.state(), "error");
    assert.deepEqual(element.faults, []);
    await element.page.context().close();
  });

  test("has the places of a hit from the site that it is of, below its name", async () => {
    const one = await oneIndex(await sitesOf("paged"));
    const { hits } = await one.search("江苏", { limit: 40 });
    const inBody = hits.filter(({ excerpt }) => excerpt.marks.length > 0);
    for (const hit of [inBody[0], inBody.at(-1)]) {
      const { passages } = await one.passages("江苏", hit);
      assert.deepEqual([passages[0].excerpt, passages[0].path], [hit.excerpt, hit.path]);
    }
    await assert.rejects(one.passages("江苏", { doc: 0 }), code("argument"));
  });

  test("suggests what all of them know, once", async () => {
    const one = await oneIndex(await sitesOf("paged"));
    const whole = await index("whole");
    const texts = async (from) => new Map((await from.suggest("江", { limit: 50 })).map(({ text, documents }) => [text, documents]));
    const [many, single] = [await texts(one), await texts(whole)];
    for (const [text, documents] of many) assert.equal(documents <= (single.get(text) ?? documents), true, text);
    assert.ok(many.size > 0);
    await assert.rejects(oneIndex([{ name: "丙", index: open(`${server.origin}/files/absent.midu`, { wasm }) }]), code("http"));
  });
});
