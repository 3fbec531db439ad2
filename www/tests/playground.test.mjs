// The playground in a real browser: what is typed or dropped is indexed there, found, weighed and explained, and
// the bytes are those of the command.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { test } from "node:test";
import { inFirefox, readHits, totals } from "./browser.mjs";
import { jsonLines, midu, SAMPLE } from "./corpora.mjs";
import { LONG_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

stage();

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs a claim on the page; nothing is thrown, refused by a policy, or asked of another host meanwhile. */
async function on(claim, options = {}) {
  const context = await browser.newContext({ locale: "zh-CN", ...options });
  const page = await context.newPage();
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.addInitScript(() => {
    window.answers = [];
    window.refused = [];
    addEventListener("midu-results", ({ detail }) => window.answers.push(detail.answer));
    addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => window.refused.push(`${violatedDirective} ${blockedURI}`));
  });
  await page.goto(`${server.origin}/playground/`);
  await claim(new Playground(page), context);
  assert.deepEqual(faults, []);
  assert.deepEqual(await page.evaluate(() => window.refused), []);
  await context.close();
}

class Playground {
  constructor(page) {
    this.page = page;
  }

  /** Does something that builds an index, and waits for its end. */
  async built(work) {
    await this.page.locator(".state").evaluate((state) => (state.textContent = ""));
    await work();
    await this.page.waitForFunction(() => /索引已建成|没有建成|is built|was built/.test(document.querySelector(".state").textContent));
    assert.match(await this.page.locator(".state").textContent(), /索引已建成|is built/);
  }

  /** Builds an index of what is typed. */
  typed(text, form = "paragraphs") {
    return this.built(async () => {
      await this.page.locator("#paste").fill(text);
      await this.page.locator(".form").selectOption(form);
      await this.page.locator(".build").click();
    });
  }

  sample() {
    return this.built(() => this.page.locator(".sample").click());
  }

  /** Drops files, given by name and bytes. */
  drop(files) {
    const plain = Object.entries(files).map(([name, bytes]) => [name, [...Buffer.from(bytes)]]);
    return this.page.evaluate((all) => {
      const dataTransfer = new DataTransfer();
      for (const [name, bytes] of all) dataTransfer.items.add(new File([new Uint8Array(bytes)], name));
      document.querySelector(".texts").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
    }, plain);
  }

  /** Searches, and gives the answer that the element had. */
  async search(query) {
    const before = await this.page.evaluate(() => window.answers.length);
    await this.page.locator("midu-search input.input").fill(query);
    await this.page.waitForFunction(([n, q]) => window.answers.slice(n).some((answer) => answer.query === q), [before, query]);
    return this.page.evaluate(() => window.answers.at(-1));
  }

  /** The bytes that the link gives. */
  async downloaded() {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.page.locator(".download").click()]);
    return readFile(await download.path());
  }
}

const PARAGRAPHS = [
  "常州的渡口\n清晨的常州，渡口还没有船。船在六点开，渡口的人都在等。",
  "无锡\n从常州到无锡，坐船要一个上午。",
  "看花\n春天去看花，秋天去看水；看花的人不看水。",
  "GDP 与渡口\n渡口不在 GDP 里，船票在。",
];

/** Documents with a text, and how often it stands in them, overlapping ones counted. */
function scanned(documents, query) {
  const places = documents.map((text) => {
    let count = 0;
    for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + 1)) count += 1;
    return count;
  });
  return { documents: places.filter((count) => count > 0).length, occurrences: places.reduce((sum, count) => sum + count, 0) };
}

test("what is typed is found as a scan finds it", () =>
  on(async (playground) => {
    await playground.typed(PARAGRAPHS.join("\n\n"));
    for (const query of ["常州", "渡口", "船", "看花", "的", "GDP", "从常州到无锡，坐船"]) {
      const expected = scanned(PARAGRAPHS, query);
      assert.ok(expected.documents > 0);
      const answer = await playground.search(query);
      assert.deepEqual({ documents: answer.total, occurrences: answer.occurrences }, expected, query);
      assert.deepEqual(totals(await playground.page.locator("midu-search .summary").textContent()), expected, query);
    }
    const none = await playground.search("没有这样的文字啊");
    assert.equal(none.total, 0);
  }));

test("a broken file is named with its place, and the others are found", () =>
  on(async (playground) => {
    const lines = '{"url":"/a","title":"甲","text":"完好"}\n{"url":"/b","title":"乙"\n';
    await playground.built(() => playground.drop({ "ferry.txt": "渡口\n船在早上六点开。", "broken.jsonl": lines, "drawing.bmp": "x" }));
    const faults = await playground.page.locator(".problems .faults li").allTextContents();
    assert.equal(faults.length, 2);
    assert.match(faults.join("\n"), /broken\.jsonl:2:\d+/);
    assert.match(faults.join("\n"), /请改正或删去这一行/);
    assert.match(faults.join("\n"), /drawing\.bmp/);
    assert.equal((await playground.search("六点")).total, 1);
    assert.equal((await playground.search("完好")).total, 0, "nothing of a broken file is taken");
    const [hit] = await playground.page.evaluate(readHits);
    assert.equal(hit, undefined);
  }));

test("documents of one address are told apart by both of their files", () =>
  on(async (playground) => {
    const line = (text) => JSON.stringify({ url: "/same", title: "题", text });
    await playground.built(() => playground.drop({ "a.jsonl": line("前者"), "b.jsonl": line("后者") }));
    assert.match(await playground.page.locator(".problems .faults li").textContent(), /a\.jsonl.*b\.jsonl.*"\/same"/);
    assert.equal((await playground.search("前者")).total, 1);
  }));

test("a build that gives nothing says so and leaves the page usable", () =>
  on(async (playground) => {
    await playground.drop({ "broken.json": "{" });
    await playground.page.waitForFunction(() => document.querySelector(".state").textContent === "没有建成索引");
    assert.match(await playground.page.locator(".problems .faults").textContent(), /broken\.json/);
    await playground.page.locator(".clear").click();
    await playground.typed(PARAGRAPHS[0]);
    assert.equal((await playground.search("渡口")).total, 1);
  }));

test("a row of the timeline has the bytes, requests and rounds of its answer", () =>
  on(async (playground) => {
    // Long enough that the first request does not bring all of the lists.
    await playground.built(() => playground.drop({ "long.jsonl": jsonLines(LONG_DOCUMENTS.slice(0, 160)) }));
    const { page } = playground;
    const texts = [3, 77, 151].map((i) => LONG_DOCUMENTS[i].text.slice(20 + i, 23 + i));
    let most = 0;
    for (const query of [...texts, "第", texts[0].slice(0, 1), "第77篇"]) {
      const { cost } = await playground.search(query);
      const row = page.locator(`.row[data-query="${query}"]`);
      const told = await row.evaluate(({ dataset: { bytes, requests, rounds } }) => ({ bytes: +bytes, requests: +requests, rounds: +rounds }));
      assert.deepEqual(told, { bytes: cost.bytes, requests: cost.requests, rounds: cost.rounds }, query);
      assert.equal(await row.locator("tbody tr").count(), cost.requests);
      most = Math.max(most, cost.rounds);
    }
    assert.ok(most > 1, "some search takes two rounds");
    const opening = page.locator(".row").last();
    assert.ok(Number(await opening.getAttribute("data-bytes")) > 10_000);
    assert.equal(server.log.filter(({ path: asked }) => asked.endsWith(".midu")).length, 0, "nothing of it reaches a host");
  }));

test("the made-up host answers as a static one does", () =>
  on(async (playground) => {
    await playground.typed(PARAGRAPHS.join("\n\n"));
    const index = await playground.downloaded();
    const asked = await playground.page.evaluate(async () => {
      const ask = async (range) => {
        const response = await fetch("playground-1.midu", { headers: range ? { Range: range } : {} });
        const { status, headers } = response;
        const bytes = new Uint8Array(await response.arrayBuffer());
        return { status, range: headers.get("Content-Range"), length: bytes.length, first: bytes[0] };
      };
      const stopped = new AbortController();
      const given = fetch("playground-1.midu", { signal: stopped.signal }).catch((error) => error.name);
      stopped.abort();
      return { part: await ask("bytes=1-4"), end: await ask("bytes=100-99999999"), beyond: await ask("bytes=99999999-99999999"), all: await ask(), given: await given };
    });
    const { length } = index;
    assert.deepEqual(asked.part, { status: 206, range: `bytes 1-4/${length}`, length: 4, first: index[1] });
    assert.deepEqual(asked.end, { status: 206, range: `bytes 100-${length - 1}/${length}`, length: length - 100, first: index[100] });
    assert.deepEqual([asked.beyond.status, asked.beyond.range], [416, `bytes */${length}`]);
    assert.deepEqual([asked.all.status, asked.all.length], [200, length]);
    assert.equal(asked.given, "AbortError");
  }));

test("the parts of a score add up to it, on the page as in the answer", () =>
  on(async (playground) => {
    await playground.sample();
    for (const query of ["茶", "石桥"]) {
      const answer = await playground.search(query);
      const told = await playground.page.locator(".score").evaluateAll((items) =>
        items.map((item) => [Number(item.dataset.total), [...item.querySelectorAll("[data-part]")].map(({ dataset }) => Number(dataset.value))]),
      );
      assert.equal(told.length, Math.min(10, answer.total));
      assert.deepEqual(told.map(([total]) => total), answer.hits.map(({ score }) => score.total));
      for (const [total, parts] of told) {
        assert.ok(parts.length > 0);
        assert.equal(parts.reduce((sum, part) => sum + part, 0), total);
      }
    }
  }));

test("following a result leads to its score", () =>
  on(async (playground) => {
    await playground.sample();
    const answer = await playground.search("茶");
    await playground.page.keyboard.press("ArrowDown");
    await playground.page.keyboard.press("Enter");
    const focused = await playground.page.evaluate(() => [document.activeElement.id, document.activeElement.getAttribute("aria-current")]);
    assert.deepEqual(focused, [`score-${answer.hits[0].doc}`, "true"]);
    assert.match(playground.page.url(), /\/playground\/$/);
  }));

test("the sample has the bytes that the command makes of the same folder, in every layout", () =>
  on(async (playground) => {
    await playground.sample();
    for (const layout of ["paged", "embedded", "compact"]) {
      if (layout !== "paged") await playground.built(() => playground.page.locator("select.layout").selectOption(layout));
      const expected = await readFile(shop.index(SAMPLE, `sample-${layout}.midu`, layout));
      assert.ok(expected.equals(await playground.downloaded()), layout);
      assert.ok((await playground.search("茶")).total > 0, layout);
    }
  }));

test("files of all kinds give the bytes that the command makes of them", () =>
  on(async (playground) => {
    const files = {
      "a.html": '<!doctype html><html lang="zh"><link rel="canonical" href="/真的/"><title>标题</title><main><h1>网页</h1><h2 id="x">小节</h2><p>正文一段</p></main>',
      "b.md": "---\ntitle: 前言\ntags: [甲, 乙]\n---\n# 一\n\n正文**粗**体\n",
      "c.txt": Buffer.from([0xb6, 0xc9, 0xbf, 0xda, 0x0a, 0xb4, 0xac, 0xd4, 0xda, 0xd4, 0xe7, 0xc9, 0xcf, 0xc1, 0xf9, 0xb5, 0xe3, 0xbf, 0xaa, 0xa1, 0xa3]),
      "d.jsonl": '{"url":"/d1","title":"行","text":"一行","date":"2024-01-02"}\n{"url":"/d2","text":"又一行"}\n',
      "e.csv": "url,title,text,作者\n/e1,表,格子,张三\n",
      "f.json": '[{"url":"/f1","title":"列表","text":"一项"}]',
      "g.xml": '<rss><channel><link>https://example.org/</link><item><title>条目</title><link>/g1</link><description>说明</description></item></channel></rss>',
    };
    await playground.built(() => playground.drop(files));
    const paths = await Promise.all(Object.entries(files).map(([name, bytes]) => shop.put(name, bytes)));
    const file = path.join(shop.folder, "kinds.midu");
    midu("index", ...paths, "-o", file, "--quiet", "--layout", "paged");
    assert.ok((await readFile(file)).equals(await playground.downloaded()));
    assert.match(await playground.page.locator(".problems .notes").textContent(), /c\.txt.*gb18030/);
    assert.equal((await playground.search("早上六点")).total, 1);
  }));

test("sizes are those of the file and of the texts", () =>
  on(async (playground) => {
    await playground.sample();
    const { length } = await playground.downloaded();
    const listed = await playground.page.locator(".sections tbody tr").evaluateAll((rows) => rows.map((row) => Number(row.cells[2].textContent.replace(/\D/g, ""))));
    assert.equal(listed.reduce((sum, bytes) => sum + bytes, 0), length, "the sections are the file");
    const figures = await playground.page.locator(".figures dd").allTextContents();
    assert.equal(figures[0], String((await readdir(SAMPLE)).length));
  }));

test("a second build takes the place of the first", () =>
  on(async (playground) => {
    await playground.typed(PARAGRAPHS[0]);
    assert.equal((await playground.search("渡口")).total, 1);
    await playground.typed("苏州\n园林里有水。");
    assert.equal((await playground.search("渡口")).total, 0);
    assert.equal((await playground.search("园林")).total, 1);
  }));

test("texts of the page are no markup", () =>
  on(async (playground) => {
    await playground.built(() => playground.drop({ "<img src=x onerror=alert(1)>.jsonl": "{", "a.txt": "<b>题</b>\n<script>window.ran = true</script>正文" }));
    assert.equal((await playground.search("正文")).total, 1);
    assert.equal(await playground.page.evaluate(() => window.ran ?? document.querySelectorAll("main img, main b, .problems script").length), 0);
  }));

test("it speaks the language of the browser, and the other one by a button", () =>
  on(async (playground) => {
    const { page } = playground;
    const title = () => page.locator("h1").textContent();
    assert.equal(await title(), "midu playground");
    await playground.typed(PARAGRAPHS.join("\n\n"));
    await playground.search("渡口");
    await page.locator(".language").click();
    assert.equal(await title(), "觅渡试验场");
    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-CN");
    await page.waitForFunction(() => /找到/.test(document.querySelector("midu-search").shadowRoot.querySelector(".summary").textContent));
    const untold = await page.locator("[data-t]").evaluateAll((all) => all.filter(({ textContent }) => textContent === "").map(({ dataset }) => dataset.t));
    assert.deepEqual(untold, []);
  }, { locale: "en-US" }));

test("after one visit it works without a network", { skip: inFirefox && "setOffline does not reach its workers" }, () =>
  on(async (playground, context) => {
    const { page } = playground;
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await context.setOffline(true);
    await page.reload();
    await playground.sample();
    assert.ok((await playground.search("茶")).total > 0);
    await context.setOffline(false);
  }));

test("a keyboard is enough", () =>
  on(async (playground) => {
    const { page } = playground;
    await playground.built(async () => {
      await page.locator("#paste").focus();
      await page.keyboard.type("渡口 船");
      await page.keyboard.press("Control+Enter");
    });
    for (let i = 0; i < 40; i += 1) {
      await page.keyboard.press("Tab");
      if (await page.evaluate(() => document.activeElement.localName === "midu-search")) break;
    }
    await page.keyboard.type("渡口");
    await page.waitForFunction(() => window.answers.some(({ query, total }) => query === "渡口" && total === 1));
  }));

for (const [name, viewport] of [["a narrow phone", { width: 320, height: 640 }], ["a phone", { width: 360, height: 740 }], ["a desktop", { width: 1280, height: 800 }]]) {
  test(`nothing scrolls sideways on ${name}`, () =>
    on(async (playground) => {
      const fits = () => playground.page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
      assert.ok(await fits(), "empty");
      await playground.built(() => playground.drop({ [`${"long".repeat(40)}.txt`]: "长", [`${"broken".repeat(20)}.json`]: "{", "ferry.txt": "渡口\n船" }));
      await playground.search("船");
      for (const summary of await playground.page.locator("summary").all()) await summary.click();
      assert.ok(await fits(), "with all that there is");
    }, { viewport }));
}

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in ${colorScheme}`, () =>
    on(async (playground) => {
      const { page } = playground;
      const violations = async () => {
        await page.evaluate(axe);
        const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        assert.ok(found.passes.length > 10, "axe looked at something");
        return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary}`));
      };
      assert.deepEqual(await violations(), []);
      await playground.built(() => playground.drop({ "broken.json": "{", "ferry.txt": "渡口\n船在早上六点开。", "gb.txt": Buffer.from([0xb6, 0xc9, 0xbf, 0xda, 0x0a, 0xb4, 0xac, 0xd4, 0xda, 0xd4, 0xe7, 0xc9, 0xcf]) }));
      await playground.search("船");
      for (const summary of await page.locator("summary").all()) await summary.click();
      assert.deepEqual(await violations(), []);
    }, { colorScheme }));
}

test("the demo page leads to it", async () => {
  const page = await browser.newPage();
  await page.goto(`${server.origin}/demo/?index=/files/none.midu`);
  assert.equal(await page.locator(".more a").getAttribute("href"), "playground/");
  await page.close();
});
