// The texts in Chinese and English say the same: section by section the same headings, listings, tables and links, and
// nothing of the element without Chinese words.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import MarkdownIt from "markdown-it";
import { manifest } from "../manifest.mjs";
import { blockOf, descriptions, DOCUMENTS, tables, translations } from "../reference.mjs";
import { LANGUAGES, PAGES, pageOf } from "../site/pages.mjs";
import { textOf } from "../site/texts.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const made = await manifest();
const said = await translations();

/** Where a Chinese text alone leads: to its own source, and where the English one stands in a package without the page. */
const FURTHER = { element: ["www/element.zh-CN.json"], client: ["element"] };

const BLOCKS = ["heading_open", "fence", "code_block", "table_open", "bullet_list_open", "ordered_list_open"];

/** What two texts in two languages must have in common, in its order. */
async function shape(file) {
  const tokens = new MarkdownIt({ html: true }).parse((await textOf(ROOT, file)).text, {});
  const inside = tokens.flatMap(({ children }) => children ?? []);
  const of = (...types) => tokens.filter(({ type }) => types.includes(type));
  return {
    headings: of("heading_open").map(({ tag }) => tag),
    blocks: of(...BLOCKS).map(({ type, tag }) => `${type} ${tag}`),
    listings: of("fence", "code_block").map(({ info, content }) => `${info}\n${bare(content, info)}`),
    rows: of("tr_open", "list_item_open").length,
    columns: of("th_open").length,
    pictures: inside.filter(({ type }) => type === "image").map((image) => resolved(file, image.attrGet("src"))),
    links: inside.filter(({ type }) => type === "link_open").map((link) => resolved(file, link.attrGet("href"))).sort(),
  };
}

/** A listing without its comments, and without the spaces that align these. */
function bare(content, info) {
  const comment = /^(js|ts|rust)/.test(info) ? /(^|\s)\/\/ .*$/ : /(^|\s)#(?!!) .*$/;
  const lines = content.split("\n").map((line) => (line.startsWith("#SBATCH") ? line : line.replace(comment, "").trimEnd()));
  return lines.map((line) => line.replace(/\s{2,}/g, "  ")).join("\n");
}

/** A file of the repository, or the page that it is in both languages; anchors are in the language of their page. */
function resolved(file, address) {
  if (/^[a-z]+:/.test(address)) return address;
  const [before, anchor] = decodeURI(address).split("#");
  const found = before ? path.posix.join(path.posix.dirname(file), before) : file;
  return `${pageOf(found)?.page.id ?? found}${anchor ? "#" : ""}`;
}

describe("a page says the same in both languages", () => {
  for (const { id, en, zh } of PAGES.filter(({ whole }) => whole)) {
    test(`${id}: ${en} and ${zh}`, async () => {
      const [english, chinese] = [await shape(en), await shape(zh)];
      assert.ok(english.headings.length > 1 && english.blocks.length > 1);
      assert.deepEqual({ ...chinese, links: chinese.links.filter((link) => !FURTHER[id]?.includes(link)) }, english);
    });
  }
  test("the READMEs are among them", () => {
    assert.ok(PAGES.some(({ en, zh, whole }) => whole && en === "README.md" && zh === "README.zh-CN.md"));
  });
  test("every page has a text in every language", () => {
    for (const page of PAGES) for (const lang of LANGUAGES) assert.match(page[lang] ?? "", /\.md$/, `${page.id} ${lang}`);
  });
  test("what is Chinese is mostly Chinese, and what is English is not", async () => {
    for (const { en, zh } of PAGES) {
      const han = async (file) => {
        const prose = (await readFile(path.join(ROOT, file), "utf8")).replace(/```[^]*?```|`[^`]*`|^\|.*|^ {4}.*|\([^)]*\)/gm, "");
        return (prose.match(/\p{Script=Han}/gu) ?? []).length / prose.replace(/\s/g, "").length;
      };
      assert.ok((await han(zh)) > 0.4, `${zh}: ${await han(zh)}`);
      assert.ok((await han(en)) < 0.1, `${en}: ${await han(en)}`);
    }
  });
});

describe("the element", () => {
  test("has a Chinese description for all that it has an English one for, and for nothing else", () => {
    const wanted = descriptions(made);
    assert.ok(wanted.length > 60);
    assert.deepEqual(wanted.filter((english) => !said[english]), [], "add them to element.zh-CN.json, then `npm run manifest`");
    assert.deepEqual(Object.keys(said).filter((english) => !wanted.includes(english)), [], "no longer said in English");
    for (const [english, chinese] of Object.entries(said)) {
      assert.match(chinese, /\p{Script=Han}.*。$/u, english);
      const names = (text) => (text.match(/`[^`]+`/g) ?? []).sort();
      assert.deepEqual(names(chinese), names(english));
    }
  });
  test("has the same tables in both languages", async () => {
    assert.equal(blockOf(await readFile(DOCUMENTS.zh, "utf8")), `\n${tables(made, "zh", said)}\n`, "run `npm run manifest`");
  });
});
