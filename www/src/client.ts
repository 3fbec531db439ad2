/**
 * Opens an index and searches it: asks the engine, brings the pages it names, asks again; and once
 * more of the new build where the index was replaced meanwhile. Runs where there is `fetch` and
 * WebAssembly; knows nothing of a DOM.
 */
import { abortable } from "./abort.js";
import { mayBeReplaced, openAddress, openBytes, openReplacement, type Arrivals, type Build } from "./build.js";
import { scripts } from "./beside.js";
import { loaded, type Meter } from "./carrier.js";
import type { Asked, Found, Page, Passed, Step, Suggested, Timed } from "./engine.js";
import { fromEngine, MiduError } from "./errors.js";
import { modules } from "./program.js";
import { refuseHtml } from "./transport.js";
import type { Asking } from "./language.js";
import type { Answer, Cost, Hit, IndexInfo, KeepOptions, MiduIndex, OpenOptions, Passages, PassagesOptions, SearchOptions, SuggestOptions, Suggestion } from "./types.js";

// An answer needs two or three rounds; more means that engine and file disagree.
const MOST_ROUNDS = 16;

// A text that surely is no more than that; of others `language.ts` tells.
const PLAIN = /^[\p{L}\p{N}]{0,341}$/u;

// What may be pinyin as well, wherever it stands; `language.ts` tells.
const LATIN = /[a-z]/i;

// How often a search begins again with another build. Nobody deploys twice within one search.
const MOST_REPLAYS = 3;
const CHANGING = "The index is replaced again and again. Try again in a moment.";

/** What one search costs, counted while it goes on. */
type Tally = Meter & { -readonly [K in keyof Cost]: Cost[K] };

/** Where an index may come from. */
export type Source = string | URL | BufferSource | Response;

/**
 * Opens an index. An address leads to a `.midu` file, read piece by piece where host and layout allow
 * it, or to a folder or script that `midu index` wrote; everything else is read whole.
 *
 * @throws {MiduError} where the index cannot be fetched or is not one.
 */
export async function open(source: Source, options: OpenOptions = {}): Promise<MiduIndex> {
  options.signal?.throwIfAborted();
  let bytes = 0;
  const progress = (count: number): void => {
    bytes += count;
    options.progress?.({ bytes });
  };
  let transferred = 0;
  const received = (count: number): void => {
    transferred += count;
    progress(count);
  };
  const arrivals: Arrivals = { engine: progress, index: { requests: 0, received } };
  if (typeof source === "string" || source instanceof URL) {
    const url = absolute(source);
    const build = await openAddress(url, options, arrivals);
    return new OpenIndex(build, options, transferred, url);
  }
  if (source instanceof Response) {
    const whole = await wholeResponse(source, options);
    return new OpenIndex(await openBytes(whole, options, arrivals, source.url || undefined), options, whole.length);
  }
  return new OpenIndex(await openBytes(asBytes(source), options, arrivals), options, 0);
}

async function wholeResponse(response: Response, options: OpenOptions): Promise<Uint8Array> {
  const { url, status } = response;
  if (!response.ok) {
    throw new MiduError("http", `The response from ${url || "the page"} has status ${status}.`, { url, status });
  }
  const bytes = new Uint8Array(await abortable(response.arrayBuffer(), options.signal));
  const contentType = response.headers.get("Content-Type") ?? "";
  refuseHtml({ bytes, contentType, status }, url);
  return bytes;
}

class OpenIndex implements MiduIndex {
  #build: Build | undefined;
  #info: IndexInfo;
  #options: OpenOptions;
  #url: string | undefined;
  #transferred: number;
  #renewing: Promise<"same" | "other" | "gone"> | undefined;

  constructor(build: Build, options: OpenOptions, transferred: number, url?: string) {
    this.#build = build;
    this.#info = build.info;
    // What watched the opening has seen it.
    const { signal: _, progress: __, fresh: ___, ...rest } = options;
    this.#options = rest;
    this.#transferred = transferred;
    this.#url = url;
  }

  get info(): IndexInfo {
    return this.#info;
  }

  get engine(): MiduIndex["engine"] {
    return this.#open().host.running;
  }

  get transferred(): number {
    return this.#transferred;
  }

  async search(query: string, options: SearchOptions = {}): Promise<Answer> {
    const { limit = 10, offset = 0, relax, lang, signal, progress, ...more } = options;
    return this.#asked(options, async (asking) => {
      let found: Found | undefined;
      if (PLAIN.test(query) && !Object.keys(more).length) found = await asking.ask({ call: "search", args: [query, offset, limit] });
      if (!found || (relax && (!found.total || LATIN.test(query)))) found = await (await loaded(import("./language.js"))).answered(asking, query, options, found);
      const { received: _, ...cost } = asking.meter;
      return { query, offset, ...found, cost };
    });
  }

  async suggest(prefix: string, options: SuggestOptions = {}): Promise<Suggestion[]> {
    return this.#asked(options, async (asking) => (await loaded(import("./language.js"))).suggested(asking, prefix, options));
  }

  async passages(query: string, { doc }: Pick<Hit, "doc">, options: PassagesOptions = {}): Promise<Passages> {
    const info = this.#info;
    return this.#asked(options, async (asking) => (await loaded(import("./language.js"))).passed(asking, info === this.#info, query, doc, options));
  }

  /** Asks the build that is open, and once more the next one where it was replaced meanwhile. */
  async #asked<T>({ signal, progress }: SearchOptions, ask: (asking: Asking & { meter: Tally }) => Promise<T>): Promise<T> {
    const received = (count: number): void => {
      this.#transferred += count;
      meter.bytes += count;
      progress?.({ bytes: meter.bytes });
    };
    const meter = { bytes: 0, requests: 0, rounds: 0, engineMilliseconds: 0, received };
    let again = false;
    for (let replays = 0; ; replays += 1) {
      const build = this.#open();
      try {
        return await build.during(() => ask({ host: build.host, meter, ask: (asked) => settled(build, asked, meter, signal) }));
      } catch (thrown) {
        signal?.throwIfAborted();
        const error = fromEngine(thrown);
        // Another search may have found the new build first, and ended this one with the old.
        const replaced = this.#open() !== build;
        if (replays >= MOST_REPLAYS) throw replaced ? new MiduError("corrupt", CHANGING, { url: this.#url, cause: error }) : error;
        if (replaced) continue;
        if (!mayBeReplaced(error)) throw error;
        const host = await abortable(this.#renewed(build), signal);
        // The host is as it was: what went wrong may have passed, but is asked for only once more.
        if (host === "gone" || (host === "same" && again)) throw error;
        again = host === "same";
      }
    }
  }

  async keepOffline(options: KeepOptions = {}): Promise<void> {
    const build = this.#open();
    const code = (): string[] => [...scripts(build.host.running.code), ...modules()];
    await (await loaded(import("./offline.js"))).keep(build, code, options, MiduError);
  }

  dispose(): void {
    this.#build?.free();
    this.#build = undefined;
  }

  /** What the host has by now; another build is open then. */
  #renewed(old: Build): Promise<"same" | "other" | "gone"> {
    this.#renewing ??= this.#renew(old).finally(() => (this.#renewing = undefined));
    return this.#renewing;
  }

  async #renew(old: Build): Promise<"same" | "other" | "gone"> {
    if (this.#url === undefined) return "gone";
    const received = (count: number): void => void (this.#transferred += count);
    const arrivals: Arrivals = { engine: () => undefined, index: { requests: 0, received } };
    let next: Build | undefined;
    try {
      next = await openReplacement(old, this.#url, this.#options, arrivals);
    } catch {
      // What there is to tell is that the old one failed.
      return "gone";
    }
    if (!next) return "same";
    if (this.#build !== old) {
      next.free();
      return "other";
    }
    this.#build = next;
    this.#info = next.info;
    old.free();
    // One that was whole is opened again as it is: its bytes are fetched once more, not until they fit.
    return next.carrier?.build === old.carrier?.build ? "same" : "other";
  }

  #open(): Build {
    if (!this.#build) throw new MiduError("disposed", "This index was disposed. Open it again to search.");
    return this.#build;
  }
}

/** What one build comes to, with all the pages that takes. */
async function settled(build: Build, asked: Asked, meter: Tally, signal: AbortSignal | undefined): Promise<Found & Suggested & Passed> {
  for (let rounds = 0; rounds < MOST_ROUNDS; rounds += 1) {
    signal?.throwIfAborted();
    const step = await abortable(build.host.ask(asked), signal);
    const { milliseconds, kind, pages, ...found } = step as Timed<{ kind: Step["kind"]; pages?: Page[] } & Found & Suggested & Passed>;
    meter.engineMilliseconds += milliseconds;
    if (!pages) return found;
    meter.rounds += 1;
    await build.load(pages, meter, signal);
  }
  throw new MiduError("engine", `No answer in ${MOST_ROUNDS} rounds. Please report this.`);
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
