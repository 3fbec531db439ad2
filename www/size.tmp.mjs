import { build, transform } from "esbuild";
import { readFile } from "node:fs/promises";
import zlib from "node:zlib";
import { bindings } from "./bindings.mjs";
const root = process.argv[2];
const sheet = { name: "sheet", setup(b) { b.onLoad({ filter: /[/\\]styles\.ts$/ }, async ({ path }) => { const source = await readFile(path, "utf8"); const [, css] = /const CSS = `([^]*?)`;/.exec(source); const { code } = await transform(css, { loader: "css", minify: true, charset: "utf8" }); return { contents: source.replace(css, () => code.trim()), loader: "ts" }; }); } };
const digest = "sha256-FUgUcl2mX0lQVoG4z1w8nSrz4XcX6tGmZ0mY8mJXk1E=";
const mods = JSON.stringify(Object.fromEntries(["wasm", root.includes("base") ? "wasm-compact" : "wasm-full", "wasm-scalar"].map((n, i) => [n, digest.slice(0, 10 + i) + Buffer.from(n + "x" + i).toString("base64") + digest.slice(20)])));
const shared = { bundle: true, format: "esm", target: "es2022", minify: true, legalComments: "none", charset: "utf8", define: { MODULES: mods, BINDINGS: '"0a1b2c3d"' }, plugins: [sheet], write: false, external: ["./worker.js", "./worker-full.js", ...["carrier-files", "carrier-script", "language", "offline", "remarks"].map((p) => `./${p}.js`)] };
const br = (b) => zlib.brotliCompressSync(b, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: b.length } }).length;
const one = async (name, options) => { const { outputFiles } = await build({ ...shared, ...options }); console.log(name, outputFiles[0].contents.length, br(outputFiles[0].contents)); return outputFiles[0].text; };
const midu = await one("midu.js", { entryPoints: [`${root}/src/midu.ts`] });
if (process.argv[3]) console.log(midu);
const g = { plugins: [bindings(new URL("dist/wasm", import.meta.url).pathname)], define: { ...shared.define, FinalizationRegistry: "undefined" }, entryPoints: [`${root}/src/worker.ts`] };
await one("worker.js", g);
if (!root.includes("base")) {
  await one("worker-full.js", { ...g, plugins: [bindings(new URL("dist/wasm-full", import.meta.url).pathname)] });
  for (const p of ["language", "remarks", "offline"]) await one(p, { entryPoints: [`${root}/src/${p}.ts`] });
}
