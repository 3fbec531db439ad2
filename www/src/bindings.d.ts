/**
 * The generated bindings as `bindings.mjs` wraps them: every call of `bind` makes an engine of its
 * own, so that one that died is not used again. `midu-wasm` resolves to this file for the type checker
 * and to the bindings of an engine for the bundler; only `runner.ts` and `script.ts` may import it.
 */
import type { IndexInfo } from "./types.js";
import type { Step } from "./engine.js";

/** One open index. Synchronous; throws errors with a `code`. */
export interface EngineIndex {
  info(): IndexInfo;
  search(query: string, offset: number, limit: number): Step;
  /** As `suggest`, of the larger engine only. */
  query?(request: object): Step;
  suggest?(prefix: string, limit: number): Step;
  passages?(request: object, doc: number, from: number): Step;
  supply(page: number, bytes: Uint8Array): void;
}

/** An engine of its own memory. */
export interface Bound {
  Index: {
    open(bytes: Uint8Array): EngineIndex;
    residentLength(prefix: Uint8Array): number;
  };
  /** Bytes of linear memory. It grows and never shrinks. */
  memory(): number;
}

export function bind(
  instantiate: (imports: WebAssembly.Imports) => WebAssembly.Exports | Promise<WebAssembly.Exports>,
): Promise<Bound>;
