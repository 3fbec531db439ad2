/**
 * Opens an index and searches it: reads what must be resident, asks the engine, fetches the pages it
 * names, asks again. Runs where there is `fetch` and WebAssembly; knows nothing of a DOM.
 */
import { abortable } from "./abort.js";
import type { EngineHost, Extent, Opened, Page } from "./engine.js";
import { fromEngine, MiduError } from "./errors.js";
import { PageLoader, type Meter } from "./pages.js";
import { startEngine } from "./supervisor.js";
import { request, type Reply } from "./transport.js";
import type { Answer, IndexInfo, MiduIndex, OpenOptions, SearchOptions } from "./types.js";

// One request that holds the resident part of a small index and the head of any: a slow line's
// initial TCP window is a few round trips of this anyway.
const FIRST_READ = 49_152;

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
  const starting = startEngine(options, received);
  try {
    const engine = abortable(starting, options.signal);
    if (typeof source === "string" || source instanceof URL) return await openAddress(absolute(source), engine, options, received);
    if (source instanceof Response) return await openResponse(await engine, source, options);
    const host = await engine;
    const bytes = asBytes(source);
    return new OpenIndex(host, await opened(host, bytes), undefined, options, 0);
  } catch (error) {
    // The engine may still be on its way when something else fails.
    starting.then(
      (host) => host.free(),
      () => undefined,
    );
    throw error;
  }
}

async function openAddress(
  url: string,
  starting: Promise<EngineHost>,
  options: OpenOptions,
  received: (bytes: number) => void,
): Promise<MiduIndex> {
  const [host, head] = await Promise.all([starting, fetchIndex(url, [0, FIRST_READ], options, received)]);
  refuseHtml(head, url);
  let { bytes } = head;
  let first = await begun(host, bytes, url);
  if (first.kind === "prefix" && head.partial) {
    const rest = await fetchIndex(url, [bytes.length, first.length], options, received);
    bytes = rest.partial ? concatenated(bytes, rest.bytes) : rest.bytes;
    first = await begun(host, bytes, url);
  }
  options.signal?.throwIfAborted();
  return new OpenIndex(host, complete(first, bytes, url), url, options, bytes.length);
}

async function openResponse(host: EngineHost, response: Response, options: OpenOptions): Promise<MiduIndex> {
  const { url, status } = response;
  if (!response.ok) {
    throw new MiduError("http", `The response from ${url || "the page"} has status ${status}.`, { url, status });
  }
  const bytes = new Uint8Array(await abortable(response.arrayBuffer(), options.signal));
  const contentType = response.headers.get("Content-Type") ?? "";
  refuseHtml({ bytes, contentType, status, partial: false, fileLength: bytes.length }, url);
  return new OpenIndex(host, await opened(host, bytes, url || undefined), undefined, options, bytes.length);
}

class OpenIndex implements MiduIndex {
  readonly info: IndexInfo;
  #host: EngineHost | undefined;
  #loader: PageLoader | undefined;
  #transferred: number;
  #searches = 0;

  constructor(host: EngineHost, info: IndexInfo, url: string | undefined, options: OpenOptions, transferred: number) {
    this.#host = host;
    this.#transferred = transferred;
    this.info = Object.freeze(info);
    if (url !== undefined) {
      this.#loader = new PageLoader(url, options.timeout, async (page, bytes) => {
        try {
          await this.#running().supply(page.id, bytes);
        } catch (error) {
          throw fromEngine(error, url);
        }
      });
    }
  }

  get engine(): MiduIndex["engine"] {
    return this.#running().running;
  }

  get transferred(): number {
    return this.#transferred;
  }

  async search(query: string, options: SearchOptions = {}): Promise<Answer> {
    this.#searches += 1;
    try {
      return await this.#search(query, options);
    } finally {
      this.#searches -= 1;
      if (this.#searches === 0) this.#host?.rest();
    }
  }

  async #search(query: string, options: SearchOptions): Promise<Answer> {
    const { limit = 10, offset = 0, signal } = options;
    let bytes = 0;
    const received = (count: number): void => {
      bytes += count;
      this.#transferred += count;
      options.progress?.({ bytes });
    };
    const meter: Meter = { requests: 0, received };
    let spent = 0;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
      signal?.throwIfAborted();
      const step = await abortable(asked(this.#running(), query, { offset, limit }), signal);
      spent += step.milliseconds;
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
    this.#host?.free();
    this.#host = undefined;
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

  #running(): EngineHost {
    if (!this.#host) throw new MiduError("disposed", "This index was disposed. Open it again to search.");
    return this.#host;
  }
}

async function asked(host: EngineHost, query: string, extent: Extent): ReturnType<EngineHost["search"]> {
  try {
    return await host.search(query, extent);
  } catch (error) {
    throw fromEngine(error);
  }
}

/** Opens an index from its first bytes, or tells how many more are needed. */
async function begun(host: EngineHost, bytes: Uint8Array, url: string | undefined): Promise<Opened> {
  try {
    return await host.open(bytes);
  } catch (error) {
    throw fromEngine(error, url);
  }
}

/** Opens an index from all bytes that there are. */
async function opened(host: EngineHost, bytes: Uint8Array, url?: string): Promise<IndexInfo> {
  return complete(await begun(host, bytes, url), bytes, url);
}

function complete(first: Opened, bytes: Uint8Array, url: string | undefined): IndexInfo {
  if (first.kind === "info") return first.info;
  const said = `${url ?? "The index"} ends after ${bytes.length} of at least ${first.length} bytes. Upload the index again, completely.`;
  throw new MiduError("truncated", said, { url });
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
