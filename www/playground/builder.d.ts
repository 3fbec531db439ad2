/**
 * The generated bindings of crates/playground, as far as they are used. `midu-builder` resolves to this file
 * for the type checker and to dist/wasm-playground for the bundler; only `worker.ts` may import it.
 */
import type { Added, Built } from "./shapes.js";

export default function start(options: { module_or_path: URL }): Promise<{ readonly memory: WebAssembly.Memory }>;

export class Builder {
  /** Throws a `Fault`. */
  add(name: string, bytes: Uint8Array): Added;
  /** Throws a `Fault`. The builder is of no use afterwards. */
  finish(layout: string, progress: (phase: string, thousandths: number) => void): Written;
}

export class Written {
  bytes(): Uint8Array<ArrayBuffer>;
  report(): Built;
  free(): void;
}
