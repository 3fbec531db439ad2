// The site that all widgets stand on: the sample corpus as HTML pages, one start page for each widget, and the
// indexes of those that have one. Written into a folder that the caller removes.
import { execFile } from "node:child_process";
import { cp, mkdir, readFile, readdir, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { NAMES, start } from "./pages.mjs";

const run = promisify(execFile);
const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const CORPUS = at("../../../www/corpus");
const DIST = at("../../../www/dist");
const cli = process.env.MIDU_CLI ?? at("../../../target/debug/midu");

export const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");

/** Title, topic and blocks of a text of the corpus: blank lines part blocks, the first line of plain text is its title. */
export function parsed(name, source) {
  const front = /^---\n([^]*?)\n---\n/.exec(source);
  const field = (key) => new RegExp(`^${key}:\\s*(.+)$`, "m").exec(front?.[1] ?? "")?.[1];
  const lines = source.slice(front?.[0].length ?? 0).split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean);
  const blocks = lines.map((block) => {
    const heading = /^(#+) (.+)$/.exec(block);
    return heading ? { level: heading[1].length, text: heading[2] } : { text: block.replace(/\s*\n\s*/g, "\n") };
  });
  const title = field("title") ?? blocks[0].text;
  if (!front) blocks.shift();
  return { id: basename(name, extname(name)), title, topic: field("topic"), blocks };
}

function html({ title, topic, blocks }) {
  const body = blocks.map(({ level, text }, i) => (level ? `<h2 id="s${i}">${escaped(text)}</h2>` : `<p>${escaped(text)}</p>`));
  const filter = topic ? ` data-pagefind-filter="topic:${escaped(topic)}"` : "";
  return `<!doctype html>\n<html lang="zh">\n<meta charset="utf-8">\n<title>${escaped(title)}</title>\n<main data-pagefind-body>\n<h1${filter}>${escaped(title)}</h1>\n${body.join("\n")}\n</main>\n`;
}

/** Writes the site into a folder; gives what the corpus says, for the stub and for choosing queries. */
export async function build(folder) {
  const texts = [];
  await mkdir(join(folder, "texts"), { recursive: true });
  for (const name of (await readdir(CORPUS)).sort()) {
    const text = parsed(name, await readFile(join(CORPUS, name), "utf8"));
    texts.push(text);
    await writeFile(join(folder, "texts", `${text.id}.html`), html(text));
  }
  // Pagefind first, so that it sees nothing but the texts.
  const pagefind = at("../node_modules/pagefind/lib/runner/bin.cjs");
  await run(process.execPath, [pagefind, "--site", folder, "--glob", "texts/*.html"]);
  for (const [carrier, out] of [["files", "midu"], ["script", "midu-disc"]]) {
    const how = carrier === "files" ? ["--widget", "--widget-from", DIST, "--base-url", "/texts/"] : ["--assets", join(DIST, "script"), "--base-url", "../texts/"];
    await run(cli, ["index", join(folder, "texts"), "-o", join(folder, out), "--carrier", carrier, ...how]);
  }
  const modules = at("../node_modules");
  for (const [name, script, css] of [["docsearch", "@docsearch/js/dist/umd/index.js", "@docsearch/css"], ["docsearch-5", "docsearch-5/dist/umd/docsearch.js", "docsearch-5-css"]]) {
    await cp(join(modules, script), join(folder, name, "docsearch.js"));
    await cp(join(modules, css, "dist/style.css"), join(folder, name, "style.css"));
  }
  await cp(at("../page"), join(folder, "page"), { recursive: true });
  // Start pages for a double click; over HTTP the host writes them.
  for (const name of NAMES) await writeFile(join(folder, `start-${name}.html`), start(name, { disc: true }));
  return texts;
}
