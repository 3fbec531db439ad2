// The start page of each widget, set up as its own guide says, with no script or style in the page itself. What a
// probe needs otherwise (language, scheme, facets, two of them) comes by the address, see host.mjs.

/** The lines that a widget needs; `n` is the number of the instance where there are two. */
const MIDU = {
  head: () => "",
  body: ({ facets }) => `<script src="midu/embed.js"${facets ? ' data-filters="topic"' : ""}></script>`,
};
const DISC = {
  head: () => '<script src="midu-disc/midu.js"></script>',
  body: () => '<midu-search mode="dialog" src="midu-disc/midu-index.js"></midu-search>',
};
const PAGEFIND = {
  head: ({ disc }) => `<link rel="stylesheet" href="pagefind/pagefind-component-ui.css">
<script ${disc ? "defer" : 'type="module"'} src="pagefind/pagefind-component-ui.js"></script>`,
  body: ({ facets, n }) => {
    const instance = n ? ` instance="box${n}"` : "";
    const panel = facets ? `<pagefind-modal-header><pagefind-input></pagefind-input></pagefind-modal-header><pagefind-modal-body><pagefind-filter-pane expanded></pagefind-filter-pane><pagefind-summary></pagefind-summary><pagefind-results></pagefind-results></pagefind-modal-body>` : "";
    return `<pagefind-modal-trigger${instance}></pagefind-modal-trigger><pagefind-modal${instance}>${panel}</pagefind-modal>`;
  },
};
const docsearch = (folder) => ({
  head: () => `<link rel="stylesheet" href="${folder}/style.css">`,
  body: ({ n }) => `<div class="docsearch" id="docsearch${n ?? ""}"></div>`,
  foot: () => `<script src="${folder}/docsearch.js"></script>\n<script src="page/docsearch.js"></script>`,
});
const WIDGETS = { midu: MIDU, "midu-disc": DISC, pagefind: PAGEFIND, docsearch: docsearch("docsearch"), "docsearch-5": docsearch("docsearch-5") };

/** The start page of a widget. `dark` asks for the dark scheme in the way of each. */
export function start(name, { lang = "zh-CN", dark = false, facets = false, twice = false, disc = false } = {}) {
  const { head, body, foot } = WIDGETS[name];
  const scheme = dark ? ' data-theme="dark" data-pf-theme="dark" class="dark"' : "";
  const bodies = twice ? [1, 2].map((n) => `<div>${body({ facets, n })}</div>`) : [body({ facets })];
  return `<!doctype html>
<html lang="${lang}"${scheme}>
<meta charset="utf-8">
<title>${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="page/page.css">
${head({ disc })}
<body>
<header>${bodies.join("\n")}</header>
<main><h1>三十六篇短文</h1><p>河上的渡船，山上的茶，桥边的修伞人。</p><p><a href="texts/kites.html">風箏</a></p></main>
${foot?.() ?? ""}
</body>
</html>
`;
}
export const NAMES = Object.keys(WIDGETS);
