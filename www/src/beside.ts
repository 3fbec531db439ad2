/**
 * What lies beside this script, by literal addresses, so that bundlers find the files and give them
 * their own. A build that carries its parts inside itself puts another file in the place of this one.
 */

/** The script of the engine's thread: a worker's script, or imported by `loadRunner`. */
export function workerScript(): string {
  return new URL("./worker.js", import.meta.url).href;
}

/** How that script is to be run. */
export const WORKER_TYPE: WorkerType = "module";

/** The same script's class, for the page's own thread. */
export async function loadRunner(): Promise<typeof import("./runner.js").Runner> {
  return (await import("./worker.js")).Runner;
}

/** The module without SIMD, that which reads the compact layout too, or the default one. */
export function moduleFile(simd: boolean, compact: boolean): URL {
  if (!simd) return new URL("./wasm-scalar/midu_bg.wasm", import.meta.url);
  if (compact) return new URL("./wasm-compact/midu_bg.wasm", import.meta.url);
  return new URL("./wasm/midu_bg.wasm", import.meta.url);
}

/** Addresses of the scripts that run: this one, and that of the engine, which may be JavaScript itself. */
export function scripts(code: "wasm" | "javascript"): string[] {
  const worker = workerScript();
  return [import.meta.url, worker, ...(code === "wasm" ? [] : [new URL("wasm-js/engine.js", worker).href])];
}
