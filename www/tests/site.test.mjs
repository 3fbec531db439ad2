// The documentation as a site, built as `cargo xtask site` builds it and served from a folder of a host: every page in
// both languages, links that lead somewhere, a search that leads to the marked place, and nothing asked of other hosts.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { after, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { buildSite } from "../site/build.mjs";
import { resolveLinks } from "../site/links.mjs";
import { parse, parser } from "../site/markdown.mjs";
import { LANGUAGES, MORE, nameFrom, PAGES } from "../site/pages.mjs";
import { WORDS } from "../site/words.mjs";
import { midu } from "./corpora.mjs";
import { serve } from "./server.mjs";
import { browser, shop, stage } from "./stage.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
let folder;
let site;
let files;

stage(async () => {
  folder = path.join(shop.folder, "docs");
  await buildSite(folder);
  // Not at the root of its host.
  site = await serve({ "/some/where/": folder });
  files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html") && !name.startsWith("playground"));
});

after(() => site?.close());

const html = (name) => readFile(path.join(folder, name), "utf8");
const unescaped = (text) => text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const titleOf = (text) => unescaped(/<h1[^>]*>(.*?)<\/h1>/s.exec(text)[1].replace(/<[^>]+>/g, "")).trim();

/** Opens a page as a reader would; what the browser complains of and what is asked of another host fails the test. */
async function reading(claim, { path: address = "", ...options } = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults = [];
  page.on("console", (message) => faults.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => faults.push(String(error)));
  // A page that is left takes its requests with it.
  page.on("requestfailed", (request) => /ABORTED/.test(request.failure().errorText) || faults.push(`failed: ${request.url()}`));
  page.on("request", (request) => request.url().startsWith(`${site.origin}/some/where/`) || faults.push(`asked for ${request.url()}`));
  try {
    await page.goto(`${site.origin}/some/where/${address}`);
    await claim(page);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

async function search(page, query) {
  await page.locator("midu-search .trigger").waitFor();
  await page.keyboard.press("Control+k");
  await page.locator("midu-search input").waitFor();
  await page.keyboard.insertText(query);
  await page.waitForFunction(() => document.querySelector("midu-search").dataset.state === "results");
}

describe("the pages", () => {
  test("are there in every language, each with a way to the other", async () => {
    for (const page of PAGES) {
      for (const lang of LANGUAGES) {
        const text = await html(`${lang}/${page.id}.html`);
        assert.ok(text.includes(`<html lang="${WORDS[lang].lang}">`), page.id);
        const other = lang === "zh" ? "en" : "zh";
        assert.ok(text.includes(`<a class="tool" href="${nameFrom(page, other)}"`), `${lang} ${page.id}`);
        assert.ok(text.includes(`aria-current="page"`) && text.includes("embed.js") && text.includes("midu-highlight.js"), page.id);
      }
    }
    assert.equal(files.length, 2 * PAGES.length + MORE.length + 1);
  });

  test("have links and anchors that lead somewhere, all of them relative", async () => {
    const texts = new Map(await Promise.all(files.map(async (name) => [name, await html(name)])));
    let count = 0;
    for (const [name, text] of texts) {
      for (const [, address] of text.matchAll(/\s(?:href|src|data-index)="([^"]*)"/g)) {
        if (/^https?:/.test(address)) continue;
        count += 1;
        assert.doesNotMatch(address, /^\/|^[a-z]+:/, `${name}: ${address}`);
        const [before, anchor] = decodeURI(unescaped(address)).split("#");
        // Relative to the script, which lies beside others of its kind.
        const from = address.startsWith("../search/") ? "midu/embed.js" : name;
        let to = before ? path.join(path.dirname(from), before) : name;
        if (before.endsWith("/")) to = path.join(to, existsSync(path.join(folder, to, "midu.json")) ? "midu.json" : "index.html");
        assert.ok(existsSync(path.join(folder, to)), `${name}: ${address}`);
        if (anchor && texts.has(to)) assert.ok(texts.get(to).includes(` id="${decodeURIComponent(anchor)}"`), `${name}: ${address}`);
      }
    }
    assert.ok(count > 1000, `${count} links`);
  });

  test("have readable anchors, each once", async () => {
    for (const name of files) {
      const anchors = [...(await html(name)).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
      assert.equal(new Set(anchors).size, anchors.length, name);
      for (const anchor of anchors) assert.match(anchor, /^[\p{L}\p{N}_-]+$/u, name);
    }
    assert.match(await html("zh/index.html"), /<h2 id="放进网页"/);
  });

  test("have no script, style or handler inside them", async () => {
    for (const name of files) {
      const text = await html(name);
      assert.doesNotMatch(text, /<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/, name);
      assert.match(text, /="Content-Security-Policy" content="default-src 'none'; [^"]*require-trusted-types-for 'script'/, name);
    }
  });

  test("have no blank where a line of the source ends between Han characters", () => {
    const md = parser(WORDS.zh);
    const render = (text) => md.render(text).trim();
    const joined = '<p>写成一个文件，<code class="short">midu</code> 读它。<strong>精确。</strong></p>';
    assert.equal(render("写成一个\n文件，\n`midu` 读它。\n**精确。**"), joined);
    assert.equal(render("a\nb"), "<p>a\nb</p>");
  });
});

describe("a text that is wrong fails the build, with file and line", () => {
  const faultsOf = (text) => {
    const md = parser(WORDS.en);
    const parsed = parse(md, text, (line) => `docs/hosting.md:${line + 1}`);
    return resolveLinks(ROOT, [{ file: "docs/hosting.md", lang: "en", title: "x", parsed }]).faults;
  };
  for (const [what, text, fault] of [
    ["a file that is not there", "# A\n\nb\n[c](none.md)", /^docs\/hosting\.md:4: none\.md: there is no file docs\/none\.md$/],
    ["an anchor that is not there", "# A\n\n| a |\n| - |\n| [c](#nowhere) |", /^docs\/hosting\.md:5: #nowhere: docs\/hosting\.md has no such anchor$/],
    ["a file outside", "[a](../../x)", /:1: \.\.\/\.\.\/x: there is no file/],
    ["an address of another kind", "[a](mailto:a@b.example)", /:1: mailto:a@b\.example: neither relative nor http/],
    ["markup", "# A\n\n<b>x</b>", /^docs\/hosting\.md:3: markup in the text/],
    ["a picture that is not there", "![a](none.png)", /there is no file docs\/none\.png/],
  ]) {
    test(what, () => {
      const faults = faultsOf(text);
      assert.ok(faults.length >= 1);
      assert.match(faults[0], fault);
    });
  }
  test("and one that is right does not", () => {
    assert.deepEqual(faultsOf("# A\n\n<!-- a -->\n## B c\n\n[b](#b-c) [d](../LICENSE-MIT) ![e](growth.svg)"), []);
  });
});

describe("the search", () => {
  for (const lang of LANGUAGES) {
    test(`has every page of ${lang} first for its title`, async () => {
      const titles = await Promise.all(PAGES.map(async (page) => titleOf(await html(`${lang}/${page.id}.html`))));
      const queries = await shop.put(`titles-${lang}.txt`, titles.join("\n"));
      const lines = midu("query", path.join(folder, "search", lang), "--from", queries, "--json", "--limit", "1").trim().split("\n");
      const addresses = PAGES.map(({ id }) => (id === "index" ? "./" : `./${id}.html`));
      assert.deepEqual(lines.map((line) => JSON.parse(line).docs[0]), addresses);
    });
  }

  for (const [lang, query, title, address] of [
    ["zh-CN", "托管索引", "托管索引", "zh/hosting.html"],
    ["en", "Indexing in parts", "Indexing in parts", "en/parallel.html"],
  ]) {
    test(`leads from Ctrl-K in ${lang} to the place, which is marked`, () =>
      reading(async (page) => {
        await search(page, query);
        assert.equal(await page.locator("midu-search li.hit .title").first().textContent(), title);
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        await page.waitForURL(new RegExp(`/some/where/${address}#`));
        await page.waitForFunction(() => CSS.highlights.size > 0);
        const marked = await page.evaluate(() => [...CSS.highlights.values()].flatMap((each) => [...each]).map(String));
        assert.ok(marked.length > 0);
        for (const text of marked) assert.match(query, new RegExp(text, "i"));
      }, { path: `${address.slice(0, 3)}start.html` }));
  }

  test("finds the other script and pinyin in the Chinese pages, and leads into a section", () =>
    reading(async (page) => {
      await search(page, "響應頭");
      assert.equal(await page.locator("midu-search li.hit .title").first().textContent(), "托管索引");
      await page.locator("midu-search input").fill("電頭");
      await page.getByRole("option", { name: /读取哪些内容/ }).waitFor();
      const href = decodeURIComponent(await page.locator("midu-search li.hit a.link").first().getAttribute("href"));
      assert.match(href, /\/zh\/reading\.html#纯文本&midu=电头/);
      await page.locator("midu-search input").fill("tuoguansuoyin");
      await page.getByRole("option", { name: /托管索引/ }).first().waitFor();
    }, { path: "zh/" }));
});

describe("a reader", () => {
  for (const [locale, lang] of [["zh-TW", "zh"], ["zh-CN", "zh"], ["en-GB", "en"], ["fr", "en"]]) {
    test(`whose browser speaks ${locale} comes to ${lang}`, () =>
      reading(async (page) => {
        await page.waitForURL(`${site.origin}/some/where/${lang}/`);
        await page.locator("midu-search .trigger").waitFor();
      }, { locale }));
  }

  test("without scripts chooses the language, and has pages, contents and the other language", () =>
    reading(async (page) => {
      await page.getByRole("link", { name: "简体中文" }).click();
      await page.waitForURL(/\/zh\/$/);
      await page.getByRole("button", { name: "目录" }).click();
      await page.locator("#pages").getByRole("link", { name: "查询语言" }).click();
      await page.waitForURL(/\/zh\/query\.html$/);
      await page.getByRole("button", { name: "本页内容" }).click();
      await page.locator("#toc").getByRole("link", { name: "谁排在前面" }).click();
      await page.waitForURL(/#%E8%B0%81/);
      // Without scripts the contents stay open until the reader taps beside them.
      await page.mouse.click(375, 600);
      await page.locator("#toc").waitFor({ state: "hidden" });
      await page.getByRole("link", { name: "English" }).click();
      await page.waitForURL(/\/en\/query\.html$/);
    }, { javaScriptEnabled: false, viewport: { width: 390, height: 800 } }));

  test("on a phone scrolls no page sideways", () =>
    reading(async (page) => {
      for (const name of files.filter((each) => each !== "index.html")) {
        await page.goto(`${site.origin}/some/where/${name}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0, name);
      }
    }, { path: "zh/", viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }));

  test("keeps the site by a button, reads and searches it without a network, and lets it go again", async () => {
    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    try {
      await page.goto(`${site.origin}/some/where/zh/`);
      await page.getByRole("button", { name: "离线保存" }).click();
      await page.getByText("已保存在这台设备上").waitFor();
      await context.setOffline(true);
      await page.goto(`${site.origin}/some/where/zh/query.html`);
      assert.equal(await page.locator("h1").textContent(), "查询语言");
      await search(page, "托管索引");
      assert.equal(await page.locator("midu-search li.hit .title").first().textContent(), "托管索引");
      await page.goto(`${site.origin}/some/where/en/changelog.html`);
      await page.getByRole("button", { name: "Remove" }).click();
      await page.getByRole("button", { name: "Keep for offline" }).waitFor();
      assert.deepEqual(await page.evaluate(() => caches.keys()), []);
    } finally {
      await context.close();
    }
  });

  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      test(`finds nothing in the way in ${colorScheme} at ${viewport.width} px`, () =>
        reading(async (page) => {
          const violations = async (what) => {
            await page.evaluate(axe);
            const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
            assert.ok(found.passes.length > 15, "axe looked at something");
            assert.deepEqual(found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${what}: ${id} ${target}`)), []);
          };
          for (const name of ["zh/", "en/element.html"]) {
            await page.goto(`${site.origin}/some/where/${name}`);
            await page.locator("midu-search .trigger").waitFor();
            await violations(name);
          }
          await page.goto(`${site.origin}/some/where/zh/query.html`);
          await search(page, "拼音");
          await page.waitForTimeout(300); // the dialog has arrived
          await violations("the dialog");
        }, { path: "zh/", viewport, colorScheme, bypassCSP: true }));
    }
  }

  test("of the page at the root finds nothing in the way either", () =>
    reading(async (page) => {
      await page.route("**/lead.js", (route) => route.fulfill({ contentType: "text/javascript", body: "" }));
      await page.goto(`${site.origin}/some/where/`);
      await page.getByRole("link", { name: "English" }).waitFor();
      await page.evaluate(axe);
      assert.deepEqual((await page.evaluate(() => window.axe.run(document))).violations.map(({ id }) => id), []);
    }, { path: "zh/", bypassCSP: true }));
});
