/**
 * Finds, loads and starts the WebAssembly engine. The client knows `EngineHost` and nothing of where
 * the engine runs.
 */
import start, { Index } from "midu-wasm";
import { MiduError } from "./errors.js";
import { request } from "./transport.js";
import type { Hit, IndexInfo, OpenOptions } from "./types.js";

/** A byte range of the file that the engine wants. */
export interface Page {
  id: number;
  offset: number;
  length: number;
}

/** An answer, or the pages to supply before the search is run again. */
export type Step =
  | { kind: "pages"; pages: Page[] }
  | { kind: "answer"; total: number; occurrences: number; hits: Hit[] };

/** What bytes from the start of a file come to: an open index, or how many of them it takes. */
export type Opened = { kind: "info"; info: IndexInfo } | { kind: "prefix"; length: number };

/**
 * The engine of one index, wherever it runs. Rejects with what the engine threw, an error with a
 * `code`. Calls are answered in the order in which they were made; bytes that are handed over stay
 * the caller's.
 */
export interface EngineHost {
  /** Opens the index; asks for a longer prefix where the bytes are not all that must be resident. */
  open(bytes: Uint8Array): Promise<Opened>;
  search(query: string, options: { offset: number; limit: number }): Promise<Timed<Step>>;
  supply(page: number, bytes: Uint8Array): Promise<void>;
  /** Gives memory and thread back; nothing is answered afterwards. */
  free(): void;
}

/** A value and the milliseconds that the engine took for it. */
export type Timed<T> = T & { milliseconds: number };

/** One open index inside the engine. Synchronous; throws errors with a `code`. */
export interface Engine {
  info(): IndexInfo;
  search(query: string, options: { offset: number; limit: number }): Step;
  supply(page: number, bytes: Uint8Array): void;
  free(): void;
}

/** The started engine. */
export interface EngineModule {
  open(bytes: Uint8Array): Engine;
  residentLength(prefix: Uint8Array): number;
}

// A function of type () -> v128 with the body `i32.const 0; i8x16.splat`, the least that needs SIMD.
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

let starting: Promise<EngineModule> | undefined;
let startingCompact: Promise<EngineModule> | undefined;

/** Starts the engine for one index. A failed start is tried again by the next call. */
export async function startEngine(options: OpenOptions, received: (bytes: number) => void): Promise<EngineHost> {
  starting ??= startModule(options, received).catch((error: unknown) => {
    starting = undefined;
    throw error;
  });
  const larger = (): Promise<EngineModule> => {
    startingCompact ??= startCompact(options, received).catch((error: unknown) => {
      startingCompact = undefined;
      throw error;
    });
    return startingCompact;
  };
  // Whoever gives the engine gives one that reads the layouts in use.
  return new PageHost(await starting, options.wasm === undefined ? larger : undefined);
}

/** The engine on the page's own thread. */
class PageHost implements EngineHost {
  #module: EngineModule;
  #larger: (() => Promise<EngineModule>) | undefined;
  #engine: Engine | undefined;

  constructor(module: EngineModule, larger: (() => Promise<EngineModule>) | undefined) {
    this.#module = module;
    this.#larger = larger;
  }

  async open(bytes: Uint8Array): Promise<Opened> {
    try {
      return this.#open(bytes);
    } catch (error) {
      if (!this.#larger || (error as { code?: unknown }).code !== "unsupported-layout") throw error;
    }
    this.#module = await this.#larger();
    return this.#open(bytes);
  }

  async search(query: string, options: { offset: number; limit: number }): Promise<Timed<Step>> {
    const began = performance.now();
    const step = this.#running().search(query, options);
    return { ...step, milliseconds: performance.now() - began };
  }

  async supply(page: number, bytes: Uint8Array): Promise<void> {
    this.#running().supply(page, bytes);
  }

  free(): void {
    this.#engine?.free();
    this.#engine = undefined;
  }

  #open(bytes: Uint8Array): Opened {
    const length = this.#module.residentLength(bytes);
    if (length > bytes.length) return { kind: "prefix", length };
    this.#engine = this.#module.open(bytes);
    return { kind: "info", info: this.#engine.info() };
  }

  #running(): Engine {
    if (!this.#engine) throw new MiduError("disposed", "This index was disposed. Open it again to search.");
    return this.#engine;
  }
}

async function startCompact(options: OpenOptions, received: (bytes: number) => void): Promise<EngineModule> {
  const url = String(new URL("./wasm-compact/midu_bg.wasm", import.meta.url));
  // Bindings hold one engine each, and an index that is open must keep the one it runs in.
  const [bindings, { bytes }] = await Promise.all([
    import("./compact.js"),
    request({ url, stall: options.timeout, received }),
  ]);
  await instantiate(bindings.default, await compile(bytes, url), url);
  return bindings.Index;
}

async function startModule(options: OpenOptions, received: (bytes: number) => void): Promise<EngineModule> {
  if (typeof WebAssembly === "undefined") {
    throw new MiduError("wasm", "WebAssembly is switched off in this browser. Search needs it.");
  }
  const { wasm } = options;
  const given = wasm !== undefined && typeof wasm !== "string" && !(wasm instanceof URL);
  const url = given ? undefined : String(wasm ?? builtIn(options.simd));
  // Not tied to the caller's signal: other indexes of the page wait for the same engine.
  const bytes = given ? wasm : (await request({ url: url ?? "", stall: options.timeout, received })).bytes;
  await instantiate(start, await compile(bytes, url), url);
  return Index;
}

async function compile(bytes: BufferSource, url: string | undefined): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    const blocked = /Content Security Policy|unsafe-eval/i.test(String(cause));
    const said = blocked
      ? "The page's Content-Security-Policy blocks WebAssembly. Add 'wasm-unsafe-eval' to its script-src."
      : `The engine${url ? ` at ${url}` : ""} is not WebAssembly that this browser takes. Upload dist/ again, all files of one version.`;
    throw new MiduError("wasm", said, { url, cause });
  }
}

async function instantiate(begin: typeof start, module: WebAssembly.Module, url: string | undefined): Promise<void> {
  try {
    await begin({ module_or_path: module });
  } catch (cause) {
    const said = "The engine does not fit this script. Upload dist/ again, all files of one version.";
    throw new MiduError("wasm", said, { url, cause });
  }
}

function builtIn(simd: boolean | undefined): URL {
  // Two literals, so that bundlers find the files and give them their own addresses.
  return simd !== false && WebAssembly.validate(SIMD_PROBE)
    ? new URL("./wasm/midu_bg.wasm", import.meta.url)
    : new URL("./wasm-scalar/midu_bg.wasm", import.meta.url);
}
