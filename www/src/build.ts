/**
 * One build of an index, open in an engine of its own. An index that is replaced on its host becomes
 * another build: nothing of two builds ever meets.
 */
import { abortable } from "./abort.js";
import { openCarrier, type Carrier, type Meter, type Transfer } from "./carrier.js";
import type { EngineHost, Opened, Page } from "./engine.js";
import { fromEngine, MiduError } from "./errors.js";
import { PageLoader } from "./pages.js";
import { startEngine } from "./supervisor.js";
import type { IndexInfo, OpenOptions } from "./types.js";

/** Bytes of the engine and of the index as they arrive. */
export interface Arrivals {
  engine: (bytes: number) => void;
  index: Meter;
}

/** An open build. */
export class Build {
  readonly info: IndexInfo;
  readonly host: EngineHost;
  readonly carrier: Carrier | undefined;
  /** Whether it was opened from all of its bytes, none of which is ever asked for again. */
  readonly whole: boolean;
  readonly #loader: PageLoader | undefined;
  #searches = 0;

  constructor(host: EngineHost, info: IndexInfo, bytes: Uint8Array, options: OpenOptions, carrier?: Carrier, url?: string) {
    this.host = host;
    this.info = Object.freeze(info);
    this.carrier = carrier;
    this.whole = bytes.length >= info.fileLength;
    if (!carrier) return;
    this.#loader = new PageLoader(carrier, options.timeout, async (page, bytes) => {
      try {
        await host.supply(page.id, bytes);
      } catch (error) {
        throw fromEngine(error, url);
      }
    });
  }

  /** Runs a search; between searches the engine may give memory back. */
  async during<T>(search: () => Promise<T>): Promise<T> {
    this.#searches += 1;
    try {
      return await search();
    } finally {
      this.#searches -= 1;
      if (this.#searches === 0) this.host.rest();
    }
  }

  /** Brings pages that the engine asked for. */
  async load(pages: readonly Page[], meter: Meter, signal: AbortSignal | undefined): Promise<void> {
    if (!this.#loader) {
      const said = "The index is not complete: give all bytes of the file.";
      throw new MiduError("truncated", said);
    }
    await this.#loader.load(pages, meter, signal);
  }

  /** Ends all requests and gives memory back. */
  free(): void {
    this.#loader?.stop();
    this.host.free();
  }
}

/** Opens all bytes of an index; `url` names where they came from. */
export async function openBytes(bytes: Uint8Array, options: OpenOptions, arrivals: Arrivals, url?: string): Promise<Build> {
  return started(options, arrivals, async (starting) => {
    const host = await starting;
    return new Build(host, complete(await begun(host, bytes, url), bytes, url), bytes, options);
  });
}

/** Opens the build that is at an address now. */
export async function openAddress(url: string, options: OpenOptions, arrivals: Arrivals): Promise<Build> {
  return started(options, arrivals, async (starting) => {
    const how = transfer(options, arrivals);
    try {
      return await through(openCarrier(url, how), starting, url, options, how);
    } catch (error) {
      if (how.fresh || !mayBeReplaced(error)) throw error;
    }
    // A cache may hold one piece of the build before, or a piece that was damaged on its way.
    const fresh = { ...how, fresh: true };
    return through(openCarrier(url, fresh), starting, url, options, fresh);
  });
}

/**
 * Opens the build that is at an address now if it is another one than this, or the same one again if
 * what failed may be a byte that came with the start; else gives nothing.
 */
export async function openReplacement(old: Build, url: string, options: OpenOptions, arrivals: Arrivals): Promise<Build | undefined> {
  const how = { ...transfer(options, arrivals), fresh: true };
  const carrier = await openCarrier(url, how);
  if (carrier.build === old.carrier?.build && !old.whole) return undefined;
  return started(options, arrivals, (starting) => through(Promise.resolve(carrier), starting, url, options, how));
}

/** Whether an error is what a reader sees of an index that was replaced on its host. */
export function mayBeReplaced(error: unknown): boolean {
  if (!(error instanceof MiduError)) return false;
  const { code, status = 0 } = error;
  if (code === "http") return status === 404 || status === 410 || status === 416;
  return code === "corrupt" || code === "truncated" || code === "not-an-index" || code === "invalid";
}

function transfer({ signal, timeout, fresh }: OpenOptions, arrivals: Arrivals): Transfer {
  return { meter: arrivals.index, signal, stall: timeout, fresh };
}

/** Starts an engine for what `open` makes of it, and ends it where that fails. */
async function started(options: OpenOptions, arrivals: Arrivals, open: (starting: Promise<EngineHost>) => Promise<Build>): Promise<Build> {
  const starting = startEngine(options, arrivals.engine);
  try {
    return await open(abortable(starting, options.signal));
  } catch (error) {
    // The engine may still be on its way when something else fails.
    starting.then(
      (host) => host.free(),
      () => undefined,
    );
    throw error;
  }
}

async function through(
  coming: Promise<Carrier>,
  starting: Promise<EngineHost>,
  url: string,
  options: OpenOptions,
  how: Transfer,
): Promise<Build> {
  const arriving = coming.then(async (carrier) => [carrier, await carrier.first(how)] as const);
  let [host, [carrier, bytes]] = await Promise.all([starting, arriving]);
  let first = await begun(host, bytes, url);
  if (first.kind === "prefix") {
    bytes = await carrier.prefix(first.length, how);
    first = await begun(host, bytes, url);
  }
  options.signal?.throwIfAborted();
  return new Build(host, complete(first, bytes, url), bytes, options, carrier, url);
}

/** Opens an index from its first bytes, or tells how many more are needed. */
async function begun(host: EngineHost, bytes: Uint8Array, url: string | undefined): Promise<Opened> {
  try {
    return await host.open(bytes);
  } catch (error) {
    throw fromEngine(error, url);
  }
}

function complete(first: Opened, bytes: Uint8Array, url: string | undefined): IndexInfo {
  if (first.kind === "info") return first.info;
  const said = `${url ?? "The index"} ends after ${bytes.length} of at least ${first.length} bytes. Upload the index again, completely.`;
  throw new MiduError("truncated", said, { url });
}
