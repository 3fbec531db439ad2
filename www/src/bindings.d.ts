/**
 * The part of the generated bindings that is used. `midu-wasm` resolves to this file for the type
 * checker and to `dist/wasm/midu.js` for the bundler; nothing but `engine.ts` may import it.
 */
import type { Engine } from "./engine.js";

export default function start(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;

export const Index: {
  open(bytes: Uint8Array): Engine;
  residentLength(prefix: Uint8Array): number;
  headLength(): number;
};
