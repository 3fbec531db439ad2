// Real sites, built here, indexed by the command from what the generator wrote, and searched in a real
// browser through `midu serve`. Slow: `cargo xtask test sites` installs the generators and runs it.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "../browser.mjs";
import { generators } from "./generators.mjs";

const MIDU = process.env.MIDU;
const WIDGET = process.env.MIDU_WIDGET ?? fileURLToPath(new URL("../../dist", import.meta.url));

/** Runs the command and returns what it prints as JSON. */
const midu = (...args) => JSON.parse(execFileSync(MIDU, args, { encoding: "utf8", maxBuffer: 1 << 26 }));

/** Serves a site until `stop` is called. */
async function serve(folder) {
  const child = spawn(MIDU, ["serve", folder, "--port", "0", "--quiet", "--widget-from", WIDGET], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface(child.stdout)) {
    const found = /http:\/\/\S+/.exec(line);
    if (found) return { origin: found[0], stop: () => child.kill() };
  }
  throw new Error("midu serve ended");
}

/** What each site should answer: a query, the document, its section, words around the hit. */
const ANSWERS = [
  { query: "三下铃", title: "渡口的一天", url: /ferry/, section: "早上的第一班船", near: "雾从河面上" },
  { query: "湿伞靠在门边", title: "茶館", url: /tea/, section: "下雨天", near: "濕傘靠在門邊" },
  { query: "龙井", title: "茶館", url: /tea/, section: "下雨天", near: "龍井" },
];

for (const [name, build] of Object.entries(generators)) {
  describe(name, () => {
    let folder;
    let pages;
    let browser;
    let server;
    before(async () => {
      folder = mkdtempSync(path.join(tmpdir(), `midu-${name}-`));
      pages = build(folder);
      server = await serve(pages);
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      server?.stop();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    test("its documents have their titles, their sections, and nothing of the theme", async () => {
      const { list, warnings } = midu("index", pages, "--dry-run", "--json", "--quiet");
      const page = await browser.newPage();
      for (const { title, url, section } of ANSWERS) {
        const found = list.filter((line) => line.title === title && url.test(line.url));
        assert.equal(found.length, 1, `${title} in ${list.map((line) => `${line.url} ${line.title}`)}`);
        const [document] = found;
        const heading = document.sections.find((each) => each.heading === section);
        assert.ok(heading, `${section} in ${JSON.stringify(document.sections)}`);
        // The theme of Hexo names no language.
        if (name !== "Hexo") assert.equal(document.lang, "zh-CN");
        await page.goto(new URL(document.url, server.origin).href);
        const there = await page.evaluate((id) => document.getElementById(id)?.textContent ?? "", heading.anchor);
        assert.ok(there.includes(section), `#${heading.anchor} leads to ${JSON.stringify(there)}`);
        assert.ok(!/Permalink|Copy|Theme|目录|SUMMARY/.test(document.excerpt), document.excerpt);
      }
      await page.close();
      assert.deepEqual(warnings.filter(({ text }) => !text.includes("beside the pages")), []);
    });

    test("its search box finds the page and marks the words", async () => {
      const page = await browser.newPage();
      const faults = [];
      page.on("pageerror", (error) => faults.push(String(error)));
      await page.goto(server.origin);
      const input = page.locator("midu-search input");
      await input.waitFor();
      for (const { query, title, url, section, near } of ANSWERS) {
        await input.fill(query);
        await page.waitForFunction(
          (wanted) => document.querySelector("midu-search").shadowRoot.textContent.includes(wanted),
          near,
        );
        const hit = await page.evaluate((wanted) => {
          const root = document.querySelector("midu-search").shadowRoot;
          const links = [...root.querySelectorAll("a[href]")];
          const link = links.find((each) => (each.closest("li") ?? each).textContent.includes(wanted)) ?? links[0];
          const item = link.closest("li") ?? link;
          const text = (part) => item.querySelector(part)?.textContent;
          return {
            href: link.href,
            text: item.textContent,
            path: text(".path"),
            excerpt: text(".excerpt"),
            marks: [...item.querySelectorAll("mark")].map((mark) => mark.textContent),
          };
        }, title);
        assert.match(new URL(hit.href).pathname, url);
        assert.equal(hit.path, section);
        assert.ok(hit.excerpt.includes(near) && !/[<>#]/.test(hit.excerpt), hit.excerpt);
        assert.ok(hit.text.includes(title) && hit.text.includes(near), hit.text);
        assert.ok(hit.marks.some((mark) => mark.length >= 2), JSON.stringify(hit.marks));
        const answer = await page.context().request.get(hit.href);
        assert.equal(answer.status(), 200, hit.href);
        assert.ok((await answer.text()).includes(near), "the link leads to the text");
        const there = await browser.newPage();
        await there.goto(hit.href);
        const heading = await there.evaluate(() => {
          const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
          return place?.closest("h1, h2, h3, h4, h5, h6")?.textContent ?? "";
        });
        assert.ok(heading.includes(section), `${hit.href} leads to ${JSON.stringify(heading)}`);
        assert.ok(decodeURIComponent(hit.href).includes(":~:text="), hit.href);
        await there.close();
      }
      assert.deepEqual(faults.filter((fault) => /midu/i.test(fault)), []);
      await page.close();
    });

    // Of the three only Hexo writes such a file.
    if (name === "Hexo") test("its own search data gives the same documents", () => {
      const { list } = midu("index", path.join(pages, "search.xml"), "--dry-run", "--json", "--quiet");
      const titles = list.map((line) => line.title).sort();
      assert.deepEqual(titles, ["渡口的一天", "茶館"].sort());
      assert.ok(list.every((line) => line.filters.tags.includes("河") && !/[<>]/.test(line.excerpt)));
    });
  });
}
