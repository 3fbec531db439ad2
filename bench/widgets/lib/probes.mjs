// What is asked of every widget, a row of the table each: a label, and a function that uses the widget and gives
// the words of its cell. Nothing is taken from what a widget says of itself.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { focus, WIDGETS } from "./visit.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const yes = (is) => (is ? "yes" : "no");
const kilobytes = (list) => `${(list.reduce((sum, { bytes }) => sum + bytes, 0) / 1024).toFixed(1)} KB, ${list.length}`;
const SERVICE = "by its service";
const isDocSearch = (name) => name.startsWith("docsearch");

/** Presses a key until the dialog is gone; gives how often, or nothing after three times. */
async function presses(reader, key) {
  for (let times = 1; times <= 3; times += 1) {
    await reader.page.keyboard.press(key);
    await reader.page.waitForTimeout(400);
    if (!(await reader.shown())) return times;
  }
  return undefined;
}

async function violations({ page }) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  const rules = found.violations.map(({ id, nodes }) => `${id}${nodes.length > 1 ? ` ×${nodes.length}` : ""}`);
  return rules.length ? `${rules.length}: ${rules.join(", ")}` : "0";
}

/** Whether the Enter of an input method follows a result; a plain one afterwards shows that there was one to follow. */
async function enterAfter(reader, before) {
  await reader.open();
  await reader.search("GDP");
  await reader.page.keyboard.press("ArrowDown");
  // Back into the box, where the widget has moved the focus away.
  await reader.page.locator(reader.input).first().focus();
  const ime = await reader.ime();
  await reader.page.keyboard.press("Control+A");
  await ime.compose("GDP");
  await reader.calm();
  await before(ime);
  await ime.enter();
  await reader.page.waitForTimeout(800);
  if (reader.page.url() !== reader.url) return "yes";
  await ime.commit("GDP");
  await reader.page.locator(reader.input).first().fill("GDP");
  await reader.calm();
  await reader.page.keyboard.press("Enter");
  await reader.page.waitForTimeout(800);
  return reader.page.url() !== reader.url ? "no" : "no; without an arrow key no Enter does";
}

/** Runs in the page: keeps what live regions say. */
function hear() {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((each) => [each, ...(each.shadowRoot ? all(each.shadowRoot) : [])]);
  window.told = new Set();
  setInterval(() => {
    for (const each of all(document)) {
      if (each.matches("[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive], output")) window.told.add(each.textContent.trim());
    }
  }, 40);
}

/** Whether each query leads to the page that is wanted. */
const finds = (...queries) => async (see, name) => {
  if (isDocSearch(name)) return SERVICE;
  const found = await see({}, async (reader) => {
    await reader.open();
    const all = [];
    for (const [query, wanted] of queries) {
      await reader.search(query);
      all.push((await reader.links()).some((href) => href.includes(wanted)));
    }
    return all;
  });
  return queries.map(([query], i) => `${query}: ${yes(found[i])}`).join("; ");
};

const underPolicy = (policy) => (see) =>
  see({ policy }, async (reader) => {
    const links = await reader.open().then(() => reader.search("渡船")).then(reader.links).catch(() => []);
    const forbidden = await reader.page.evaluate(() => window.forbidden);
    const what = [...new Set(forbidden)].join(", ");
    return `${links.length ? "yes" : "no"}${forbidden.length ? `, ${forbidden.length} violations (${what})` : ", 0 violations"}`;
  });

const TONGUES = ["zh-CN", "zh-TW", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "vi", "th"];

export const PROBES = [
  ["Bytes", [
    ["before the dialog is opened: KB by brotli, requests", (see) => see({}, async (reader) => kilobytes(reader.received()))],
    ["until the first results of a two-character query, index included", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      if (!(await reader.links()).length) throw new Error("no results");
      return kilobytes(reader.received());
    })],
    ["of these: scripts, styles, wasm", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      return kilobytes(reader.received().filter(({ path, algolia }) => !algolia && /\.(js|css|wasm)$|\/wasm\.[a-z]+\.pagefind$/.test(path)));
    })],
  ]],
  ["Keys", [
    ["Ctrl-K opens", (see) => see({}, async (reader) => (await reader.page.keyboard.press("Control+k"), await reader.page.waitForTimeout(500), yes(await reader.shown())))],
    ["`/` opens", (see) => see({}, async (reader) => (await reader.page.keyboard.press("/"), await reader.page.waitForTimeout(500), yes(await reader.shown())))],
    ["Esc closes, with a query in the box", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      const times = await presses(reader, "Escape");
      return times ? (times === 1 ? "yes" : `at the ${times}nd time, the first empties the box`) : "no";
    })],
    ["the focus returns to the button", (see) => see({}, async (reader) => {
      await reader.open();
      await presses(reader, "Escape");
      return yes(await reader.page.evaluate((trigger) => {
        let element = document.activeElement;
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        return element.matches(trigger);
      }, reader.trigger.split(" ").at(-1)));
    })],
    ["Back closes, and stays on the page", (see) => see({ from: "/texts/kites.html" }, async (reader) => {
      await reader.open();
      await reader.page.goBack();
      await reader.page.waitForTimeout(500);
      if (reader.page.url().split("#")[0] !== reader.url) return "no, it leaves the page";
      return yes(!(await reader.shown()));
    })],
    ["Tab stays in the dialog", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      for (let i = 0; i < 15; i += 1) {
        await reader.page.keyboard.press("Tab");
        if (await reader.page.evaluate(() => document.activeElement?.closest("main") !== null)) return "no";
      }
      return "yes";
    })],
    ["Enter follows what ArrowDown chose", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      await reader.page.keyboard.press("ArrowDown");
      await reader.page.keyboard.press("Enter");
      await reader.page.waitForTimeout(800);
      return yes(reader.page.url().includes("/texts/"));
    })],
  ]],
  ["Screen readers", [
    ["axe-core, dialog open and empty: rules violated", (see) => see({}, async (reader) => (await reader.open(), violations(reader)))],
    ["axe-core, with results", (see) => see({}, async (reader) => (await reader.open(), await reader.search("渡船"), violations(reader)))],
    ["axe-core, dark, with results", (see) => see({ dark: 1, context: { colorScheme: "dark" } }, async (reader) => (await reader.open(), await reader.search("渡船"), violations(reader)))],
    ["role of the box", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      const { role, type, expanded } = await reader.page.evaluate(focus);
      return `${role ?? (type === "search" ? "searchbox" : "textbox")}${expanded === null ? "" : `, expanded ${expanded}`}`;
    })],
    ["how ArrowDown tells the active result", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      await reader.page.keyboard.press("ArrowDown");
      await reader.page.waitForTimeout(300);
      const { tag, active } = await reader.page.evaluate(focus);
      if (tag === "a") return "the focus moves to it";
      return active ? "aria-activedescendant" : "it does not: it is drawn";
    })],
    ["says aloud how many were found", (see) => see({}, async (reader) => {
      await reader.open();
      // A region may be emptied again soon after it spoke: it is looked at all the time.
      await reader.page.evaluate(hear);
      await reader.search("渡船");
      const told = (await reader.page.evaluate(() => [...window.told])).find((text) => /\d/.test(text));
      return told ? `yes: ${told.slice(0, 40)}` : "no";
    })],
  ]],
  ["Input methods", [
    ["while pinyin is composed, over a list of results", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      const before = String(await reader.links());
      const ime = await reader.ime();
      await reader.page.keyboard.press("Control+A");
      await ime.compose("feng'zheng");
      await reader.calm();
      const after = await reader.links();
      const asked = reader.algolia.some(({ queries }) => queries.some((query) => /^feng/.test(query)));
      const what = after.some((href) => href.includes("kites")) ? "finds 風箏 by it" : String(after) === before ? "keeps the list" : after.length ? "another list" : "the list goes";
      return what + (asked ? ", the letters are asked for" : "");
    })],
    ["Enter that commits a candidate follows a result", (see) => see({}, (reader) => enterAfter(reader, async () => {}))],
    ["the same in Safari's order, where the key comes after the composition", (see) => see({}, (reader) => enterAfter(reader, (ime) => ime.commit("GDP")))],
    ["what was committed is searched for", (see) => see({}, async (reader) => {
      await reader.open();
      const ime = await reader.ime();
      await ime.compose("du'chuan");
      await ime.commit("渡船");
      await reader.calm();
      return yes((await reader.links()).some((href) => href.includes("canal-ferry")));
    })],
  ]],
  ["What is found", [
    ["written in the other script", finds(["運河", "canal-ferry"], ["风筝", "kites"])],
    ["typed as pinyin", finds(["yunhe", "canal-ferry"], ["fengzheng", "kites"])],
    ["with one wrong character", finds(["研究生命起原", "search-box"], ["运河上的渡般", "canal-ferry"])],
    ["words of a sentence, cut anywhere", finds(["究生命起", "search-box"], ["一条渡船", "canal-ferry"])],
    ["a result leads to", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("生命起源");
      const links = await reader.links();
      const kinds = [[/:~:text=/, "the sentence (text fragment)"], [/#/, "the heading"], [/./, "the page"]].filter(([shape]) => links.some((href) => shape.test(href)));
      return kinds[0]?.[1] ?? "nothing";
    })],
    ["nothing found: what it says", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("没有这样的文字");
      const { length } = await reader.links();
      return length ? `${length} results` : "that there is nothing";
    })],
    ["index or service answers 503: what it says after 4 s", (see, name) => see({ prepare: (context) => context.route((url) => WIDGETS[name].index.test(url.href), (route) => route.fulfill({ status: 503, headers: { "access-control-allow-origin": "*" }, body: "" })) }, async (reader) => {
      await reader.open();
      const before = await reader.said();
      await reader.search("渡船");
      await reader.page.waitForTimeout(4000);
      const lines = (await reader.said()).split("\n").map((line) => line.trim());
      const line = lines.find((each) => each.length > 5 && !before.includes(each));
      return line ? `“${line.slice(0, 60)}”` : "nothing";
    })],
  ]],
  ["Where it works", [
    ["strict CSP (`style-src 'self'`, no unsafe-inline)", underPolicy("csp")],
    ["Trusted Types, any policy name allowed", underPolicy("tt")],
    ["from file://", (see) => see({ disc: true }, async (reader) => {
      const links = await reader.open().then(() => reader.search("渡船")).then(reader.links).catch(() => []);
      return yes(links.length > 0);
    })],
    ["two on one page", (see) => see({ twice: 1 }, async (reader) => {
      const found = [];
      for (const nth of [0, 1]) {
        await reader.open(nth);
        await reader.page.keyboard.type("渡船");
        await reader.calm();
        found.push((await reader.links()).length > 0);
        await presses(reader, "Escape");
      }
      await reader.page.keyboard.press("Control+k");
      await reader.page.waitForTimeout(500);
      const open = await reader.page.locator(reader.dialog).evaluateAll((all) => all.filter((each) => each.checkVisibility()).length);
      return `${found.every(Boolean) ? "yes" : `no (${found.map(yes).join(", ")})`}; Ctrl-K opens ${open}`;
    })],
  ]],
  ["For the page", [
    ["remembers what was opened", (see) => see({}, async (reader) => {
      await reader.open();
      await reader.search("渡船");
      await reader.page.keyboard.press("ArrowDown");
      await reader.page.keyboard.press("Enter");
      await reader.page.waitForTimeout(800);
      await reader.page.goto(reader.url);
      await reader.calm();
      await reader.open();
      await reader.calm();
      return yes((await reader.said()).includes("渡船"));
    })],
    ["facets for the reader to choose", (see) => see({ facets: 1 }, async (reader) => {
      await reader.open();
      await reader.search("的");
      return yes((await reader.page.locator(reader.facet).count()) > 0);
    })],
    [`speaks the page's language, of ${TONGUES.length}`, async (see) => {
      const words = (lang) => see({ lang, settle: false }, async (reader) => {
        await reader.open();
        const box = await reader.page.locator(reader.input).first().getAttribute("placeholder");
        return `${box} ${await reader.page.locator(reader.trigger).first().getAttribute("aria-label")} ${await reader.said()}`;
      });
      const english = await words("en");
      const spoken = [];
      for (const lang of TONGUES) if ((await words(lang)) !== english) spoken.push(lang);
      return spoken.length === TONGUES.length ? `all ${spoken.length}` : spoken.length ? spoken.join(", ") : "English only";
    }],
    ["dark", async (see) => {
      const dark = (asked) => see({ ...asked, context: { colorScheme: "dark" } }, async (reader) => {
        await reader.open();
        const colour = await reader.page.locator(reader.dialog).first().evaluate((element) => getComputedStyle(element).backgroundColor);
        return Number(/\d+/.exec(colour)[0]) < 100;
      });
      return (await dark({})) ? "follows the device" : (await dark({ dark: 1 })) ? "by an attribute of the page" : "no";
    }],
    ["letters of the box on a phone (below 16 px, iOS zooms in)", (see) => see({ context: { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true } }, async (reader) => {
      await reader.open();
      return reader.page.locator(reader.input).first().evaluate((element) => getComputedStyle(element).fontSize);
    })],
  ]],
];
