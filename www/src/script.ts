/**
 * The engine as JavaScript, for browsers and pages that let no WebAssembly run: slower, ten times the
 * size, same answers. `dist/wasm-js/engine.js`, which the runner loads only then.
 */
import { instantiate } from "midu-asm";
import { bind, type Bound } from "midu-wasm";

/** Starts an engine of its own memory. */
export function start(): Promise<Bound> {
  return bind(instantiate);
}
