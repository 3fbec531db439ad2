// Where the engine runs: in a worker by default, in the page where workers are not to be had, as
// JavaScript where WebAssembly is not. The same answers everywhere, and each policy is kept.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openElement, serveBuild } from "./browser.mjs";
import { CHANGZHOU, jsonLines, LAYOUTS, missing, plainTexts, SAMPLE } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

/** The line that README.md tells people to send. */
export const MINIMAL = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; worker-src 'self'";
const NO_WASM = MINIMAL.replace(" 'wasm-unsafe-eval'", "");
const QUERIES = ["的", "时间", "時間", "因地制宜", "产业", "產業", "州", "122 个项目", "ＧＤＰ万亿", "，", "这里没有的一句话", "", "一", "长荡湖", "新質生産力"];

stage(async () => {
  shop.index(await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS)), "places.midu", "paged");
});

/** A page under a policy, with what it violated. */
async function page(policy, name = "plain", headers = {}) {
  Object.assign(server.headers, { ...(policy && { "Content-Security-Policy": policy }), ...headers });
  const context = await browser.newContext();
  const element = await openElement(context, server.origin, "../files/places.midu", {}, name);
  return {
    ...element,
    violations: () => element.page.evaluate(() => window.violations),
    async close() {
      for (const header of Object.keys(server.headers)) delete server.headers[header];
      await context.close();
      assert.deepEqual(element.faults, []);
    },
  };
}

/** Runs in the page: all answers of an index, and where they came from. */
async function answers({ file, queries, options }) {
  const { open } = await import("/dist/midu.js");
  const index = await open(file, options);
  const found = [];
  for (const query of queries) {
    const { cost, ...answer } = await index.search(query, { limit: 1000 });
    found.push(answer);
  }
  const { thread, code } = index.engine;
  index.dispose();
  return { where: `${thread} ${code}`, found: JSON.stringify(found) };
}

describe("one contract", () => {
  const corpora = [["sample", SAMPLE, /\.(txt|md)$/], ["changzhou", CHANGZHOU, /\.txt$/]];
  for (const [name, folder, ending] of corpora) {
    for (const layout of LAYOUTS) {
      test(`${name}, ${layout}: worker and page, wasm with and without SIMD and JavaScript answer alike`, { skip: missing(folder) }, async () => {
        const file = `${name}-${layout}.midu`;
        const lines = await shop.put(`${file}.jsonl`, jsonLines(await plainTexts(folder, ending)));
        shop.index(lines, file, layout);
        const seen = [];
        const ask = async (host, options) => seen.push(await host.page.evaluate(answers, { file: `/files/${file}`, queries: QUERIES, options }));
        const free = await page();
        for (const options of [{}, { worker: false }, { simd: false }, { simd: false, worker: false }]) await ask(free, options);
        await free.close();
        const bound = await page(NO_WASM);
        for (const options of [{}, { worker: false }]) await ask(bound, options);
        await bound.close();
        assert.deepEqual(seen.map(({ where }) => where), ["worker wasm", "page wasm", "worker wasm", "page wasm", "worker javascript", "page javascript"]);
        assert.equal(new Set(seen.map(({ found }) => found)).size, 1);
        assert.match(seen[0].found, /"total":[1-9]/);
      });
    }
  }
});

/** Searches and checks that the answer is right; gives where it came from. */
async function found(element) {
  await element.search("常州");
  assert.equal((await element.hits()).length, 2);
  return element.page.evaluate(() => {
    const { thread, engine } = document.querySelector("midu-search").dataset;
    return `${thread} ${engine}`;
  });
}

describe("a page", () => {
  test("with the least policy runs the worker without a violation", async () => {
    const element = await page(MINIMAL);
    assert.equal(await found(element), "worker wasm");
    assert.deepEqual(await element.violations(), []);
    await element.close();
  });

  test("with Trusted Types and our one policy runs the worker without a violation", async () => {
    const element = await page(`${MINIMAL}; require-trusted-types-for 'script'; trusted-types midu`);
    assert.equal(await found(element), "worker wasm");
    assert.deepEqual(await element.violations(), []);
    await element.close();
  });

  test("that says in itself that it takes no policy runs in the page without a violation", async () => {
    const element = await page(undefined, "no-policy");
    assert.equal(await found(element), "page wasm");
    assert.deepEqual(await element.violations(), []);
    await element.close();
  });

  test("that says so in a header runs in the page, and only the refused policy is reported", async () => {
    const element = await page(`${MINIMAL}; require-trusted-types-for 'script'; trusted-types 'none'`);
    assert.equal(await found(element), "page wasm");
    assert.deepEqual(await element.violations(), ["trusted-types trusted-types-policy"]);
    await element.close();
  });

  test("that asks for no worker gets none, and no violation", async () => {
    const element = await page(`${MINIMAL}; require-trusted-types-for 'script'; trusted-types 'none'`);
    await element.page.evaluate(() => document.querySelector("midu-search").setAttribute("no-worker", ""));
    assert.equal(await found(element), "page wasm");
    assert.deepEqual(await element.violations(), []);
    await element.close();
  });

  test("that bars workers runs in the page", async () => {
    const element = await page(MINIMAL.replace("worker-src 'self'", "worker-src 'none'"));
    assert.equal(await found(element), "page wasm");
    await element.close();
  });

  test("that bars WebAssembly runs JavaScript, and says so", async () => {
    server.log.length = 0;
    const element = await page(NO_WASM);
    assert.equal(await found(element), "worker javascript");
    assert.match(await element.summary(), /找到 2 篇，共 5 处 （此页面不能运行 WebAssembly/);
    assert.deepEqual(server.log.filter(({ path }) => path.endsWith(".wasm")), []);
    await element.close();
  });

  test("that lets WebAssembly run loads no JavaScript engine", async () => {
    server.log.length = 0;
    const element = await page(MINIMAL);
    await found(element);
    assert.deepEqual(server.log.filter(({ path }) => path.includes("wasm-js")), []);
    assert.equal(server.log.filter(({ path }) => path.endsWith("worker.js")).length, 1);
    await element.close();
  });

  test("isolated by require-corp runs the worker", async () => {
    const headers = { "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Opener-Policy": "same-origin" };
    const element = await page(MINIMAL, "plain", headers);
    assert.equal(await element.page.evaluate(() => crossOriginIsolated), true);
    assert.equal(await found(element), "worker wasm");
    assert.deepEqual(await element.violations(), []);
    await element.close();
  });
});

describe("a worker", () => {
  test("whose script is missing is replaced by the page", async () => {
    const element = await page();
    server.fault({ match: /worker\.js$/, mode: 404, times: 1 });
    assert.equal(await found(element), "page wasm");
    server.fault();
    await element.close();
  });

  test("whose script never comes, or never answers, is replaced by the page", async () => {
    for (const silent of [(route) => undefined, (route) => route.fulfill({ body: "", contentType: "text/javascript" })]) {
      const element = await page();
      await element.page.route(/worker\.js$/, silent, { times: 1 });
      assert.equal(await found(element), "page wasm");
      await element.close();
    }
  });

  test("whose script cannot be had at all is an error, and the retry heals it", async () => {
    const element = await page();
    server.fault({ match: /worker\.js$/, mode: 503 });
    await element.input.fill("常州");
    await element.settled("error");
    server.fault();
    await element.page.getByRole("button", { name: "重试" }).click();
    await element.settled("results");
    await element.close();
  });

  test("of another origin starts from a blob, or the page takes over where that is barred", async () => {
    const cdn = await serveBuild(shop.folder);
    cdn.headers["Access-Control-Allow-Origin"] = "*";
    const from = async (policy) => {
      const element = await page(policy);
      const { where } = await element.page.evaluate(
        async ([script, ask]) => {
          const { open } = await import(script);
          const index = await open("/files/places.midu");
          const { total } = await index.search("常州");
          if (total !== 2) throw new Error(`${total} documents`);
          return { where: `${index.engine.thread} ${index.engine.code}` };
        },
        [`${cdn.origin}/dist/midu.js`],
      );
      await element.close();
      return where;
    };
    try {
      assert.equal(await from(undefined), "worker wasm");
      const policy = `script-src 'self' ${cdn.origin} 'wasm-unsafe-eval'; connect-src 'self' ${cdn.origin}; worker-src`;
      assert.equal(await from(`${policy} blob: ${cdn.origin}`), "worker wasm");
      assert.equal(await from(`${policy} 'self'`), "page wasm");
    } finally {
      await cdn.close();
    }
  });

  test("of another deploy than the script is an error that says so", async () => {
    const element = await page();
    await element.page.route(/worker\.js$/, async (route) => {
      const response = await route.fetch();
      const text = await response.text();
      assert.match(text, /`protocol \$\{\w+\} is not \$\{(\w+)\}`/);
      await route.fulfill({ response, body: text.replace(/!==(\w+)\)throw new Error\(`protocol/, "===$1)throw new Error(`protocol") });
    });
    await element.input.fill("常州");
    await element.settled("error");
    assert.equal(await element.page.evaluate(() => window.heard.at(-1).code), "wasm");
    assert.match(await element.page.locator("midu-search .notice").textContent(), /does not fit this script \(Error: protocol/);
    await element.close();
  });

  test("is not started where the page has none", async () => {
    const element = await page();
    await element.page.evaluate(() => delete window.Worker);
    assert.equal(await found(element), "page wasm");
    await element.close();
  });
});
