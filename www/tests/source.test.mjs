// What can be said of the files themselves, and of the small parts that need neither engine nor page.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** Imports a source file by itself. */
async function source(name) {
  const { outputFiles } = await build({ entryPoints: [at(`../src/${name}.ts`)], bundle: true, format: "esm", write: false });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

test("no file parses markup from text", async () => {
  const files = [];
  for (const folder of ["../src", "../demo"]) {
    for (const name of await readdir(at(folder))) files.push(at(`${folder}/${name}`));
  }
  const built = ["midu.js", "client.js", "worker.js", "worker-full.js", "language.js", "overlay.js", "features.js", "recent.js", "strings-more.js", "remarks.js", "midu-highlight.js", "embed.js", "wasm-js/engine.js", "demo/demo.js"].map((name) => at(`../dist/${name}`));
  for (const file of [...files, ...built]) {
    const text = await readFile(file, "utf8");
    assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, file);
  }
});

test("importing the package does nothing where there is no DOM", async () => {
  const { MiduSearchElement, open } = await import("../dist/midu.js");
  await import("../dist/define.js");
  await import("../dist/midu-highlight.js");
  assert.equal(typeof MiduSearchElement, "function");
  assert.equal(typeof open, "function");
});

test("the bundles name what lies beside them by literal addresses, and nothing of the generated bindings' own", async () => {
  const addresses = async (file) => {
    const text = await readFile(at(`../dist/${file}`), "utf8");
    const found = [...text.matchAll(/new URL\(([^()]*),import\.meta\.url\)/g), ...text.matchAll(/\bimport\(([^()]*)\)/g)];
    return found.map(([, literal]) => literal).sort();
  };
  const engines = ['"./wasm-full/midu_bg.wasm"', '"./wasm-scalar/midu_bg.wasm"', '"./wasm/midu_bg.wasm"'];
  // The workers' scripts twice: as workers, and imported where none are to be had.
  const workers = ['"./worker-full.js"', '"./worker-full.js"', '"./worker.js"', '"./worker.js"'];
  // Searches, passages and suggestions load the same part.
  const parts = ['"./carrier-files.js"', '"./carrier-script.js"', '"./features.js"', '"./language.js"', '"./language.js"', '"./language.js"', '"./offline.js"', '"./overlay.js"', '"./recent.js"', '"./strings-more.js"'];
  assert.deepEqual(await addresses("midu.js"), [...parts, ...engines, ...workers].sort());
  assert.deepEqual(await addresses("client.js"), [...parts.filter((part) => !/overlay|features|recent|strings/.test(part)), ...engines, ...workers].sort());
  for (const worker of ["worker.js", "worker-full.js"]) assert.deepEqual(await addresses(worker), ['"./wasm-js/engine.js"']);
  assert.deepEqual(await addresses("language.js"), ['"./remarks.js"']);
  for (const part of ["overlay.js", "features.js", "recent.js", "strings-more.js"]) assert.deepEqual(await addresses(part), []);
  assert.deepEqual(await addresses("wasm-js/engine.js"), []);
});

describe("safeHref", async () => {
  const { safeHref } = await source("links");
  const base = "https://site.example/search/";
  const good = ["a.txt", "/docs/x.md", "#片段", "?q=1", "../up", "https://a.example/", "HTTP://a.example", "//a.example/x", "x:y/z".replace(":", "%3A"), "中文/路径.html", "./a:b"];
  const bad = [
    "javascript:1", "JAVASCRIPT:1", "java\tscript:1", "java\nscript:1", " javascript:1", "\u0000javascript:1", "javascript\t:1",
    "data:text/html,x", "vbscript:x", "blob:https://site.example/x", "file:///etc/passwd", "about:blank", "mailto:a@b.c", "ftp://a.example",
    "view-source:https://a.example", "http://[", "", "  ", "\u200b",
  ];
  for (const url of good) test(`links ${JSON.stringify(url)}`, () => assert.match(safeHref(url, base) ?? "", /^https?:/));
  for (const url of bad) test(`does not link ${JSON.stringify(url)}`, () => assert.equal(safeHref(url, base), undefined));
  test("keeps relative addresses on a page from a disk, and no others", () => {
    assert.equal(safeHref("a.txt", "file:///site/index.html"), "file:///site/a.txt");
    assert.equal(safeHref("file:///etc/passwd", "file:///site/index.html"), undefined);
    assert.equal(safeHref("\u200bjavascript:1", "file:///site/index.html"), undefined);
  });
});

describe("placeHref", async () => {
  const { placeHref } = await source("links");
  const base = "https://site.example/search/";
  const hit = (place, text = "雾散了，老渡口-的石阶上，有人", marks = [[5, 7]]) => ({ url: "/a", path: "", ...place, excerpt: { text, marks } });
  const place = (...given) => decodeURIComponent(placeHref(hit(...given), base).slice(base.indexOf("/search/")));
  const browser = (known, work) => {
    globalThis.document = known ? { fragmentDirective: {} } : {};
    try {
      work();
    } finally {
      delete globalThis.document;
    }
  };
  test("leads to the anchor and to the first mark among what stands around it", () => {
    browser(true, () => {
      assert.equal(place({ path: "甲", anchor: "甲-1" }), "/a#甲-1:~:text=雾散了，老-,渡口,--的石阶上，有人");
      assert.equal(place({ path: "甲" }, "渡口", [[0, 2]]), "/a#:~:text=渡口");
      assert.equal(place({ path: "甲", anchor: "b" }, "the new town, a-b", [[8, 12], [14, 17]]), "/a#b:~:text=the new-,town,-, a-b");
      assert.match(placeHref(hit({ path: "甲", anchor: "a-b:~:&,\"" }), base), /#a-b%3A~%3A%26%2C%22:~:text=%E9[^-,]*-,%E6[^-,]*,-%2D%E7[^-,]*$/);
    });
  });
  test("takes no part of a word that the excerpt cuts, and nothing of the next block", () => {
    browser(true, () => {
      assert.equal(place({}, "…南的春天，老渡口的石阶上有人…", [[7, 9]]), "/a#:~:text=的春天，老-,渡口,-的石阶上");
      assert.equal(place({}, "春天。渡口有船。 第二段 第三段", [[3, 5]]), "/a#:~:text=春天。-,渡口,-有船。");
      assert.equal(place({}, "渡口 第二段", [[0, 2]]), "/a#:~:text=渡口");
      assert.equal(place({}, "老渡口有 Wi-Fi 与 GDP 2 万…", [[1, 3]]), "/a#:~:text=老-,渡口,-有");
      assert.equal(place({}, "the old ferry and boat…", [[4, 7]]), "/a#:~:text=the-,old,-ferry and");
    });
  });
  test("leads to the anchor alone where browsers or excerpts have no text to go to", () => {
    browser(false, () => {
      assert.equal(place({ path: "甲", anchor: "甲" }), "/a#甲");
      assert.equal(place({ path: "甲" }), "/a#");
      assert.equal(place({}), "/a");
    });
    browser(true, () => {
      assert.equal(place({ path: "甲", anchor: "甲" }, "", []), "/a#甲");
      assert.equal(place({}, "", []), "/a");
    });
  });
  test("keeps the fragment of an address, and leaves alone what is none", () => {
    const own = (url) => placeHref({ ...hit({ path: "甲", anchor: "b" }, "渡口", [[0, 2]]), url }, base);
    browser(true, () => {
      assert.equal(own("/a#own"), `https://site.example/a#own:~:text=${encodeURIComponent("渡口")}`);
      assert.equal(own("javascript:1"), undefined);
    });
    browser(false, () => assert.equal(own("/a#own"), "https://site.example/a#own"));
  });
});

describe("Latest", async () => {
  const { Latest, OVERTAKEN } = await source("latest");
  const later = (value, milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds, value));

  test("only the newest task counts, whichever ends last", async () => {
    const latest = new Latest();
    const [a, b] = await Promise.all([latest.run(() => later("a", 30)), latest.run(() => later("b", 5))]);
    assert.deepEqual([a, b], [OVERTAKEN, "b"]);
  });
  test("the error of an overtaken task is dropped, that of the newest is not", async () => {
    const latest = new Latest();
    const first = latest.run(async () => {
      await later(0, 10);
      throw new Error("old");
    });
    const second = latest.run(() => Promise.reject(new Error("new")));
    await assert.rejects(second, /new/);
    assert.equal(await first, OVERTAKEN);
  });
  test("cancel aborts the signal", async () => {
    const latest = new Latest();
    let seen;
    const run = latest.run((signal) => ((seen = signal), later(1, 5)));
    latest.cancel();
    assert.equal(seen.aborted, true);
    assert.equal(await run, OVERTAKEN);
  });
});

describe("needsLanguage", async () => {
  const { needsLanguage } = await source("operators");
  const plain = ["常州", " 常州　", "常州，春天", "GDP-2024", "常州？", "*常", "常*", "?", "OR", "", " ", "㐀𠀀", "长".repeat(341), "a.b/c"];
  const language = [
    "常州 无锡", "常州　无锡", "常\u0085州", "a\nb", "\"常州\"", "“常州", "「常」", "『常", "＂常", "常|州", "常｜州", "(常)", "（常）", "tag:a", "常：州",
    "-常州", " －常州", "常*州", "常?州", "常\\", "长".repeat(342),
  ];
  for (const query of plain) test(`${JSON.stringify(query.slice(0, 20))} is one text`, () => assert.equal(needsLanguage(query, { limit: 3, relax: true }), false));
  for (const query of language) {
    test(`${JSON.stringify(query.slice(0, 20))} may be more, unless it is literal`, () => {
      assert.equal(needsLanguage(query, {}), true);
      assert.equal(needsLanguage(query, { literal: true, limit: 1, offset: 2, lang: "en" }), false);
    });
  }
  test("any other option that says something needs it", () => {
    for (const more of [{ explain: true }, { filter: "tag:a" }, { facets: ["tag"] }, { sort: [{ key: "date" }] }, { weights: {} }, { fuzzy: true }]) {
      assert.equal(needsLanguage("常州", { literal: true, ...more }), true);
    }
    for (const none of [{ explain: false }, { filter: undefined }, { fuzzy: undefined }]) assert.equal(needsLanguage("常州", none), false);
  });
  test("what the client asks at once is what this calls one text", async () => {
    const text = await readFile(at("../src/client.ts"), "utf8");
    const [, pattern] = /^const PLAIN = \/(.*)\/u;$/m.exec(text);
    const sure = new RegExp(pattern, "u");
    assert.ok(sure.test("常州") && sure.test("GDP2024") && sure.test("长".repeat(341)));
    for (const query of language) assert.equal(sure.test(query), false, query);
  });
});

describe("remark", async () => {
  const { remark } = await source("remarks");
  const instead = (step, ...texts) => ({ step, texts });
  test("says which step found the hits, in the language of the page", () => {
    assert.equal(remark(" 常洲 ", instead("edit", "常州", "常熟"), [], "zh-CN"), "未找到“常洲”，以下结果相差一个字：“常州” “常熟”。");
    assert.equal(remark("春天去", instead("signs"), [], ""), "未找到“春天去”，以下结果忽略了标点和空格。");
    assert.equal(remark("changzhou", instead("pinyin"), [], "zh-Hant-HK"), "未找到「changzhou」，以下結果按拼音查找。");
    assert.equal(remark("a b", instead("near", "a", "b"), [], "en-GB"), "Nothing found for “a b”; these results have its parts near each other: “a” “b”.");
    assert.match(remark("常州", instead("signs"), [], "ja"), /^「常州」は見つかりませんでした。句読点/);
  });
  test("says every note, known or not", () => {
    for (const lang of ["zh", "zh-TW", "en", "ja", "fr"]) {
      const said = remark("x", undefined, ["too-many-terms", "too-deep", "long-text", "many-places", "nothing-asked"], lang);
      assert.equal(said.includes("-"), false, said);
    }
    assert.equal(remark("x", undefined, ["of a newer engine"], "en"), "of a newer engine");
  });
});

describe("isSettled", async () => {
  const { isSettled } = await source("composition");
  for (const [buffer, settled] of [["常州", true], ["常州，", true], ["第3", true], ["한국", true], ["chang'zhou", false], ["ㄔㄤ", false], ["常zhou", false], ["きょう", false], ["", false], ["12", false]]) {
    test(`${JSON.stringify(buffer)} is ${settled}`, () => assert.equal(isSettled(buffer), settled));
  }
});

describe("joined", async () => {
  const { joined } = await source("carrier-range");
  const page = (id, offset, length) => ({ id, offset, length });
  test("neighbours share a request, others do not", () => {
    const runs = joined([page(3, 9000, 100), page(1, 0, 100), page(2, 100, 50), page(4, 9200, 10)]);
    assert.deepEqual(runs.map((pages) => pages.map(({ id }) => id)), [[1, 2], [3, 4]]);
  });
  test("a page inside another one's range does not end it", () => {
    const runs = joined([page(1, 0, 2000), page(2, 100, 50), page(3, 2100, 10)]);
    assert.deepEqual(runs.map((pages) => pages.map(({ id }) => id)), [[1, 2, 3]]);
  });
});

describe("an entry", async () => {
  const { byPack, cut, nameOf, packOf } = await source("carrier-files");
  const entry = { midu: 1, carrier: "files", build: "0123456789abcdef", packs: [[100, 10, 3], [125, 4, 2]] };
  test("names the pack of every page", () => {
    const packs = [100, 109, 110, 124, 125, 128, 129, 400].map((offset) => packOf(entry, offset));
    assert.deepEqual(packs, [0, 0, 1, 2, 3, 3, 4, 4]);
    assert.equal(packOf(entry, 99), -1);
  });
  test("parts pages by packs, in whatever order they come", () => {
    const page = (offset) => ({ id: offset, offset, length: 1 });
    const groups = byPack(entry, [page(126), page(101), page(125), page(110)]);
    assert.deepEqual(groups.map((group) => group.map(({ id }) => id)), [[126, 125], [101], [110]]);
  });
  test("a pack gives its own pages only, and only whole", () => {
    const pack = new Uint8Array(16 + 9);
    pack.set(new TextEncoder().encode("MPAK"));
    pack[4] = 9;
    pack[8] = 100;
    pack.forEach((_, i) => i >= 16 && (pack[i] = i));
    const page = (offset, length) => ({ id: 0, offset, length });
    assert.deepEqual(cut(0, pack, [page(100, 2), page(108, 1)])?.map((piece) => [...piece]), [[16, 17], [24]]);
    for (const wrong of [page(99, 1), page(108, 2), page(200, 1)]) assert.equal(cut(0, pack, [page(100, 2), wrong]), undefined);
    for (const bytes of [pack.subarray(1), pack.subarray(0, 24), pack.subarray(0, 8), new Uint8Array(30)]) {
      assert.equal(cut(0, bytes, [page(100, 1)]), undefined);
    }
    // What is before all packs is in the first file, which has no head.
    assert.deepEqual(cut(-1, pack, [page(16, 2)])?.map((piece) => [...piece]), [[16, 17]]);
    assert.equal(cut(-1, pack, [page(24, 2)]), undefined);
    assert.deepEqual([nameOf(-1), nameOf(7)], ["resident", "7"]);
  });
});
