// A page of the site around its text. Everything that comes from a text or a list of words is escaped here or by the
// parser; there is no script or style inside a page, so the strictest policies hold.
import { GROUPS, LANGUAGES, MORE, nameFrom, nameOf, PAGES } from "./pages.mjs";
import { WORDS } from "./words.mjs";

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types midu docs",
].join("; ");

export function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]);
}

/** What stands for a page in the navigation. */
function nameIn({ page, lang, title }) {
  return page.short?.[lang] ?? title;
}

function head({ lang, title, above, more = "" }) {
  const words = WORDS[lang];
  return `<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<title>${escaped(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="description" content="${escaped(words.description)}">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<link rel="icon" href="${above}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${above}site.css">
${more}</head>
`;
}

/** One page; `all` are those of its language in order, `there` says what else the site has. */
export function pageHtml(made, all, there) {
  const { page, lang, title, html, parsed } = made;
  const words = WORDS[lang];
  const at = all.findIndex((each) => each.page === page);
  const inOrder = (each) => (PAGES.includes(each?.page) && PAGES.includes(page) ? each : undefined);
  const [previous, next] = [inOrder(all[at - 1]), inOrder(all[at + 1])];
  const others = LANGUAGES.filter((other) => other !== lang && page[other]);
  const alternate = others.map((other) => `<link rel="alternate" hreflang="${WORDS[other].lang}" href="${nameFrom(page, other)}">\n`);
  const relation = (rel, to) => (to ? `<link rel="${rel}" href="${nameOf(to.page)}">\n` : "");
  const scripts = ["midu/midu-highlight.js", "keep.js"].map((name) => `<script type="module" src="../${name}"></script>\n`);
  const more = [...alternate, relation("prev", previous), relation("next", next), ...scripts].join("");
  const full = page.id === "index" ? words.title : `${title} · midu`;
  const headings = parsed.headings.filter(({ level, id }) => id && level < 4);
  const sections = headings.length > 1 ? headings : [];
  const weight = page.weight === undefined ? "" : ` data-midu-weight="${page.weight}"`;
  return `${head({ lang, title: full, above: "../", more })}<body>
<a class="skip" href="#text">${words.skip}</a>
<header class="head">
<a class="brand" href="./">
<img src="../icon.svg" alt="" width="28" height="28"><span lang="zh-CN">觅渡</span> <span class="latin" lang="en">midu</span></a>
<div class="tools">
<script src="../midu/embed.js" data-index="../search/${lang}/" data-placeholder="${escaped(words.placeholder)}"></script>
<noscript><span class="note">${words.search}</span></noscript>
${there.playground ? `<a class="tool" href="../playground/">${words.playground}</a>\n` : ""}${languages(page, lang)}
</div>
<div class="panels">
<button type="button" popovertarget="pages">${words.menu}</button>
${sections.length > 0 ? `<button type="button" popovertarget="toc">${words.toc}</button>` : ""}
</div>
</header>
<div class="frame">
<nav class="pages" id="pages" popover aria-label="${words.navigation}">
${GROUPS.map((group) => groupHtml(group, lang, page, all)).join("\n")}
</nav>
<main>
<article id="text" tabindex="-1" data-midu-body${weight}>
${page.id === "index" ? html.replace("</h1>", `</h1>\n${lead(words)}`) : html}</article>
${MORE.includes(page) ? `<p class="note">${words.onlyEnglish}</p>\n` : turn(words, previous, next)}</main>
${sections.length > 0 ? contents(words, sections) : ""}
</div>
<footer class="foot">
<p>${words.foot}</p>
${keeper(words)}
</footer>
</body>
</html>
`;
}

/** The button of keep.js, which shows it where it works. */
function keeper(words) {
  const said = ["keep", "keeping", "kept", "drop", "failed"].map((name) => ` data-${name}="${escaped(words[name])}"`);
  return `<p${said.join("")} hidden><button type="button"></button> <span role="status"></span></p>`;
}

/** What the front page begins with. */
function lead({ lead: text, start, how }) {
  return `<div class="lead" data-midu-ignore>
<p>${escaped(text)}</p>
<p><a class="first" href="start.html">${start}</a> <a href="how.html">${how}</a></p>
</div>`;
}

function languages(page, lang) {
  const links = LANGUAGES.filter((other) => other !== lang).map((other) => {
    const { lang: tag, own } = WORDS[other];
    return `<a class="tool" href="${nameFrom(page[other] ? page : PAGES[0], other)}" hreflang="${tag}" lang="${tag}">${own}</a>`;
  });
  return links.join("\n");
}

function groupHtml({ name, pages }, lang, current, all) {
  const items = pages.map((page) => {
    const here = page === current ? ' aria-current="page"' : "";
    return `<li><a href="${nameOf(page)}"${here}>${escaped(nameIn(all.find((each) => each.page === page)))}</a></li>`;
  });
  return `<h2>${escaped(name[lang])}</h2>\n<ul>\n${items.join("\n")}\n</ul>`;
}

function contents(words, sections) {
  const link = ({ id, text }) => `<a href="#${encodeURIComponent(id)}">${escaped(text)}</a>`;
  const items = sections.map((section) => `<li class="level-${section.level}">${link(section)}</li>`);
  return `<nav class="toc" id="toc" popover aria-label="${words.toc}">\n<h2>${words.toc}</h2>\n<ul>\n${items.join("\n")}\n</ul>\n</nav>`;
}

function turn(words, previous, next) {
  const link = (to, rel, word) => {
    if (!to) return "<span></span>";
    return `<a rel="${rel}" href="${nameOf(to.page)}"><span>${word}</span> ${escaped(nameIn(to))}</a>`;
  };
  const links = link(previous, "prev", words.previous) + link(next, "next", words.next);
  return `<nav class="turn" aria-label="${words.previous} / ${words.next}">${links}</nav>\n`;
}

/** The page at the root: the languages, as links; its script takes the reader to the one that the browser asks for. */
export function rootHtml() {
  const alternate = LANGUAGES.map((lang) => [WORDS[lang].lang, `${lang}/`]).concat([["x-default", "./"]]);
  const more = `${alternate.map(([tag, href]) => `<link rel="alternate" hreflang="${tag}" href="${href}">\n`).join("")}\
<script type="module" src="lead.js"></script>
`;
  const links = LANGUAGES.map((lang) => {
    const { lang: tag, own, description } = WORDS[lang];
    return `<li lang="${tag}"><a href="${lang}/" hreflang="${tag}"><strong>${own}</strong> <span>${escaped(description)}</span></a></li>`;
  });
  return `${head({ lang: "zh", title: "觅渡 midu", above: "", more })}<body class="root">
<main>
<h1><img src="icon.svg" alt="" width="48" height="48"><span>觅渡</span> <span class="latin" lang="en">midu</span></h1>
<ul class="choice">
${links.join("\n")}
</ul>
</main>
</body>
</html>
`;
}
