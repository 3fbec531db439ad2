// The widgets in the same states, on a desktop and a phone, in light and dark, on one sheet. Nothing is compared:
// people look.
import { writeFile } from "node:fs/promises";
import { smaller } from "./png.mjs";
import { visit } from "./visit.mjs";

/** What a reader does to come to a state, after opening. */
const STATES = [
  ["open, nothing typed", async () => {}],
  ["渡船 typed", (reader) => reader.search("渡船")],
  ["ArrowDown twice", async (reader) => {
    await reader.search("老人");
    for (let i = 0; i < 2; i += 1) await reader.page.keyboard.press("ArrowDown");
  }],
  ["nothing found", (reader) => reader.search("没有这样的文字")],
  ["pinyin in an input method", async (reader) => {
    const ime = await reader.ime();
    await ime.compose("feng'zheng");
    await reader.calm();
  }],
];
const SCREENS = [
  ["desktop", 420, { viewport: { width: 960, height: 640 } }],
  ["phone", 158, { viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true }],
];

export async function shots(stage, columns, file) {
  const rows = [];
  for (const [state, act] of STATES) {
    for (const colorScheme of ["light", "dark"]) {
      const cells = await Promise.all(Object.keys(columns).map(async (name) => {
        const pictures = [];
        for (const [, width, screen] of SCREENS) {
          const dark = colorScheme === "dark" ? { dark: 1 } : {};
          const png = await visit(stage, name, { ...dark, context: { ...screen, colorScheme } }, async (reader) => {
            await reader.open();
            await act(reader);
            await reader.page.waitForTimeout(300);
            return reader.page.screenshot();
          });
          pictures.push(`<img width="${width}" src="data:image/png;base64,${png.toString("base64")}">`);
        }
        return `<div>${pictures.join("")}</div>`;
      }));
      rows.push(`<h2>${colorScheme === "light" ? state : ""}</h2>${cells.join("")}`);
      console.log(`${state}, ${colorScheme}`);
    }
  }
  const heads = Object.values(columns).map((name) => `<b>${name}</b>`).join("");
  const html = `<!doctype html><meta charset="utf-8"><style>
    body { margin: 10px; font: 13px system-ui, "Noto Sans CJK SC", sans-serif; background: #d8d8d8; }
    main { display: grid; grid-template-columns: 76px repeat(${Object.keys(columns).length}, max-content); gap: 8px 12px; }
    h2 { margin: 0; font-size: 13px; } div { display: flex; gap: 4px; } img { display: block; }
  </style><main><b></b>${heads}${rows.join("")}</main>`;
  const page = await stage.browser.newPage({ viewport: { width: 116 + 594 * Object.keys(columns).length, height: 800 } });
  await page.setContent(html);
  const png = await smaller(page, await page.screenshot({ fullPage: true }));
  await writeFile(file, png);
  console.log(`${file}: ${(png.length / 1024).toFixed(0)} KB`);
}
