// Every state of the element as a picture, on a desktop and a phone, in light and dark, and all of them on one
// sheet. `cargo xtask shots` runs it with SHOTS naming the folder; nothing is compared, people look.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch, openElement, serveBuild } from "./browser.mjs";
import { jsonLines, workshop } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";

const folder = process.env.SHOTS ?? "shots";
const KINDS = ["县志", "报纸", "杂志", "网页"];
const DOCUMENTS = PLACES_DOCUMENTS.map((document, i) => ({
  ...document,
  meta: { author: "佚名" },
  lang: i % 5 ? "zh-CN" : "zh-TW",
  date: `20${10 + (i % 14)}-05-01`,
  filters: { 类型: [KINDS[i % 4]], 年代: [`${1950 + (i % 11) * 5} 年`] },
}));

const enter = async ({ page }) => {
  await page.locator("midu-search button.trigger").click();
  await page.waitForTimeout(250);
};
const down = ({ page }) => page.keyboard.press("ArrowDown");

/** States by name: what a reader does to come there, and the attributes of the element. */
const STATES = [
  ["idle", {}, async () => {}],
  ["loading", { src: "../files/slow.midu" }, async ({ input, page }) => (await input.fill("常州"), page.waitForTimeout(700))],
  ["results", {}, (element) => element.search("江苏")],
  ["active", {}, async (element) => (await element.search("常州"), down(element))],
  ["signs", {}, (element) => element.search("常州，在江苏")],
  ["edit", {}, (element) => element.search("连云岗")],
  ["pinyin", {}, (element) => element.search("chang zhou")],
  ["composing", {}, async ({ page, input }) => {
    await input.focus();
    const ime = await page.context().newCDPSession(page);
    await ime.send("Input.imeSetComposition", { text: "lian'yun'gang", selectionStart: 13, selectionEnd: 13 });
    await page.waitForFunction(() => document.querySelector("midu-search").dataset.state === "results");
  }],
  ["empty", {}, (element) => element.search("没有这样的文字")],
  ["error", { src: "../files/none.midu" }, (element) => element.search("常州")],
  ["english", { lang: "en" }, (element) => element.search("江苏")],
  ["closed", { mode: "dialog" }, async () => {}],
  ["dialog", { mode: "dialog" }, enter],
  ["dialog-results", { mode: "dialog" }, async (element) => (await enter(element), await element.search("江苏"), await down(element), down(element))],
  ["dialog-history", { mode: "dialog" }, async (element) => {
    await element.page.evaluate(() => {
      const visit = (query, title, i) => ({ query, title, url: `page-${i}.html` });
      localStorage.setItem(`midu:${document.querySelector("midu-search").src}`, JSON.stringify([visit("常州", "常州的桥", 1), visit("大运河", "运河边的人家", 2), visit("觅渡", "觅渡桥小学", 3)]));
    });
    await enter(element);
    await down(element);
  }],
  ["dialog-facets", { mode: "dialog", filters: "类型 年代", sort: "date", suggest: "" }, async (element) => {
    await enter(element);
    await element.search("江苏");
    await element.page.locator("midu-search .choice").first().click();
    await element.settled("results");
  }],
  ["facets", { filters: "类型 年代", sort: "date" }, (element) => element.search("江苏")],
  ["suggestions", { suggest: "" }, (element) => element.search("常")],
  ["unfolded", { src: "../files/long.midu" }, async (element) => {
    await element.search("渡口");
    await element.page.locator("midu-search .unfold").first().click();
    await element.page.locator("midu-search .passage").first().waitFor();
  }],
  ["dialog-preview", { mode: "dialog", preview: "", images: "", report: "https://example.org/?{query}", src: "../files/long.midu" }, async (element) => {
    await enter(element);
    await element.search("渡口");
    await down(element);
    await element.page.waitForTimeout(500);
  }],
  ["theme-paper", { theme: "paper" }, (element) => element.search("常州")],
  ["theme-ink", { theme: "ink" }, (element) => element.search("常州")],
  ["theme-dense", { theme: "dense" }, (element) => element.search("江苏")],
  ["dropdown", { mode: "dropdown" }, (element) => element.search("江苏")],
  ["dialog-empty", { mode: "dialog" }, async (element) => (await enter(element), element.search("没有这样的文字"))],
];
// States that are named on the command line, or all.
const WANTED = STATES.filter(([state]) => process.argv.length < 3 || process.argv.includes(state, 2));
const SCREENS = [
  ["desktop", { viewport: { width: 960, height: 640 } }],
  ["phone", { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true }],
];

const browser = await launch();
const shop = await workshop();
const server = await serveBuild(shop.folder);
const shots = [];
try {
  await mkdir(folder, { recursive: true });
  const lines = await shop.put("places.jsonl", jsonLines(DOCUMENTS));
  const paragraphs = Array.from({ length: 9 }, (_, i) => `## 第${i + 1}段\n\n${"水声一路向东流去，".repeat(9)}这里有渡口，还有人家。${"山影渐渐远了，".repeat(9)}`);
  const long = await shop.put("long.md", `# 渡口志\n\n${paragraphs.join("\n\n")}`);
  const picture = "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect width='9' height='9' fill='teal'/></svg>";
  const others = await shop.put("others.jsonl", jsonLines([2, 3, 4].map((i) => ({ url: `page-${i}.html`, title: `第${i}个渡口`, text: `${"渡口边上有人家。".repeat(i)}`, meta: { image: picture } }))));
  shop.index(long, "long.midu", "paged", others);
  for (const name of ["paged.midu", "slow.midu"]) shop.index(lines, name, "paged");
  for (const [state, { src = "../files/paged.midu", theme, ...attributes }, act] of WANTED) {
    for (const [screen, options] of SCREENS) {
      for (const colorScheme of ["light", "dark"]) {
        if (state === "loading") server.fault({ match: /slow/, mode: "slow", delay: 60_000 });
        const context = await browser.newContext({ ...options, colorScheme, deviceScaleFactor: 1 });
        const element = await openElement(context, server.origin, src, attributes, "plain", attributes.mode === "dialog" ? "midu-search .trigger" : undefined);
        await element.page.evaluate((scheme) => Object.assign(document.documentElement.style, { colorScheme: scheme, background: scheme === "dark" ? "#101413" : "#fff" }), colorScheme);
        if (theme) await element.page.addStyleTag({ path: fileURLToPath(new URL(`../themes/${theme}.css`, import.meta.url)) });
        await act(element);
        await element.page.waitForTimeout(300);
        const file = `${state}-${screen}-${colorScheme}.png`;
        await element.page.screenshot({ path: join(folder, file) });
        shots.push({ state, screen, file });
        server.fault();
        await context.close();
      }
    }
  }
  await sheet();
} finally {
  await browser.close();
  await server.close();
  await shop.remove();
}
console.log(`${shots.length} pictures, and all of them in ${join(folder, "sheet.png")}`);

/** One page with all pictures, a state a row. */
async function sheet() {
  const cells = async (each) => `<figure><img width="${each.screen === "phone" ? 180 : 480}" src="data:image/png;base64,${await readFile(join(folder, each.file), "base64")}"></figure>`;
  const rows = [];
  for (const [state] of STATES) rows.push(`<h2>${state}</h2><div>${(await Promise.all(shots.filter((shot) => shot.state === state).map(cells))).join("")}</div>`);
  const html = `<!doctype html><meta charset="utf-8"><style>body{margin:1rem;font:14px system-ui;background:#e8e8e8}div{display:flex;gap:8px}figure{margin:0}img{display:block}h2{margin:.8rem 0 .3rem;font-size:14px}</style>${rows.join("")}`;
  await writeFile(join(folder, "sheet.html"), html);
  const page = await browser.newPage({ viewport: { width: 1380, height: 800 } });
  await page.setContent(html);
  await page.screenshot({ path: join(folder, "sheet.png"), fullPage: true });
}
