// Where links of the texts lead on the site. In the repository they are paths from file to file; a page is found by its
// file, pictures and other files are copied along. What leads nowhere is told with file and line.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { nameFrom, nameOf, pageOf } from "./pages.mjs";
import { WORDS } from "./words.mjs";

const PICTURE = /\.(png|svg)$/;

/** What is called by its file in the repository is called by its title on the site. */
const PATH = /^[\w-]+(\/[\w.-]+)+$|^[\w-]+\.md$/;

/** Rewrites the links of all pages in place. Gives the files to copy, by their path on the site, and what is wrong. */
export function resolveLinks(root, pages) {
  const copies = new Map();
  const faults = pages.flatMap(({ parsed }) => parsed.faults);
  const anchors = new Map(pages.map(({ file, parsed }) => [file, new Set(parsed.headings.map(({ id }) => id))]));
  for (const page of pages) {
    for (const { child, label, name, address, place } of page.parsed.links) {
      const to = target(root, page, address, anchors);
      if (to.fault) faults.push(`${place}: ${address}: ${to.fault}`);
      if (to.copy) copies.set(to.copy.to, to.copy.from);
      child.attrSet(name, encodeURI(to.href ?? address));
      if (to.lang) child.attrSet("hreflang", to.lang);
      const title = to.file && pages.find((each) => each.file === to.file)?.title;
      if (title && label?.type === "text" && PATH.test(label.content)) label.content = title;
    }
  }
  return { copies, faults };
}

function target(root, { file, lang }, address, anchors) {
  if (/^https?:/.test(address)) return { href: address };
  if (/^[a-z][a-z\d+.-]*:|^\//i.test(address)) return { fault: "neither relative nor http" };
  const [before, anchor] = address.split("#");
  const found = before ? path.posix.join(path.posix.dirname(file), before) : file;
  const known = pageOf(found);
  if (known) {
    if (anchor && !anchors.get(found)?.has(anchor)) return { fault: `${found} has no such anchor` };
    const hash = anchor ? `#${anchor}` : "";
    if (!before) return { href: hash };
    if (known.lang === lang) return { file: found, href: `${nameOf(known.page)}${hash}` };
    return { file: found, href: `${nameFrom(known.page, known.lang)}${hash}`, lang: WORDS[known.lang].lang };
  }
  const from = path.join(root, found);
  if (found.startsWith("..") || !existsSync(from) || !statSync(from).isFile()) return { fault: `there is no file ${found}` };
  if (found.endsWith(".md")) return { fault: `${found} is no page of the site` };
  // As text, whatever a host takes the ending for.
  const to = PICTURE.test(found) ? `files/${path.posix.basename(found)}` : `files/${found}.txt`;
  return { href: `../${to}`, copy: { from, to } };
}
