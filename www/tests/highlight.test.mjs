// `midu-highlight.js` on the pages that results lead to: what it marks equals an independent scan, the
// text of the page stays as it is, and a reader gets from place to place by pointer and by keyboard.
import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath, pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { joined, occurrences } from "./fold.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'";
const FILLER = "<p>山水</p>".repeat(60);

/** A page with a strict policy, whose main part is `main`. */
function page(main, lang = "zh-CN") {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><title>页</title>
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<script src="/pages/listen.js"></script><script type="module" src="/dist/midu-highlight.js"></script></head>
<body><nav>渡口</nav><main>${main}</main><footer>渡口</footer></body></html>`;
}

const PLACES = [1, 2, 3, 4, 5].map((n) => `<h2 id="s${n}">第${n}节</h2><p>第${n}天，老<b>渡</b>口有船。</p>${FILLER}`).join("");

stage(async () => {
  await shop.put("places.html", page(FILLER + PLACES));
  for (const lang of ["zh-TW", "en", "ja"]) await shop.put(`${lang}.html`, page("<p>渡口</p>", lang));
  await shop.put("none.html", page("<p>山水</p>"));
  await shop.put("folded.html", page(`${FILLER}<details><summary>更多</summary>${FILLER}<p>藏着的渡口</p></details>${FILLER}`));
  const traditional = { url: "/files/產業.html", title: "第一篇", text: "新的產業在這裡。產業園也在這裡。" };
  await shop.put("產業.html", page(`<h1>第一篇</h1><p>新的<i>產</i>業在這裡。產業園也在這裡。</p>`));
  const elsewhere = { url: "https://elsewhere.example/", title: "第二篇", text: "那里也有产业。" };
  shop.index(await shop.put("pages.jsonl", jsonLines([traditional, elsewhere])), "pages.midu", "paged");
});

/** Opens a page at a fragment, and waits until the script has done what it does by itself. */
async function opened(file, fragment = "", { reducedMotion = "reduce", ...options } = {}, before = () => undefined) {
  const context = await browser.newContext({ viewport: { width: 600, height: 400 }, reducedMotion, ...options });
  const there = await context.newPage();
  await there.addInitScript(before);
  await there.goto(file.includes(":") ? `${file}${fragment}` : `${server.origin}/files/${file}${fragment}`);
  await rest(there);
  return there;
}

/** Frames enough for what follows loading. */
const rest = (there) => there.evaluate(() => new Promise((done) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 150)));

const marks = (there, name = "midu") => there.evaluate((key) => [...(CSS.highlights.get(key) ?? [])].map(String), name);
const status = (there) => there.locator("[role=status]").textContent();
/** Where the place that is shown stands in the window, from 0 to 1. */
const height = (there) => there.evaluate(() => [...CSS.highlights.get("midu-current")][0].getBoundingClientRect().top / innerHeight);
const handed = (...texts) => `#midu=${texts.map(encodeURIComponent).join()}`;

async function closed(there) {
  assert.deepEqual(await there.evaluate(() => window.violations ?? []), []);
  await there.context().close();
}

test("it is small", async () => {
  const { length } = brotliCompressSync(await readFile(at("../dist/midu-highlight.js")));
  assert.ok(length <= 3072, `${length} bytes`);
});

describe("marks", () => {
  const cases = [
    ["across elements inside a line", "老<b>渡</b><i><a href='#'>口</a></i>。", ["老渡口"], ["老渡口"]],
    ["across line breaks", "因地\n\n   制宜，老<br>渡口", ["因地制宜", "老渡口"], ["因地\n\n   制宜", "老渡口"]],
    ["in either width and case", "ＧＤＰ 与 gdp，ｶﾞ", ["Gdp", "ガ"], ["ＧＤＰ", "gdp", "ｶﾞ"]],
    ["white space between words alone", "new\n  town, newtown", ["new town"], ["new\n  town"]],
    ["through what is not seen", "渡\u200b口，渡&shy;口", ["渡口"], ["渡\u200b口", "渡\u00ad口"]],
    ["characters of two units", "𠀀𠀁𠀀", ["𠀁"], ["𠀁"]],
    ["those that overlap as one, those that touch apart", "哈哈哈。渡口渡口", ["哈哈", "渡口"], ["哈哈哈", "渡口", "渡口"]],
    ["several texts in the order of the page", "船与渡口与船", ["渡口", "船"], ["船", "渡口", "船"]],
    ["nothing across blocks", "<p>老渡</p><p>口</p><ul><li>渡<li>口</ul>", ["渡口"], []],
    [
      "nothing that an index has not",
      "<nav>渡口</nav><p hidden>渡口</p><button>渡口</button><i aria-hidden=true>渡口</i><i data-midu-ignore>渡口</i><script type=text/plain>渡口</script>",
      ["渡口"],
      [],
    ],
    ["bases of ruby without readings", "<ruby>渡<rt>du</rt>口<rt>kou</rt></ruby>", ["渡口"], ["渡du口"]],
    ["nothing of nothing", "渡口", ["", " ", "\0"], []],
  ];
  for (const [what, html, texts, expected] of cases) {
    test(what, async () => {
      await shop.put("case.html", page(`<div id=case>${html}</div>`));
      const there = await opened("case.html");
      const seen = await there.evaluate(async (wanted) => {
        const { highlight } = await import("/dist/midu-highlight.js");
        const root = document.querySelector("#case");
        const before = root.innerHTML;
        const { count } = highlight(root, wanted);
        return { count, same: root.innerHTML === before };
      }, texts);
      assert.deepEqual(await marks(there), expected);
      assert.deepEqual(seen, { count: expected.length, same: true });
      await closed(there);
    });
  }

  test("equal a scan of the text, however elements and white space cut it", async () => {
    const there = await opened("none.html");
    let seed = 7;
    const random = (most) => (seed = (seed * 48_271) % 2_147_483_647) % most;
    const pieces = ["渡", "口", "渡口", "Ａ", "ab", "B", " ", "\n", "，", "\u00ad", "é", "e\u0301"];
    for (let round = 0; round < 60; round += 1) {
      const texts = Array.from({ length: 20 }, () => pieces[random(pieces.length)]);
      const query = pieces[random(6)] + pieces[random(6)];
      // A mark that combines belongs to the node of its letter.
      const shown = await there.evaluate(async ([cut, wanted]) => {
        const { highlight } = await import("/dist/midu-highlight.js");
        const root = document.createElement("p");
        for (const [i, text] of cut.entries()) root.append(i % 3 ? text : Object.assign(document.createElement("b"), { textContent: text }));
        document.querySelector("main").replaceChildren(root);
        highlight(root, [wanted]);
        return [...CSS.highlights.get("midu")].map((range) => {
          const start = document.createRange();
          start.setStart(root, 0);
          start.setEnd(range.startContainer, range.startOffset);
          return [String(start).length, String(start).length + String(range).length];
        });
      }, [texts, query]);
      assert.deepEqual(joined(shown), joined(occurrences(texts.join(""), query)), JSON.stringify([texts, query]));
    }
    await closed(there);
  });

  test("two hundred in a long page are there at once", async () => {
    await shop.put("long.html", page(`<p>${"水声一路向东".repeat(80)}渡<b>口</b></p>`.repeat(200)));
    const there = await opened("long.html");
    const milliseconds = await there.evaluate(async () => {
      const { highlight } = await import("/dist/midu-highlight.js");
      const start = performance.now();
      highlight(document.querySelector("main"), ["渡口"]);
      return performance.now() - start;
    });
    assert.equal((await marks(there)).length, 200);
    assert.ok(milliseconds < 500, `${milliseconds} ms`);
    await closed(there);
  });

  test("have colours in light, dark and forced colours", async () => {
    const there = await opened("places.html", handed("渡口"));
    const colour = (name = "midu") => there.evaluate((key) => getComputedStyle(document.querySelector("main p"), `::highlight(${key})`).backgroundColor, name);
    const light = [await colour(), await colour("midu-current")];
    assert.deepEqual(light, ["rgb(251, 233, 166)", "rgb(244, 185, 66)"]);
    await there.evaluate(() => document.documentElement.style.setProperty("color-scheme", "dark"));
    assert.equal(await colour(), "rgb(90, 74, 18)");
    await there.evaluate(() => document.documentElement.style.setProperty("--midu-mark", "rgb(1, 2, 3)"));
    assert.equal(await colour(), "rgb(1, 2, 3)");
    await there.emulateMedia({ forcedColors: "active" });
    const forced = [await colour(), await colour("midu-current")];
    assert.equal(forced.includes("rgb(1, 2, 3)"), false);
    assert.notEqual(forced[0], forced[1]);
    await closed(there);
  });
});

describe("an address that hands texts over", () => {
  test("marks them, and shows the place that its text fragment leads to", async () => {
    const words = `:~:text=${encodeURIComponent("第3天，老")}-,${encodeURIComponent("渡口")}`;
    const there = await opened("places.html", `${handed("渡口", "没有")}${words}`);
    assert.deepEqual(await marks(there), Array(5).fill("渡口"));
    assert.equal(await status(there), "3 / 5");
    assert.ok(Math.abs((await height(there)) - 0.5) < 0.2);
    await closed(there);
  });

  test("shows the one in the middle where many are in view", async () => {
    await shop.put("dense.html", page(Array.from({ length: 30 }, (_, i) => `<p>第${i + 1}行，渡口。</p>`).join("")));
    const there = await opened("dense.html", `${handed("渡口")}:~:text=${encodeURIComponent("第15行，")}-,${encodeURIComponent("渡口")}`);
    assert.equal(await status(there), "15 / 30");
    await closed(there);
  });

  test("leads behind its anchor, from page to page and within one", async () => {
    const there = await opened("places.html", `#s4&${handed("渡口").slice(1)}`);
    assert.equal(await status(there), "4 / 5");
    assert.ok(Math.abs((await height(there)) - 0.5) < 0.2);
    await there.evaluate((hash) => void (location.hash = hash), `#s5&${handed("渡口").slice(1)}`);
    await rest(there);
    assert.equal(await status(there), "5 / 5");
    await closed(there);
  });

  test("is as before where the page has none of the texts, or a broken one", async () => {
    for (const [file, fragment] of [["none.html", handed("渡口")], ["places.html", "#midu=%E4%B8"], ["places.html", "#midu="], ["places.html", "#s2"]]) {
      const there = await opened(file, fragment);
      assert.equal(await there.locator("[role=group]").count(), 0, fragment);
      await closed(there);
    }
  });

  test("works on a page from a disk, with the classic script", async () => {
    await copyFile(at("../dist/script/midu-highlight.js"), path.join(shop.folder, "midu-highlight.js"));
    await shop.put("disk.html", `<!doctype html><meta charset=utf-8><script defer src="midu-highlight.js"></script>${PLACES}`);
    const there = await opened(pathToFileURL(path.join(shop.folder, "disk.html")).href, `#s2&${handed("渡口").slice(1)}`);
    assert.equal(await status(there), "2 / 5");
    await there.getByRole("button", { name: "关闭" }).click();
    assert.equal(new URL(there.url()).hash, "#s2");
    await closed(there);
  });

  test("selects the place that is shown where a browser has no highlights", async () => {
    const there = await opened("places.html", handed("渡口"), {}, () => delete CSS.constructor.highlights && Object.defineProperty(CSS, "highlights", { value: undefined }));
    const selected = () => there.evaluate(() => String(getSelection()));
    assert.deepEqual([await selected(), await status(there)], ["渡口", "1 / 5"]);
    await there.getByRole("button", { name: "下一处" }).click();
    assert.deepEqual([await selected(), await status(there)], ["渡口", "2 / 5"]);
    await closed(there);
  });
});

describe("the bar", () => {
  test("goes on and back, round the ends, and brings each place to the middle", async () => {
    const there = await opened("places.html", handed("渡口"));
    const before = await there.locator("main").evaluate((main) => main.innerHTML);
    const seen = [];
    for (const name of ["下一处", "上一处", "上一处", "上一处", "下一处", "下一处"]) {
      await there.getByRole("button", { name }).click();
      seen.push(await status(there));
      assert.ok(Math.abs((await height(there)) - 0.5) < 0.2, `${await height(there)}`);
      assert.equal((await marks(there, "midu-current")).length, 1);
    }
    assert.deepEqual(seen, ["2 / 5", "1 / 5", "5 / 5", "4 / 5", "5 / 5", "1 / 5"]);
    assert.equal(await there.locator("main").evaluate((main) => main.innerHTML), before);
    await closed(there);
  });

  test("moves smoothly for those who did not ask for less motion", async () => {
    const there = await opened("places.html", handed("渡口"), { reducedMotion: "no-preference" });
    const behaviours = await there.evaluate(() => {
      const seen = [];
      document.scrollingElement.scrollBy = ({ behavior }) => seen.push(behavior);
      for (const button of document.querySelector("[role=group]").shadowRoot.querySelectorAll("button:not(:last-child)")) button.click();
      return seen;
    });
    assert.deepEqual(behaviours, ["smooth", "smooth"]);
    await closed(there);
  });

  test("is reached, used and closed by keyboard", async () => {
    const there = await opened("none.html");
    await there.evaluate(async () => {
      document.querySelector("p").textContent = "渡口与渡口";
      (await import("/dist/midu-highlight.js")).highlight(document.querySelector("p"), ["渡口"]);
    });
    assert.equal(await status(there), "– / 2");
    const bar = there.getByRole("group", { name: "搜索到的文字" });
    assert.equal(await bar.count(), 1);
    for (const key of ["Tab", "Tab", "Enter", "Enter"]) await there.keyboard.press(key);
    assert.equal(await status(there), "2 / 2");
    await there.keyboard.press("Escape");
    assert.deepEqual([await bar.count(), await marks(there), await marks(there, "midu-current")], [0, [], []]);
    // The keyboard goes on in the text.
    assert.deepEqual(await there.evaluate(() => [getSelection().anchorNode.data, getSelection().anchorOffset]), ["渡口与渡口", 3]);
    await closed(there);
  });

  test("cleans the address when it is closed, and keeps what is the page's", async () => {
    const there = await opened("places.html", `#s2&${handed("渡口").slice(1)}`);
    await there.evaluate(() => history.replaceState({ own: 1 }, ""));
    await there.getByRole("button", { name: "关闭" }).click();
    assert.equal(new URL(there.url()).hash, "#s2");
    assert.deepEqual(await there.evaluate(() => history.state), { own: 1 });
    assert.deepEqual(await marks(there), []);
    await closed(there);
  });

  test("speaks the language of the page", async () => {
    const said = [];
    for (const lang of ["zh-TW", "en", "ja"]) {
      const there = await opened(`${lang}.html`, handed("渡口"));
      said.push((await there.getByRole("button").allTextContents()).join(" "));
      await closed(there);
    }
    assert.deepEqual(said, ["上一處 下一處 關閉", "Previous Next Close", "前へ 次へ 閉じる"]);
  });

  test("scrolls what the text stands in, opens what is folded up", async () => {
    const there = await opened("folded.html", handed("渡口"));
    assert.equal(await status(there), "1 / 1");
    assert.equal(await there.locator("details").getAttribute("open"), "");
    assert.ok(Math.abs((await height(there)) - 0.5) < 0.2);
    await there.evaluate(() => {
      const main = document.querySelector("main");
      Object.assign(main.style, { height: "200px", overflowY: "auto" });
      main.scrollTop = 0;
      scrollTo(0, 0);
    });
    await there.getByRole("button", { name: "下一处" }).click();
    assert.ok(Math.abs((await height(there)) - 0.5) < 0.5);
    assert.ok(await there.evaluate(() => document.querySelector("main").scrollTop > 100));
    await closed(there);
  });

  test("finds the places anew where a script wrote the page again", async () => {
    const there = await opened("places.html", handed("渡口"));
    await there.evaluate(() => {
      const main = document.querySelector("main");
      main.replaceChildren(...[...main.cloneNode(true).childNodes].slice(0, -61));
    });
    await there.getByRole("button", { name: "下一处" }).click();
    assert.deepEqual([await status(there), (await marks(there)).length], ["2 / 5", 5]);
    await closed(there);
  });
});

describe("a result", () => {
  test("hands over what is marked, as it stands in its page, to pages of this host alone", async () => {
    const context = await browser.newContext();
    const element = await openElement(context, server.origin, "../files/pages.midu");
    await element.page.evaluate(() => import("/dist/midu-highlight.js"));
    await element.search("产业");
    const hrefs = (await element.hits()).map(({ href }) => decodeURIComponent(href));
    assert.ok(hrefs.some((href) => /\/files\/產業\.html#midu=產業(:~:|$)/.test(href)), hrefs.join(" "));
    assert.ok(hrefs.some((href) => href.startsWith("https://elsewhere.example/") && !href.includes("midu=")), hrefs.join(" "));
    await element.page.locator("midu-search a.link", { hasText: "第一篇" }).click();
    await element.page.waitForURL(/%E7%94%A2/);
    await rest(element.page);
    assert.deepEqual(await marks(element.page), ["產業", "產業"]);
    assert.equal(await status(element.page), "1 / 2");
    await closed(element.page);
  });

  test("hands over once, a few short texts, and nothing to a router", async () => {
    const there = await opened("none.html");
    const hit = (text, ...ranges) => ({ excerpt: { text, marks: ranges }, title: { text: "渡口，老", marks: [[0, 2]] } });
    const hrefs = await there.evaluate(async (asked) => {
      const { handOver } = await import("/dist/midu-highlight.js");
      return asked.map(([href, given]) => handOver(href, given));
    }, [
      ["/a", hit("老渡口", [1, 3])],
      ["/a#b:~:text=x", hit("a,b&c-d", [0, 5], [6, 7])],
      ["/a#:~:text=x", hit("老", [0, 1])],
      ["/a#midu=x", hit("老", [0, 1])],
      ["/a#/route", hit("老", [0, 1])],
      ["/a", { excerpt: { text: "", marks: [] }, title: { text: "", marks: [] } }],
      ["/a", hit("长".repeat(101), [0, 101])],
      ["/a", hit("零一二三四五六七八九", ...Array.from({ length: 10 }, (_, i) => [i, i + 1]))],
    ]);
    assert.deepEqual(hrefs.map(decodeURIComponent), [
      "/a#midu=渡口",
      "/a#b&midu=a,b&c,d,渡口:~:text=x",
      "/a#midu=老,渡口:~:text=x",
      "/a#midu=x",
      "/a#/route",
      "/a",
      "/a#midu=渡口",
      "/a#midu=零,一,二,三,四,五,六,七",
    ]);
    assert.ok(hrefs[1].includes("midu=a%2Cb%26c,d,"));
    await closed(there);
  });
});
