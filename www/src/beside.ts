/**
 * What lies beside this script, by literal addresses, so that bundlers find the files and give them
 * their own. A build that carries its parts inside itself puts another file in the place of this one.
 */

/** The script of an engine's thread: a worker's script, or imported by `loadRunner`. */
export function workerScript(full: boolean): string {
  return (full ? new URL("./worker-full.js", import.meta.url) : new URL("./worker.js", import.meta.url)).href;
}

/** How that script is to be run. */
export const WORKER_TYPE: WorkerType = "module";

/** The same script's class, for the page's own thread. */
export async function loadRunner(full: boolean): Promise<typeof import("./runner.js").Runner> {
  return (await (full ? import("./worker-full.js") : import("./worker.js"))).Runner;
}

/** What `fetch` holds each module against, by its folder. Put in by the build. */
declare const MODULES: Readonly<Record<"wasm" | "wasm-full" | "wasm-scalar", string>>;

/** A module and the digest that it must have to belong to this script. */
export interface ModuleFile {
  url: URL;
  integrity: string | undefined;
  /** Whether it knows the query language and reads the compact layout. */
  full: boolean;
}

/** The module without SIMD, which is always a full one, the full one, or the small one. */
export function moduleFile(simd: boolean, full: boolean): ModuleFile {
  if (!simd) return { url: new URL("./wasm-scalar/midu_bg.wasm", import.meta.url), integrity: MODULES["wasm-scalar"], full: true };
  if (full) return { url: new URL("./wasm-full/midu_bg.wasm", import.meta.url), integrity: MODULES["wasm-full"], full };
  return { url: new URL("./wasm/midu_bg.wasm", import.meta.url), integrity: MODULES.wasm, full };
}

/** Addresses of the scripts that run: this one, and those of the engines, which may be JavaScript. */
export function scripts(code: "wasm" | "javascript"): string[] {
  const worker = workerScript(false);
  return [import.meta.url, worker, workerScript(true), ...(code === "wasm" ? [] : [new URL("wasm-js/engine.js", worker).href])];
}
