import { indexed } from "../shared/pagefind.mjs";

export const title = "Pagefind 1.6, extended, language zh, from pages with headings";
export const lazy = true;
export const preload = ["pagefind/pagefind.js"];

const HEADING = /^(#{1,6})\s+(.*)$/;
const escaped = (text) => text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);

/** A page as the generator of a site makes it: the title is its first heading. */
function page({ title: name, text }) {
  const lines = text.split(/\r\n|[\n\r]/).filter((line) => line.trim() !== "").map((line) => {
    const [, mark, heading] = HEADING.exec(line) ?? [];
    if (mark === undefined) return `<p>${escaped(line)}</p>`;
    return heading === name ? "" : `<h${mark.length}>${escaped(heading)}</h${mark.length}>`;
  });
  const head = `<title>${escaped(name)}</title>`;
  return `<!doctype html><html lang="zh"><head><meta charset="utf-8">${head}</head><body><h1>${escaped(name)}</h1>\n${lines.join("\n")}</body></html>`;
}

export function build({ documents }, folder) {
  return indexed(documents, folder, (index, document) => index.addHTMLFile({ url: document.url, content: page(document) }));
}
