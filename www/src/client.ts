/**
 * Opens an index and searches it: reads what must be resident, asks the engine, fetches the pages it
 * names, asks again. Runs where there is `fetch` and WebAssembly; knows nothing of a DOM.
 */
import { abortable } from "./abort.js";
import { loadCompactEngine, loadEngine, type Engine, type EngineModule, type Page } from "./engine.js";
import { fromEngine, MiduError } from "./errors.js";
import { PageLoader, type Meter } from "./pages.js";
import { request, type Reply } from "./transport.js";
import type { Answer, IndexInfo, MiduIndex, OpenOptions, SearchOptions } from "./types.js";

// One request that holds the resident part of a small index and the head of any: a slow line's
// initial TCP window is a few round trips of this anyway.
const FIRST_READ = 32_768;

// An answer needs two or three rounds; more means that engine and file disagree.
const MOST_ROUNDS = 16;

/** Where an index may come from. */
export type Source = string | URL | BufferSource | Response;

/**
 * Opens an index. An address is read piece by piece through HTTP Range where host and layout allow
 * it, everything else is read whole.
 *
 * @throws {MiduError} where the index cannot be fetched or is not one.
 */
export async function open(source: Source, options: OpenOptions = {}): Promise<MiduIndex> {
  options.signal?.throwIfAborted();
  let bytes = 0;
  const received = (count: number): void => {
    bytes += count;
    options.progress?.({ bytes });
  };
  const engine = abortable(loadEngine(options, received), options.signal);
  if (typeof source === "string" || source instanceof URL) {
    const url = absolute(source);
    const [module, head] = await Promise.all([engine, fetchIndex(url, [0, FIRST_READ], options, received)]);
    return openAddress(url, module, head, options, received);
  }
  if (source instanceof Response) return openResponse(await engine, source, options, received);
  return new OpenIndex(await start(await engine, asBytes(source), options, received), undefined, options, 0);
}

async function openAddress(
  url: string,
  module: EngineModule,
  head: Reply,
  options: OpenOptions,
  received: (bytes: number) => void,
): Promise<MiduIndex> {
  refuseHtml(head, url);
  const resident = residentLength(module, head.bytes, url);
  let { bytes } = head;
  if (head.partial && resident > bytes.length) {
    const rest = await fetchIndex(url, [bytes.length, resident], options, received);
    bytes = rest.partial ? concatenated(bytes, rest.bytes) : rest.bytes;
  }
  options.signal?.throwIfAborted();
  return new OpenIndex(await start(module, bytes, options, received, url), url, options, bytes.length);
}

async function openResponse(
  module: EngineModule,
  response: Response,
  options: OpenOptions,
  received: (bytes: number) => void,
): Promise<MiduIndex> {
  const { url, status } = response;
  if (!response.ok) {
    throw new MiduError("http", `The response from ${url || "the page"} has status ${status}.`, { url, status });
  }
  const bytes = new Uint8Array(await abortable(response.arrayBuffer(), options.signal));
  const contentType = response.headers.get("Content-Type") ?? "";
  refuseHtml({ bytes, contentType, status, partial: false, fileLength: bytes.length }, url);
  const engine = await start(module, bytes, options, received, url || undefined);
  return new OpenIndex(engine, undefined, options, bytes.length);
}

class OpenIndex implements MiduIndex {
  readonly info: IndexInfo;
  #engine: Engine | undefined;
  #loader: PageLoader | undefined;
  #transferred: number;

  constructor(engine: Engine, url: string | undefined, options: OpenOptions, transferred: number) {
    this.#engine = engine;
    this.#transferred = transferred;
    this.info = Object.freeze(engine.info());
    if (url !== undefined) {
      this.#loader = new PageLoader(url, options.timeout, (page, bytes) => {
        try {
          this.#running().supply(page.id, bytes);
        } catch (error) {
          throw fromEngine(error, url);
        }
      });
    }
  }

  get transferred(): number {
    return this.#transferred;
  }

  async search(query: string, options: SearchOptions = {}): Promise<Answer> {
    const { limit = 10, offset = 0, signal } = options;
    let bytes = 0;
    const received = (count: number): void => {
      bytes += count;
      this.#transferred += count;
    };
    const meter: Meter = { requests: 0, received };
    let spent = 0;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      signal?.throwIfAborted();
      const engine = this.#running();
      const began = performance.now();
      const step = asked(engine, query, { offset, limit });
      spent += performance.now() - began;
      if (step.kind === "answer") {
        const { total, occurrences, hits } = step;
        const cost = { bytes, requests: meter.requests, rounds, engineMilliseconds: spent };
        return { query, offset, total, occurrences, hits, cost };
      }
      await this.#load(step.pages, meter, signal);
    }
    throw new MiduError("engine", `“${query}” was not answered in ${MOST_ROUNDS} rounds. Please report this.`);
  }

  dispose(): void {
    this.#loader?.stop();
    this.#engine?.free();
    this.#engine = undefined;
  }

  async #load(pages: readonly Page[], meter: Meter, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#loader) {
      const said = "The index was given as bytes but is not complete: give all bytes of the file.";
      throw new MiduError("truncated", said);
    }
    try {
      await this.#loader.load(pages, meter, signal);
    } catch (error) {
      signal?.throwIfAborted();
      this.#running();
      throw error;
    }
  }

  #running(): Engine {
    if (!this.#engine) throw new MiduError("disposed", "This index was disposed. Open it again to search.");
    return this.#engine;
  }
}

function asked(engine: Engine, query: string, options: { offset: number; limit: number }): ReturnType<Engine["search"]> {
  try {
    return engine.search(query, options);
  } catch (error) {
    throw fromEngine(error);
  }
}

/** Opens the bytes in the engine that is there, or, where it lacks the layout, in the larger one. */
async function start(
  module: EngineModule,
  bytes: Uint8Array,
  options: OpenOptions,
  received: (bytes: number) => void,
  url?: string,
): Promise<Engine> {
  try {
    return module.open(bytes);
  } catch (error) {
    const failure = fromEngine(error, url);
    if (failure.code !== "unsupported-layout" || options.wasm !== undefined) throw failure;
  }
  const larger = await abortable(loadCompactEngine(options, received), options.signal);
  try {
    return larger.open(bytes);
  } catch (error) {
    throw fromEngine(error, url);
  }
}

function residentLength(module: EngineModule, prefix: Uint8Array, url: string): number {
  try {
    return module.residentLength(prefix);
  } catch (error) {
    throw fromEngine(error, url);
  }
}

function fetchIndex(
  url: string,
  range: readonly [number, number],
  options: OpenOptions,
  received: (bytes: number) => void,
): Promise<Reply> {
  const { signal, timeout, fresh } = options;
  return request({ url, range, signal, stall: timeout, received, fresh });
}

/** Hosts with a fallback page answer 200 with HTML where the index is missing. */
function refuseHtml({ bytes, contentType, status }: Reply, url: string): void {
  const first = bytes.find((byte) => byte > 0x20);
  if (!/^text\/html\b/i.test(contentType) && first !== 0x3c) return;
  const said = `${url || "The response"} is an HTML page (status ${status}), not an index. Check the address and that the file was uploaded.`;
  throw new MiduError("not-an-index", said, { url, status });
}

function absolute(source: string | URL): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  try {
    return new URL(source, base).href;
  } catch (cause) {
    throw new MiduError("network", `“${String(source)}” is not an address.`, { cause });
  }
}

function asBytes(source: BufferSource): Uint8Array {
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
}

function concatenated(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
