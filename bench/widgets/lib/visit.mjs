// A reader at the start page of one widget: opens it, types, looks. A fresh context each time, so that no cache is
// warm and nothing is remembered. What is not yet there is waited for until the page has been still for a while.
import { stub } from "./stub.mjs";

const DOCSEARCH = {
  trigger: ".DocSearch-Button",
  dialog: ".DocSearch-Modal",
  input: ".DocSearch-Input",
  link: ".DocSearch-Modal .DocSearch-Hit a",
  facet: ".DocSearch-Modal input[type=checkbox]",
  index: /algolia/,
};
/** Where things are in each widget. Selectors go through open shadow roots. */
export const WIDGETS = {
  midu: {
    trigger: "midu-search button.trigger",
    dialog: "midu-search dialog",
    input: "midu-search input.input",
    link: "midu-search li.hit a.link",
    facet: "midu-search .choice",
    disc: "midu-disc",
    index: /\/midu\/(midu\.json|[0-9a-f]{16}\/)/,
  },
  pagefind: {
    trigger: ".pf-trigger-btn",
    dialog: "dialog.pf-modal",
    input: "dialog.pf-modal .pf-input",
    link: "dialog.pf-modal a.pf-result-link, dialog.pf-modal .pf-result a",
    facet: "dialog.pf-modal .pf-checkbox-input",
    index: /pagefind-entry|\.pf_/,
  },
  docsearch: DOCSEARCH,
  "docsearch-5": DOCSEARCH,
};

/** Opens the start page of a widget and hands the reader to `act`. */
export async function visit({ browser, server, texts, folder }, name, { context: screen = {}, from, prepare, disc, settle = true, ...asked }, act) {
  const widget = WIDGETS[name];
  const context = await browser.newContext({ viewport: { width: 960, height: 640 }, ...screen });
  try {
    const algolia = await stub(context, texts, server.origin);
    await context.addInitScript(listen);
    await prepare?.(context);
    const page = await context.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    const waiting = new Set();
    context.on("request", (request) => waiting.add(request));
    for (const end of ["requestfinished", "requestfailed"]) context.on(end, (request) => waiting.delete(request));
    // All widgets may be looked at together: each has its own folder.
    const own = ({ path }) => path.startsWith(`/${name}/`);
    const seen = server.log.length;
    if (from) await page.goto(`${server.origin}${from}`);
    const url = disc ? `file://${folder}/start-${widget.disc ?? name}.html` : `${server.origin}/start-${name}.html?${new URLSearchParams(asked)}`;
    await page.goto(url);
    const reader = {
      ...widget,
      page,
      context,
      url,
      errors,
      algolia,
      /** Everything that came for the widget so far. */
      received: () => [...server.log.slice(seen).filter(own), ...algolia],
      calm: () => calm(page, waiting),
      shown: () => page.locator(widget.dialog).evaluateAll((all) => all.some((each) => each.checkVisibility())),
      links: () => page.locator(widget.link).evaluateAll((all) => all.filter((each) => each.checkVisibility()).map((each) => each.getAttribute("href"))),
      said: () => page.locator(widget.dialog).first().innerText(),
      async open(nth = 0) {
        await page.locator(widget.trigger).nth(nth).click({ timeout: 5000 });
        await page.waitForTimeout(400);
      },
      async search(text, nth = 0) {
        const input = page.locator(widget.input).nth(nth);
        await input.fill("");
        await input.pressSequentially(text);
        await calm(page, waiting);
      },
      async ime() {
        const session = await context.newCDPSession(page);
        const enter = { key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 };
        return {
          async compose(letters) {
            for (let i = 1; i <= letters.length; i += 1) {
              await session.send("Input.imeSetComposition", { text: letters.slice(0, i), selectionStart: i, selectionEnd: i });
              await page.waitForTimeout(60);
            }
          },
          commit: (text) => session.send("Input.insertText", { text }),
          async enter() {
            await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", ...enter });
            await session.send("Input.dispatchKeyEvent", { type: "keyUp", ...enter });
          },
        };
      },
    };
    if (settle) await calm(page, waiting);
    return await act(reader);
  } finally {
    await context.close();
  }
}

/** Runs in every page before its scripts: keeps what a policy forbids. */
function listen() {
  window.forbidden = [];
  addEventListener("securitypolicyviolation", (event) => window.forbidden.push(event.effectiveDirective));
}

/** Waits until nothing is awaited and what the page says has not changed for 0.75 s, at most 12 s. */
async function calm(page, waiting) {
  let before;
  for (let same = 0, turns = 0; same < 5 && turns < 80; turns += 1) {
    const now = await page.evaluate(words).catch(() => undefined);
    same = now === before && waiting.size === 0 ? same + 1 : 0;
    before = now;
    await page.waitForTimeout(150);
  }
}

/** Runs in the page: all text, through shadow roots. */
function words() {
  const read = (node) => (node.nodeType === 3 ? node.data : [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(read).join(""));
  return read(document.documentElement);
}

/** Runs in the page: what has the focus, and what a screen reader is told to be the active result. */
export function focus() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const id = element?.getAttribute("aria-activedescendant");
  return {
    tag: element?.localName,
    name: element?.className ?? "",
    role: element?.getAttribute("role"),
    expanded: element?.getAttribute("aria-expanded"),
    type: element?.getAttribute("type"),
    active: id ? (element.getRootNode().getElementById(id)?.textContent ?? "") : null,
  };
}
