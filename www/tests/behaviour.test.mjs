// How the element behaves between the keyboard and the host: input methods, fast typing, empty and
// failed searches, hosts without ranges, paging, life and death in the document.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { onlyChromium, openElement, serveBuild, totals } from "./browser.mjs";
import { jsonLines, LAYOUTS } from "./corpora.mjs";
import { LONG_DOCUMENTS, PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

/** A page with a section in a section, and one that no anchor leads to. */
const SECTIONS = `<!doctype html><html lang="zh"><main><h1>渡口</h1><p>开头没有节。</p>
<h2 id="morning">早上 &lt;b&gt;</h2><h3 id="第一班船">第一班船</h3><p>雾散了，老船工摇三下铃，人就齐了。</p>
<h2>晚上</h2><p>灯亮了，末班船等着。</p></main></html>`;

stage(async () => {
  const lines = await shop.put("places.jsonl", jsonLines(PLACES_DOCUMENTS));
  for (const layout of LAYOUTS) shop.index(lines, `${layout}.midu`, layout);
  shop.index(await shop.put("sections.html", SECTIONS), "sections.midu", "paged");
  shop.index(await shop.put("long.jsonl", jsonLines(LONG_DOCUMENTS)), "long.midu", "paged");
});

/** Runs a claim on a fresh page and checks that nothing was thrown or blocked meanwhile. */
async function on(claim, { src = "../files/paged.midu", origin = server.origin, attributes } = {}) {
  const context = await browser.newContext({ viewport: { width: 900, height: 700 } });
  const element = await openElement(context, origin, src, attributes);
  try {
    await claim(element);
    assert.deepEqual(element.faults, []);
    assert.deepEqual(await element.page.evaluate(() => window.violations), []);
  } finally {
    server.fault();
    await context.close();
  }
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe("an input method", { skip: onlyChromium }, () => {
  const composing = async (element) => {
    const input = await element.page.context().newCDPSession(element.page);
    await element.input.focus();
    return {
      buffer: (text) =>
        input.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length }),
      commit: (text) => input.send("Input.insertText", { text }),
    };
  };

  test("is heard before its candidate is chosen, and keeps the last list meanwhile", () =>
    on(async (element) => {
      await element.search("无锡");
      await element.input.fill("");
      await element.search("苏州");
      const before = (await element.heard()).length;
      const heard = async () => (await element.heard()).slice(before);
      const ime = await composing(element);
      await element.page.keyboard.press("Control+A");
      for (const buffer of ["c", "ch"]) await ime.buffer(buffer);
      await pause(300);
      assert.deepEqual(await heard(), []);
      assert.equal((await element.hits()).length, 2, "two letters are no word yet");
      for (const buffer of ["cha", "chang", "chang'zh", "chang'zhou"]) await ime.buffer(buffer);
      await element.page.waitForFunction(() => window.heard.at(-1).name === "midu-results" && window.heard.at(-1).query === "chang'zhou");
      assert.deepEqual(await heard(), ["midu-results chang'zhou"]);
      assert.equal(await element.input.inputValue(), "chang'zhou");
      const [{ title, excerpt }] = await element.hits();
      assert.ok([title, excerpt].some(({ text, marks }) => marks.some(([start, end]) => text.slice(start, end) === "常州")));
      assert.match(await element.summary(), /按拼音查找/);
      // What is no pinyin of the texts leaves the list as it is.
      await ime.buffer("zhuang'xue");
      await pause(500);
      assert.deepEqual(await heard(), ["midu-results chang'zhou"]);
      assert.equal(await element.state(), "results");
      assert.equal((await element.hits()).length, 2);
      await ime.commit("常州");
      await element.page.waitForFunction(() => window.heard.at(-1).query === "常州" && window.heard.at(-1).total !== undefined);
      assert.equal((await heard()).slice(1).join(", "), "midu-search 常州, midu-results 常州");
    }));

  test("is not heard where only what stands there is wanted", () =>
    on(
      async (element) => {
        const ime = await composing(element);
        for (const buffer of ["chang", "chang'zhou"]) await ime.buffer(buffer);
        await pause(500);
        assert.deepEqual(await element.heard(), []);
      },
      { attributes: { exact: "" } },
    ));

  test("does not search for Bopomofo or a half converted buffer", () =>
    on(async (element) => {
      const ime = await composing(element);
      for (const buffer of ["ㄔ", "ㄔㄤˊ", "常zh", "常 zh"]) await ime.buffer(buffer);
      await pause(300);
      assert.deepEqual(await element.heard(), []);
      assert.equal(await element.state(), "idle");
    }));

  test("searches a buffer that is Han already", () =>
    on(async (element) => {
      const ime = await composing(element);
      await ime.buffer("常州");
      await element.settled("results");
      assert.equal((await element.hits()).length, 2);
    }));

  test("searches at the end even where the text is what it was", () =>
    on(async (element) => {
      await element.search("常州");
      const ime = await composing(element);
      const before = (await element.heard()).length;
      await ime.buffer("a");
      await ime.buffer("");
      await element.page.waitForFunction((n) => window.heard.length > n, before);
      assert.equal((await element.heard()).at(-1), "midu-results 常州");
    }));

  test("keeps its Enter, also the one after its end", () =>
    on(async (element) => {
      const ime = await composing(element);
      await ime.buffer("chang");
      await element.page.keyboard.press("Enter");
      await pause(150);
      const heard = await element.heard();
      assert.ok(!heard.some((line) => line.includes("chang")), heard.join());
      // As Safari sends it: the committing keydown comes after compositionend.
      const searches = await element.page.evaluate(() => {
        const input = document.querySelector("midu-search").shadowRoot.querySelector("input");
        input.value = "苏州";
        input.dispatchEvent(new CompositionEvent("compositionstart", { data: "" }));
        input.dispatchEvent(new CompositionEvent("compositionend", { data: "苏州" }));
        const after = window.heard.length;
        input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
        return window.heard.length - after;
      });
      assert.equal(searches, 0);
    }));
});

describe("typing", () => {
  test("shows the latest query, however late older answers are", () =>
    on(
      async (element) => {
        const [late, quick] = [LONG_DOCUMENTS[77], LONG_DOCUMENTS[311]].map(({ text }) => text.slice(100, 104));
        await element.input.focus();
        await element.page.evaluate(() => document.querySelector("midu-search").ready());
        server.fault({ match: /long\.midu/, mode: "slow", times: 1, delay: 700 });
        await element.input.fill(late);
        await element.settled("loading");
        await element.page.waitForFunction(() => window.heard.length === 1);
        await element.search(quick);
        await pause(1000);
        const last = (await element.hits()).map(({ href }) => new URL(href).pathname);
        assert.ok(last.includes("/long/311"), last.join());
        const heard = await element.heard();
        assert.deepEqual(heard, [`midu-search ${late}`, `midu-search ${quick}`, `midu-results ${quick}`]);
      },
      { src: "../files/long.midu" },
    ));

  test("fast typing searches once", () =>
    on(async (element) => {
      await element.search("南京");
      const before = (await element.heard()).length;
      await element.page.evaluate(() => {
        const input = document.querySelector("midu-search").shadowRoot.querySelector("input");
        for (const text of ["江", "江苏", "江苏笔"]) {
          input.value = text;
          input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
        }
      });
      await element.page.waitForFunction(() => window.heard.at(-1).name === "midu-results" && window.heard.at(-1).query === "江苏笔");
      const searches = (await element.heard()).slice(before).filter((line) => line.startsWith("midu-search"));
      assert.deepEqual(searches, ["midu-search 江苏笔"]);
    }));

  test("emptying the box ends at the beginning", () =>
    on(async (element) => {
      await element.search("常州");
      await element.input.fill("");
      await element.settled("idle");
      assert.equal((await element.hits()).length, 0);
      assert.equal(await element.summary(), "");
    }));

  test("Enter searches at once", () =>
    on(async (element) => {
      await element.input.fill("常州");
      await element.input.press("Enter");
      await element.settled("results");
    }));
});

describe("answers", () => {
  test("come ten at a time, and the rest on demand with the focus on the first new one", () =>
    on(async (element) => {
      await element.search("江苏");
      assert.deepEqual(totals(await element.summary()), { documents: 26, occurrences: 26 });
      assert.equal((await element.hits()).length, 10);
      await element.page.locator("midu-search button.more").click();
      await element.page.waitForFunction(() => window.heard.at(-1).total === 26 && window.heard.length >= 3);
      assert.equal((await element.hits()).length, 20);
      const focused = await element.page.evaluate(
        () => document.querySelector("midu-search").shadowRoot.activeElement.closest("li").dataset.position,
      );
      assert.equal(focused, "10");
      await element.all();
      assert.equal(new Set((await element.hits()).map(({ href }) => href)).size, 26);
      assert.equal(await element.page.locator("midu-search button.more").isVisible(), false);
    }));

  test("show date, count and title, and tell a screen reader once typing rests", () =>
    on(async (element) => {
      await element.search("常州");
      const item = element.page.locator("midu-search li.hit", { hasText: "春天" });
      assert.equal(await item.locator("time").textContent(), "2024年3月1日");
      assert.equal(await item.locator(".occurrences").textContent(), "共 4 处");
      await pause(800);
      assert.equal(await element.page.locator("midu-search [role=status]").textContent(), "找到 2 篇，共 5 处");
      assert.equal(await element.page.getByRole("combobox", { name: "搜索" }).count(), 1);
    }));

  test("show the headings above what was found, and lead there", () =>
    on(
      async (element) => {
        const found = async (query) => {
          await element.search(query);
          const item = element.page.locator("midu-search li.hit");
          const { hash } = new URL(await item.locator("a.link").evaluate((link) => link.href));
          return [await item.locator(".path").allTextContents(), decodeURIComponent(hash)];
        };
        assert.deepEqual(await found("三下铃"), [["早上 <b> › 第一班船"], "#第一班船:~:text=雾散了，老船工摇-,三下铃,-，人就齐了。"]);
        assert.deepEqual(await found("早上"), [["早上 <b>"], "#morning:~:text=早上"]);
        assert.deepEqual(await found("末班"), [["晚上"], "#:~:text=灯亮了，-,末班,-船等着。"]);
        assert.deepEqual(await found("没有节"), [[], "#:~:text=开头-,没有节,-。"]);
        assert.deepEqual(await found("渡口"), [[], ""]);
      },
      { src: "../files/sections.midu" },
    ));

  test("say that nothing was found, with the query", () =>
    on(async (element) => {
      await element.search("这句话哪里也没有");
      assert.equal(await element.state(), "empty");
      assert.match(await element.page.locator("midu-search .notice").textContent(), /没有找到“这句话哪里也没有”/);
    }));

  test("a followed result is announced and can be held back", () =>
    on(async (element) => {
      await element.search("常州");
      await element.page.evaluate(() => {
        document.addEventListener("midu-select", (event) => event.preventDefault(), { once: true });
      });
      await element.page.locator("midu-search a.link").first().click();
      assert.equal((await element.heard()).at(-1), "midu-select 常州");
      assert.match(element.page.url(), /element\.html/);
    }));

  test("speak the language around them", () =>
    on(async (element) => {
      await element.page.evaluate(() => {
        document.documentElement.lang = "en";
        const old = document.querySelector("midu-search");
        old.replaceWith(old);
        old.remove();
        document.querySelector("main").append(old);
      });
      await element.search("常州");
      assert.equal(await element.summary(), "5 matches in 2 documents");
    }));
});

describe("a host", () => {
  test("that fails is an error and not an empty answer, and the retry heals it", () =>
    on(async (element) => {
      server.fault({ match: /paged\.midu/, mode: 500 });
      await element.input.fill("常州");
      await element.settled("error");
      const notice = await element.page.locator("midu-search .notice").textContent();
      assert.match(notice, /服务器没有给出索引/);
      assert.match(notice, /paged\.midu answered with status 500/);
      assert.equal((await element.hits()).length, 0);
      server.fault();
      await element.page.getByRole("button", { name: "重试" }).click();
      await element.settled("results");
      assert.equal((await element.hits()).length, 2);
    }));

  for (const [mode, code] of [[404, "http"], ["html", "not-an-index"], ["cut", "network"], ["flip", "corrupt"]]) {
    test(`with the fault ${mode} is the error ${code}`, () =>
      on(async (element) => {
        server.fault({ match: /paged\.midu/, mode });
        await element.input.fill("常州");
        await element.settled("error");
        assert.equal(await element.page.evaluate(() => window.heard.at(-1).code), code);
        server.fault();
        await element.search("苏州");
        assert.equal(await element.state(), "results");
      }));
  }

  test("that got a new index meanwhile answers from the new one alone", async () => {
    const [old, next] = ["old", "next"].map((word) => LONG_DOCUMENTS.map((document) => ({ ...document, text: `${word}${document.text}` })));
    await shop.index(await shop.put("old.jsonl", jsonLines(old)), "changing.midu", "paged");
    await on(
      async (element) => {
        await element.page.evaluate(() => document.querySelector("midu-search").ready());
        await shop.index(await shop.put("next.jsonl", jsonLines(next.slice(1))), "changing.midu", "paged");
        await element.search(LONG_DOCUMENTS[200].text.slice(40, 44));
        assert.equal(await element.state(), "results");
        assert.ok((await element.hits()).some(({ href }) => new URL(href).pathname.endsWith("/long/200")));
        await element.search("next");
        assert.equal(totals(await element.summary()).documents, 399);
      },
      { src: "../files/changing.midu" },
    );
  });

  test("that gets a new index between two pages of hits begins the list again", async () => {
    const shorter = LONG_DOCUMENTS.map(({ url, text }, i) => ({ url, title: `共${i}`, text }));
    await shop.index(await shop.put("old.jsonl", jsonLines(shorter)), "changing.midu", "paged");
    await on(
      async (element) => {
        await element.search("共");
        const first = (await element.hits()).map(({ href }) => href);
        const urls = shorter.map((document, i) => ({ ...document, url: `/new/${i}`, title: `${document.title}新` }));
        await shop.index(await shop.put("next.jsonl", jsonLines(urls)), "changing.midu", "paged");
        await element.page.locator("midu-search button.more").click();
        await element.page.waitForFunction(() => window.heard.filter(({ name }) => name === "midu-results").length === 2);
        const now = (await element.hits()).map(({ href }) => href);
        assert.equal(now.length, 20);
        assert.ok(first.every((href) => href.includes("/long/")) && now.every((href) => href.includes("/new/")), now.join());
      },
      { src: "../files/changing.midu" },
    );
  });

  test("whose engine is missing says so and recovers", () =>
    on(
      async (element) => {
        server.fault({ match: /\.wasm$/, mode: 503 });
        await element.input.fill("常州");
        await element.settled("error");
        server.fault();
        await element.page.getByRole("button", { name: "重试" }).click();
        await element.settled("results");
      },
    ));

  for (const layout of LAYOUTS) {
    test(`without ranges serves the ${layout} layout whole`, async () => {
      const plain = await serveBuild(shop.folder, { ranges: false });
      try {
        await on(
          async (element) => {
            await element.search("江苏");
            assert.deepEqual(totals(await element.summary()), { documents: 26, occurrences: 26 });
            assert.equal(plain.log.filter(({ path }) => path.endsWith(".midu")).length, 1);
          },
          { src: `../files/${layout}.midu`, origin: plain.origin },
        );
      } finally {
        await plain.close();
      }
    });
  }
});

describe("the element", () => {
  test("lives on after it is taken out and put back", () =>
    on(async (element) => {
      await element.search("常州");
      await element.page.evaluate(() => {
        const old = document.querySelector("midu-search");
        old.remove();
        document.querySelector("main").append(old);
      });
      assert.equal(await element.input.inputValue(), "常州");
      await element.search("苏州");
      assert.equal((await element.hits()).length, 2);
      const before = (await element.heard()).length;
      await element.input.press("Enter");
      await pause(100);
      // Twice would mean that listeners of the first life are still there.
      assert.deepEqual((await element.heard()).slice(before), ["midu-search 苏州", "midu-results 苏州"]);
    }));

  test("taken out in the middle of a search says nothing any more", () =>
    on(async (element) => {
      await element.search("常州");
      server.fault({ match: /paged\.midu/, mode: "slow", delay: 400 });
      await element.page.evaluate(() => {
        const old = document.querySelector("midu-search");
        old.src = "../files/paged.midu?again";
        void old.search("苏州");
        old.remove();
      });
      await pause(900);
      assert.ok(!(await element.heard()).some((line) => /midu-(results|error) 苏州/.test(line)));
    }));

  test("two on one page do not mix", () =>
    on(async (element) => {
      const answers = await element.page.evaluate(async () => {
        const other = document.createElement("midu-search");
        other.src = "../files/compact.midu";
        document.querySelector("main").append(other);
        const first = document.querySelector("midu-search");
        await Promise.all([first.search("常州"), other.search("江苏")]);
        const count = (each) => each.shadowRoot.querySelectorAll("li.hit").length;
        return [count(first), count(other)];
      });
      assert.deepEqual(answers, [2, 10]);
    }));
});
