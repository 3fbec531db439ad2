// Wraps the bindings that wasm-bindgen wrote for one engine of a page into a function that makes any
// number of them: their state is a few variables of the module, inside a function each call has its own.
// The engine that wasm2js wrote is wrapped likewise. The versions of both tools are pinned; what does
// not look as expected stops the build.
import { readFile } from "node:fs/promises";

/** From the start of the loading code, which fetches by itself and which we do without. */
const LOADING = /\nlet wasmModule[^;]*;\nfunction __wbg_finalize_init[^]*$/;
/** Whether a view of the memory is still good. A memory of JavaScript is not detached when it grows. */
const VIEWS = /if \((cached\w+Memory0) === null[^{]*\{/g;
/** What no engine is asked for: one goes with its thread, and has no index inside. */
const UNUSED = [
  [/ {4}static (embedded|headLength)\(\) \{[^]*?\n {4}\}\n/g, 2],
  [/ {4}(__destroy_into_raw|free)\(\) \{[^]*?\n {4}\}\n/g, 2],
  [/\nif \(Symbol\.dispose\) [^\n]*/, 1],
  // Browsers that run the modules have it.
  [/\nif \(!\('encodeInto' in cachedTextEncoder\)\) \{[^]*?\n\}/, 1],
];
/** How wasm2js lets memory grow: by a copy of all of it for every 64 KB. */
const GROWING = /\n function __wasm_memory_size\(\) \{[^]*?(?=\n return \{\n {2}"memory")/;
/** The instance that wasm2js makes of its function. */
const INSTANCE = /\nvar retasmFunc = [^]*$/;

const GROWN = `
 var pages = buffer.byteLength / 65536;
 function __wasm_memory_size() { return pages; }
 function __wasm_memory_grow(more) {
  var before = pages, after = before + (more | 0);
  if (after < before || after > 65535) return -1;
  if (after * 65536 > buffer.byteLength) {
   var grown = new Uint8Array(Math.min(Math.max(after, before * 2), 65535) * 65536);
   grown.set(HEAPU8);
   buffer = grown.buffer;
   HEAPU8 = grown;
   HEAP8 = new Int8Array(buffer);
   HEAP16 = new Int16Array(buffer);
   HEAP32 = new Int32Array(buffer);
   HEAPU16 = new Uint16Array(buffer);
   HEAPU32 = new Uint32Array(buffer);
   HEAPF32 = new Float32Array(buffer);
   HEAPF64 = new Float64Array(buffer);
  }
  pages = after;
  return before;
 }
`;

/** Replaces what must be there. */
function changed(text, pattern, by, times = 1) {
  let count = 0;
  const result = text.replace(pattern, (...found) => ((count += 1), typeof by === "string" ? by : by(...found)));
  if (count !== times) throw new Error(`The generated code has ${count} of ${pattern}, not ${times}. Change bindings.mjs with the tools' versions.`);
  return result;
}

/** The text of a module with `bind`, see src/bindings.d.ts. */
export function bound(text) {
  const start = text.includes("wasm.__wbindgen_start();") ? "wasm.__wbindgen_start();" : "";
  let body = changed(text, LOADING, "");
  body = changed(body, /^export class Index /gm, "class Index ");
  body = changed(body, VIEWS, (_, view) => `if (${view} === null || ${view}.buffer !== wasm.memory.buffer) {`, 2);
  for (const [pattern, times] of UNUSED) body = changed(body, pattern, "", times);
  if (/^export /m.test(body)) throw new Error("The bindings export more than the class Index.");
  return `export async function bind(instantiate) {
let wasm;
${body}
wasm = await instantiate(__wbg_get_imports());
${start}
return { Index, memory: () => wasm.memory.buffer.byteLength };
}
`;
}

/** The text of a module with `instantiate`, which makes the exports of the engine from its imports. */
export function translated(text) {
  let body = changed(text, /^import \* as \$_midu_bg_js[^\n]*\n/, "");
  body = changed(body, GROWING, GROWN);
  return `${changed(body, INSTANCE, "")}\nexport { asmFunc as instantiate };\n`;
}

/**
 * Resolves `midu-wasm` to the bindings in a folder of dist/, `midu-asm` to the script beside them, and
 * `midu-script` to the file that is made of both and loaded on demand.
 */
export function bindings(folder) {
  const loading = (file, wrap) => async () => ({ contents: wrap(await readFile(`${folder}/${file}`, "utf8")), loader: "js" });
  return {
    name: "bindings",
    setup(builder) {
      builder.onResolve({ filter: /^midu-(wasm|asm)$/ }, ({ path }) => ({ path, namespace: "generated" }));
      builder.onResolve({ filter: /^midu-script$/ }, () => ({ path: "./wasm-js/engine.js", external: true }));
      builder.onLoad({ filter: /^midu-wasm$/, namespace: "generated" }, loading("midu.js", bound));
      builder.onLoad({ filter: /^midu-asm$/, namespace: "generated" }, loading("midu_bg.js", translated));
    },
  };
}
