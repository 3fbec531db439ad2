// Bundles the client, the element and the demo page into dist/, and writes the type declarations.
// Needs the engine in dist/wasm (`cargo xtask wasm` puts it there); never builds Rust itself.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { build as bundle, transform } from "esbuild";
import { minify } from "terser";
import { bindings } from "./bindings.mjs";
import { manifest } from "./manifest.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const VARIANTS = ["wasm", "wasm-full", "wasm-scalar"];

/** Fails early, with the way out, where an engine was not built or those that one script starts differ in face. */
async function requireEngine() {
  const glue = {};
  for (const variant of VARIANTS) {
    for (const file of ["midu.js", "midu_bg.wasm"]) {
      const path = `dist/${variant}/${file}`;
      if (!(await stat(at(path)).catch(() => undefined))) {
        throw new Error(`www/${path} is missing. Run \`cargo xtask wasm\` first, it builds the engine.`);
      }
    }
    glue[variant] = await readFile(at(`dist/${variant}/midu.js`), "utf8");
  }
  // One script starts both, so their imports must have the same names.
  if (glue["wasm-full"] !== glue["wasm-scalar"]) throw new Error("The bindings of the engines in dist/ differ. Run `cargo xtask wasm` again.");
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest();

/** What ties scripts and engines of one build together: digests of the modules and of their faces. */
async function ties() {
  const files = await Promise.all(VARIANTS.map(async (variant) => [variant, `sha256-${sha256(await readFile(at(`dist/${variant}/midu_bg.wasm`))).toString("base64")}`]));
  const names = ["wasm", "wasm-full"].flatMap((variant) => [`dist/${variant}/midu.js`, `dist/${variant}/midu.d.ts`]);
  const face = await Promise.all(names.map((name) => readFile(at(name))));
  return { MODULES: JSON.stringify(Object.fromEntries(files)), BINDINGS: JSON.stringify(sha256(Buffer.concat(face)).toString("hex").slice(0, 8)) };
}

await requireEngine();

/** Minifies the style sheet, which is text to a bundler of scripts. */
const sheet = {
  name: "sheet",
  setup(builder) {
    builder.onLoad({ filter: /[/\\][a-z-]*styles\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const [, css] = /const CSS = `([^]*?)`;/.exec(source);
      const { code } = await transform(css, { loader: "css", minify: true, charset: "utf8" });
      return { contents: source.replace(css, () => code.trim()), loader: "ts" };
    });
  },
};

/**
 * Bundles, and has what was written made smaller once more: terser, which looks at a whole file several times,
 * leaves three hundredths less than the bundler alone, after brotli.
 */
async function build(options) {
  const result = await bundle(options);
  if (!options.minify || !options.outfile?.endsWith(".js") || options.write === false) return result;
  const { outfile, format = "esm", sourcemap } = options;
  const text = await readFile(outfile, "utf8");
  // The engine as a script is megabytes of arithmetic that wasm-opt has been over.
  if (text.length > 500_000) return result;
  const mapped = sourcemap === "external" && { content: await readFile(`${outfile}.map`, "utf8"), includeSources: true };
  const small = await minify(text, {
    module: format === "esm",
    ecma: 2020,
    compress: { passes: 3 },
    format: { comments: false },
    sourceMap: mapped,
  });
  await writeFile(outfile, small.code);
  if (mapped) await writeFile(`${outfile}.map`, small.map);
  return result;
}

const shared = {
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  // Beside the scripts, for those who load them by hand: a line that names the map takes 39 bytes.
  sourcemap: "external",
  legalComments: "none",
  charset: "utf8",
  logLevel: "warning",
  define: await ties(),
  plugins: [sheet],
};

for (const folder of ["types", "script", "demo", "playground"]) await rm(at(`dist/${folder}`), { recursive: true, force: true });
execFileSync(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", at("tsconfig.json")], { stdio: "inherit" });
execFileSync(process.execPath, [at("node_modules/typescript/bin/tsc"), "-p", at("tsconfig.types.json")], { stdio: "inherit" });
// Loaded by those who need them.
const PARTS = ["carrier-files", "carrier-script", "features", "language", "offline", "overlay", "recent", "remarks", "strings-more"];
const beside = { ...shared, external: ["./worker.js", "./worker-full.js", ...PARTS.map((part) => `./${part}.js`)] };
await build({ ...beside, entryPoints: [at("src/midu.ts")], outfile: at("dist/midu.js") });
// The same without the element, for those who need no element: a bundle of its own, over the same files beside it.
await build({ ...beside, entryPoints: [at("src/client-only.ts")], outfile: at("dist/client.js") });
const worker = {
  ...beside,
  plugins: [bindings(at("dist/wasm"))],
  // The engine is freed with its thread. A finalizer could run in one that died.
  define: { ...shared.define, FinalizationRegistry: "undefined" },
  entryPoints: [at("src/worker.ts")],
};
const full = { ...worker, plugins: [bindings(at("dist/wasm-full"))] };
await build({ ...worker, outfile: at("dist/worker.js") });
await build({ ...full, outfile: at("dist/worker-full.js") });
// A carrier has what it needs of another inside itself.
const onDemand = { ...shared, external: beside.external.filter((file) => !file.includes("carrier")) };
for (const part of PARTS) await build({ ...onDemand, entryPoints: [at(`src/${part}.ts`)], outfile: at(`dist/${part}.js`) });
const script = { ...worker, plugins: [bindings(at("dist/wasm-js"))], entryPoints: [at("src/script.ts")], sourcemap: false };
await build({ ...script, outfile: at("dist/wasm-js/engine.js") });
// One classic script with all of it, and the full engine as text, for pages that are opened without a host.
const inside = {
  name: "inside",
  setup(builder) {
    builder.onResolve({ filter: /\/beside\.js$/ }, () => ({ path: at("src/beside-inline.ts") }));
    builder.onResolve({ filter: /^midu-worker-text$/ }, ({ path }) => ({ path, namespace: "text" }));
    builder.onLoad({ filter: /./, namespace: "text" }, async () => {
      const { outputFiles } = await build({ ...full, format: "iife", sourcemap: false, write: false });
      return { contents: `export const text = ${JSON.stringify(outputFiles[0].text)};`, loader: "js" };
    });
  },
};
await build({
  ...full,
  external: [],
  format: "iife",
  sourcemap: false,
  plugins: [inside, ...full.plugins],
  // It has nothing beside it.
  define: { ...worker.define, "import.meta.url": '""' },
  entryPoints: [at("src/global.ts")],
  outfile: at("dist/script/midu.js"),
});
await writeFile(at("dist/script/engine.js"), `midu.engine("${await readFile(at("dist/wasm-full/midu_bg.wasm"), "base64")}");\n`);

await build({ ...shared, format: "iife", entryPoints: [at("src/sw.ts")], outfile: at("dist/midu-sw.js") });
// For the pages that results lead to, as a module and for pages that are opened without a host.
await build({ ...shared, entryPoints: [at("src/highlight.ts")], outfile: at("dist/midu-highlight.js") });
await build({ ...shared, format: "iife", sourcemap: false, entryPoints: [at("src/highlight.ts")], outfile: at("dist/script/midu-highlight.js") });
// For pages that search several indexes. It has its errors from ./midu.js, as that is what is caught.
await build({ ...shared, external: ["./midu.js"], entryPoints: [at("src/sites.ts")], outfile: at("dist/midu-sites.js") });
await build({ ...shared, format: "iife", entryPoints: [at("src/embed.ts")], outfile: at("dist/embed.js") });
// Not bundled: it imports ./midu.js, so that a page that loads both has one class and one engine.
await build({ ...shared, bundle: false, entryPoints: [at("src/define.ts")], outfile: at("dist/define.js") });

// What the element can be told and tells, for editors.
await writeFile(at("dist/custom-elements.json"), `${JSON.stringify(await manifest(), null, 2)}\n`);

// The files that any page with a paged index needs for any query, as a precache manifest for service workers.
const listed = [];
for (const url of ["define.js", "midu.js", "worker.js", "worker-full.js", ...["carrier-files", "features", "language", "offline", "overlay", "recent", "remarks", "strings-more"].map((part) => `${part}.js`), "wasm/midu_bg.wasm", "wasm-full/midu_bg.wasm"]) {
  const bytes = await readFile(at(`dist/${url}`));
  const hash = sha256(bytes);
  listed.push({ url, revision: hash.toString("hex").slice(0, 16), integrity: `sha256-${hash.toString("base64")}`, bytes: bytes.length });
}
await writeFile(at("dist/midu-files.json"), `${JSON.stringify(listed, null, 2)}\n`);

await mkdir(at("dist/demo"), { recursive: true });
await build({ ...beside, sourcemap: false, entryPoints: [at("demo/demo.ts")], outfile: at("dist/demo/demo.js") });
await build({ ...worker, sourcemap: false, outfile: at("dist/demo/worker.js") });
await build({ ...full, sourcemap: false, outfile: at("dist/demo/worker-full.js") });
for (const part of PARTS) await build({ ...onDemand, sourcemap: false, entryPoints: [at(`src/${part}.ts`)], outfile: at(`dist/demo/${part}.js`) });
await build({ bundle: true, minify: true, charset: "utf8", entryPoints: [at("demo/demo.css")], outfile: at("dist/demo/demo.css") });
for (const file of ["index.html", "icon.svg"]) await cp(at(`demo/${file}`), at(`dist/demo/${file}`));
for (const file of [...VARIANTS.map((variant) => `${variant}/midu_bg.wasm`), "wasm-js/engine.js"]) {
  await cp(at(`dist/${file}`), at(`dist/demo/${file}`));
}

/**
 * The playground, where its writer was built (`cargo xtask wasm`). It has all that it needs beside itself, and a list
 * of that for the time without a network. Where the writer runs there is SIMD, so it needs no other engines.
 */
async function playground() {
  const to = (file) => at(`dist/playground/${file}`);
  const own = { ...beside, sourcemap: false };
  const writer = { name: "writer", setup: (builder) => builder.onResolve({ filter: /^midu-builder$/ }, () => ({ path: at("dist/wasm-playground/builder.js") })) };
  await mkdir(to("."), { recursive: true });
  await build({ ...own, entryPoints: [at("playground/playground.ts")], outfile: to("playground.js") });
  await build({ ...own, plugins: [writer], entryPoints: [at("playground/worker.ts")], outfile: to("builder.js") });
  await build({ bundle: true, minify: true, charset: "utf8", entryPoints: [at("playground/playground.css")], outfile: to("playground.css") });
  await cp(at("playground/index.html"), to("index.html"));
  await cp(at("dist/wasm-playground/builder_bg.wasm"), to("builder_bg.wasm"));
  const parts = ["features", "language", "offline", "remarks", "strings-more"].map((part) => `${part}.js`);
  for (const file of ["icon.svg", "worker.js", "worker-full.js", ...parts, "wasm/midu_bg.wasm", "wasm-full/midu_bg.wasm"]) {
    await cp(at(`dist/demo/${file}`), to(file));
  }
  await cp(at("dist/midu-sw.js"), to("midu-sw.js"));
  const names = (await readdir(at("corpus"))).sort();
  const texts = await Promise.all(names.map(async (name) => ({ name, text: await readFile(at(`corpus/${name}`), "utf8") })));
  await writeFile(to("sample.json"), JSON.stringify(texts));
  const kept = ["index.html", "playground.js", "playground.css", "builder.js", "builder_bg.wasm", "icon.svg", "sample.json", "worker.js", "worker-full.js", ...parts, "wasm/midu_bg.wasm", "wasm-full/midu_bg.wasm"];
  const list = [{ url: "./", revision: await revision("index.html") }];
  for (const url of kept) list.push({ url, revision: await revision(url) });
  await writeFile(to("playground-files.json"), `${JSON.stringify(list)}\n`);

  async function revision(file) {
    return sha256(await readFile(to(file))).toString("hex").slice(0, 16);
  }
}

if (await stat(at("dist/wasm-playground/builder_bg.wasm")).catch(() => undefined)) await playground();
