/** What `bindings.mjs` makes of the engine that wasm2js wrote; `midu-asm` for `script.ts` alone. */
export function instantiate(imports: WebAssembly.Imports): WebAssembly.Exports;
