// What axe-core finds in every state of the element: nothing. In light and dark, on the page and in the dialog.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { describe, test } from "node:test";
import { openElement } from "./browser.mjs";
import { jsonLines } from "./corpora.mjs";
import { PLACES_DOCUMENTS } from "./fixture.mjs";
import { browser, server, shop, stage } from "./stage.mjs";

const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

stage(async () => {
  const documents = PLACES_DOCUMENTS.map((document, i) => ({ ...document, filters: { 类型: [["县志", "报纸", "杂志"][i % 3]] } }));
  shop.index(await shop.put("places.jsonl", jsonLines(documents)), "paged.midu", "paged");
  const long = { url: "a.html", title: "渡口", text: `渡口。${"水声一路向东，".repeat(30)}渡口。` };
  shop.index(await shop.put("long.jsonl", jsonLines([long])), "long.midu", "paged");
});

/** Violations by rule and place, of the element alone: the pages of the tests are bare. */
async function violations(page) {
  await page.evaluate(source);
  const found = await page.evaluate(() => window.axe.run("midu-search", { resultTypes: ["violations"] }));
  assert.ok(found.passes.length > 5, "axe looked at something");
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} ${JSON.stringify(target)} ${failureSummary}`));
}

/** Puts the page in a scheme; axe does not know the colour of a canvas that has none. Runs in the page. */
function inScheme(scheme) {
  Object.assign(document.documentElement.style, { colorScheme: scheme, background: scheme === "dark" ? "#121212" : "#fff" });
}

/** How each state comes about. */
const STATES = {
  idle: async () => {},
  results: (element) => element.search("江苏"),
  "an active result": async (element) => {
    await element.search("常州");
    await element.page.keyboard.press("ArrowDown");
  },
  "more results": async (element) => {
    await element.search("江苏");
    await element.page.locator("midu-search button.more").click();
    await element.page.waitForFunction(() => document.querySelector("midu-search").shadowRoot.querySelectorAll("li.hit").length > 10);
  },
  "results of a step": (element) => element.search("连云岗"),
  "results below others": (element) => element.search("wasm"),
  empty: (element) => element.search("没有这样的文字"),
  error: async (element) => {
    await element.page.evaluate(() => document.querySelector("midu-search").setAttribute("src", "../files/none.midu"));
    await element.search("常州");
  },
};

/** What attributes add. */
const FEATURES = [
  ["facets, orders and completions", { filters: "类型", sort: "date", suggest: "" }, async (element) => {
    await element.search("常");
    await element.page.locator("midu-search .suggestion").first().waitFor();
    await element.page.locator("midu-search .choice").first().click();
    await element.page.locator("midu-search .clear").waitFor();
  }],
  ["further places of a result, and a preview", { preview: "", report: "https://example.org/?{query}", src: "../files/long.midu" }, async (element) => {
    await element.search("渡口");
    await element.page.locator("midu-search .unfold").first().click();
    await element.page.locator("midu-search .passage").first().waitFor();
    await element.page.locator("midu-search .preview .passage").first().waitFor();
    await element.page.keyboard.press("ArrowDown");
  }],
  ["a box that drops down", { mode: "dropdown" }, async (element) => {
    await element.search("江苏");
    await element.page.locator("midu-search .layer").waitFor();
  }],
  ["the history", { mode: "dialog" }, async ({ page }) => {
    await page.evaluate(() => {
      const element = document.querySelector("midu-search");
      localStorage.setItem(`midu:${element.src}`, JSON.stringify([{ query: "常州", title: "常州记", url: "a.html" }]));
      return element.show();
    });
    await page.locator("midu-search .recent-query").waitFor();
    await page.keyboard.press("ArrowDown");
  }],
];

for (const colorScheme of ["light", "dark"]) {
  describe(`in ${colorScheme}`, () => {
    for (const [state, enter] of Object.entries(STATES)) {
      test(state, async () => {
        const context = await browser.newContext({ colorScheme });
        const element = await openElement(context, server.origin, "../files/paged.midu");
        try {
          await element.page.evaluate(inScheme, colorScheme);
          await enter(element);
          assert.deepEqual(await violations(element.page), []);
        } finally {
          await context.close();
        }
      });
    }

    for (const [state, attributes, enter] of FEATURES) {
      test(state, async () => {
        const context = await browser.newContext({ colorScheme });
        const element = await openElement(context, server.origin, "../files/paged.midu", attributes, "element", attributes.mode === "dialog" ? "midu-search .trigger" : undefined);
        try {
          await element.page.evaluate(inScheme, colorScheme);
          await enter(element);
          await element.page.waitForTimeout(300);
          assert.deepEqual(await violations(element.page), []);
        } finally {
          await context.close();
        }
      });
    }

    test("the dialog, closed and open", async () => {
      const context = await browser.newContext({ colorScheme });
      const page = await context.newPage();
      try {
        await page.goto(`${server.origin}/pages/embed.html`);
        await page.evaluate(inScheme, colorScheme);
        await page.locator("midu-search button.trigger").waitFor();
        assert.deepEqual(await violations(page), []);
        await page.keyboard.press("Control+k");
        await page.locator("midu-search input").fill("常州");
        await page.waitForFunction(() => document.querySelector("midu-search").dataset.state === "results");
        await page.keyboard.press("ArrowDown");
        await page.waitForTimeout(300); // the dialog has arrived
        assert.deepEqual(await violations(page), []);
      } finally {
        await context.close();
      }
    });
  });
}
