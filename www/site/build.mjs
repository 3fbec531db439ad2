// Builds the documentation as a static site: `node site/build.mjs [FOLDER]`, build/docs unless told. Needs the built
// package in dist/ and the `midu` command, the one that MIDU_CLI names or that of this repository.
//
// Each language has an index of its own. So results speak the language of the page that was searched, the small
// engine is enough (a filter would load the larger one), and a reader fetches the half of both. All pages of a
// language lie in one folder, so that addresses of results are names of files and the site may stand at any path.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { resolveLinks } from "./links.mjs";
import { parse, parser } from "./markdown.mjs";
import { pageHtml, rootHtml } from "./page.mjs";
import { LANGUAGES, MORE, nameFrom, PAGES } from "./pages.mjs";
import { textOf } from "./texts.mjs";
import { WORDS } from "./words.mjs";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const ROOT = at("../../");
const DIST = at("../dist");

/** All pages with their texts, parsed, in the order of the navigation; links lead to places on the site. */
export async function readPages(root = ROOT) {
  const pages = [];
  for (const lang of LANGUAGES) {
    const md = parser(WORDS[lang]);
    for (const page of [...PAGES, ...MORE].filter((each) => each[lang])) {
      const { text, place } = await textOf(root, page[lang]);
      const parsed = parse(md, text, place);
      const title = parsed.title;
      if (!title) parsed.faults.push(`${page[lang]}:1: no title`);
      pages.push({ page, lang, md, file: page[lang], title, parsed });
    }
  }
  const { copies, faults } = resolveLinks(root, pages);
  if (faults.length > 0) throw new Error(faults.join("\n"));
  return { pages, copies };
}

/** Writes the site into a folder; what was there goes. */
export async function buildSite(folder) {
  const { pages, copies } = await readPages();
  await rm(folder, { recursive: true, force: true });
  const put = async (name, content) => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  };
  const playground = existsSync(path.join(DIST, "playground/index.html"));
  for (const made of pages) {
    const all = pages.filter(({ lang }) => lang === made.lang);
    const html = made.md.renderer.render(withoutSwitch(made), made.md.options, {});
    await put(`${made.lang}/${made.page.id}.html`, pageHtml({ ...made, html }, all, { playground }));
  }
  await put("index.html", rootHtml());
  for (const file of ["site.css", "lead.js", "keep.js"]) await cp(at(file), path.join(folder, file));
  await cp(at("../demo/icon.svg"), path.join(folder, "icon.svg"));
  for (const [to, from] of copies) await cp(from, path.join(folder, to), { recursive: true });
  await copyWidget(path.join(folder, "midu"));
  if (playground) await cp(path.join(DIST, "playground"), path.join(folder, "playground"), { recursive: true });
  await mkdir(path.join(folder, "search"));
  for (const lang of LANGUAGES) index(path.join(folder, lang), path.join(folder, "search", lang));
  await put("offline.json", `${JSON.stringify(await offline(folder), null, 2)}\n`);
  return { pages: pages.length };
}

/** Tokens without the link to the same page in the other language, which the frame of the page has. */
function withoutSwitch({ page, parsed }) {
  const { tokens } = parsed;
  const names = LANGUAGES.map((lang) => nameFrom(page, lang));
  const isSwitch = ({ type, children }) => type === "inline" && children.length === 3 && names.includes(children[0].attrGet("href"));
  const found = tokens.findIndex(isSwitch);
  return found < 0 ? tokens : tokens.filter((_, i) => i < found - 1 || i > found + 1);
}

/** The files of the package that pages with a search box may ask for. */
async function copyWidget(folder) {
  if (!existsSync(path.join(DIST, "embed.js"))) {
    throw new Error("www/dist has no embed.js. Run `cargo xtask demo --no-serve` first, it builds the search box.");
  }
  const scripts = (await readdir(DIST)).filter((name) => name.endsWith(".js"));
  const engines = ["wasm", "wasm-full", "wasm-scalar"].map((variant) => `${variant}/midu_bg.wasm`);
  for (const name of [...scripts, ...engines, "wasm-js/engine.js", "midu-files.json"]) {
    await cp(path.join(DIST, name), path.join(folder, name));
  }
  // A worker speaks for the folder that it lies in.
  await cp(path.join(DIST, "midu-sw.js"), path.join(folder, "../midu-sw.js"));
}

const KEPT = [/^(zh|en|search)\/.*\./, /^files\/.*\.(svg|txt)$/, /^[^/]+\.(html|css|js|svg)$/, /^midu\/(embed|midu-highlight)\.js$/];

/** What a reader keeps who asks for it, beside the package's own list: all but large pictures and what can be tried out. */
async function offline(folder) {
  const all = await readdir(folder, { recursive: true });
  const slashed = all.map((name) => name.replaceAll("\\", "/"));
  const names = slashed.filter((name) => name !== "midu-sw.js" && KEPT.some((pattern) => pattern.test(name))).sort();
  return Promise.all(
    names.map(async (url) => {
      const hash = createHash("sha256").update(await readFile(path.join(folder, url)));
      return { url, revision: hash.digest("hex").slice(0, 16) };
    }),
  );
}

function index(input, output) {
  const [command, before] = process.env.MIDU_CLI
    ? [process.env.MIDU_CLI, []]
    : ["cargo", ["run", "-q", "--release", "-p", "midu-cli", "--"]];
  const index = [...before, "index", input, "-o", output, "--base-url", "./", "--prune", "--quiet"];
  execFileSync(command, index, { cwd: ROOT, stdio: ["ignore", "pipe", "inherit"] });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = path.resolve(process.argv[2] ?? path.join(ROOT, "build/docs"));
  try {
    const { pages } = await buildSite(folder);
    console.log(`${pages} pages in ${path.relative(process.cwd(), folder)}`);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
