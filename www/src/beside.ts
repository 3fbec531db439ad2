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

/** What `fetch` holds each module against, by its folder. Put in by the build. */
declare const MODULES: Readonly<Record<"wasm" | "wasm-compact" | "wasm-scalar", string>>;

/** A module and the digest that it must have to belong to this script. */
export interface ModuleFile {
  url: URL;
  integrity: string | undefined;
}

/** The module without SIMD, that which reads the compact layout too, or the default one. */
export function moduleFile(simd: boolean, compact: boolean): ModuleFile {
  if (!simd) return { url: new URL("./wasm-scalar/midu_bg.wasm", import.meta.url), integrity: MODULES["wasm-scalar"] };
  if (compact) return { url: new URL("./wasm-compact/midu_bg.wasm", import.meta.url), integrity: MODULES["wasm-compact"] };
  return { url: new URL("./wasm/midu_bg.wasm", import.meta.url), integrity: MODULES.wasm };
}

/** Addresses of the scripts that run: this one, and that of the engine, which may be JavaScript itself. */
export function scripts(code: "wasm" | "javascript"): string[] {
  const worker = workerScript();
  return [import.meta.url, worker, ...(code === "wasm" ? [] : [new URL("wasm-js/engine.js", worker).href])];
}
