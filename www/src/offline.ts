/**
 * Keeps files for the time without a network, in the Cache API: an index, whatever its carrier, and the
 * engine. `transport.ts` answers from there when the network fails, and so does the service worker.
 * Loaded when a page asks for it.
 */
import { abortable } from "./abort.js";
import type { EngineHost } from "./engine.js";
import type { MiduError } from "./errors.js";
import type { KeepOptions } from "./types.js";

/** Where files are kept. Shared with the service worker, which never changes it. */
const CACHE = "midu-kept";
/** A name that says what is inside: it is kept once and for all. */
const IMMUTABLE = /[/.-][0-9a-f]{16,}[/.]/;
const AT_ONCE = 4;
const TRIES = 3;
const PAUSE = 500;

/** What is kept. */
export interface Files {
  /** Addresses in any order, of all that is loaded by then. */
  urls: () => readonly string[];
  entry: string;
  /** Bytes of the index. */
  total: number;
}

/** What a page has one of already. */
export interface Tools {
  MiduError: typeof MiduError;
  host: EngineHost;
}

/** Keeps all files or rejects; what was kept until then stays, the entry is put last. */
export async function keep({ urls: loaded, entry, total }: Files, options: KeepOptions, { MiduError, host }: Tools): Promise<void> {
  const { signal, progress } = options;
  signal?.throwIfAborted();
  let bytes = 0;
  const received = (count: number): void => {
    bytes += count;
    progress?.({ bytes, total: Math.max(total, bytes) });
  };
  const cache = await opened(MiduError);
  await abortable(all(host), signal);
  const urls = loaded();
  const waiting = urls.filter((url) => url !== entry);
  const work = async (): Promise<void> => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) await kept(cache, url, received, signal, MiduError);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await kept(cache, entry, received, signal, MiduError);
  await forget(cache, entry, new Set(urls));
}

/** Loads what a page without a network may come to need: any query, and the page's own thread for want of a worker. */
async function all(host: EngineHost): Promise<void> {
  const scripts = [import("./language.js"), import("./remarks.js"), import("./worker.js"), import("./worker-full.js")];
  await Promise.allSettled(scripts);
  await host.enlarge(() => undefined);
}

async function opened(Failure: typeof MiduError): Promise<Cache> {
  try {
    return await caches.open(CACHE);
  } catch (cause) {
    throw new Failure("offline", "This page can keep nothing for the time without a network: it needs https and leave to store.", { cause });
  }
}

/** Keeps one file, unless it is there and cannot have changed. */
async function kept(cache: Cache, url: string, received: (bytes: number) => void, signal: AbortSignal | undefined, Failure: typeof MiduError): Promise<void> {
  if (IMMUTABLE.test(url)) {
    const there = await cache.match(url);
    if (there) return received(Number(there.headers.get("Content-Length") ?? 0));
  }
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    let taken = 0;
    try {
      const response = await fetch(url, { cache: "no-cache", signal: signal ?? null });
      if (response.status !== 200) throw new Failure("http", `${url} answered with status ${response.status}.`, { url, status: response.status });
      // The entry of a cache appears when its body is complete, so nothing is ever kept by half.
      await cache.put(url, counted(response, (count) => ((taken += count), received(count))));
      return;
    } catch (cause) {
      signal?.throwIfAborted();
      received(-taken);
      if (cause instanceof Failure && (cause.status ?? 0) < 500) throw cause;
      if ((cause as Error).name === "QuotaExceededError") throw new Failure("offline", "There is not enough room to keep the index.", { url, cause });
      if (attempt >= TRIES) throw cause instanceof Failure ? cause : new Failure("network", `${url} could not be fetched completely. Try again in a moment.`, { url, cause });
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE * attempt));
  }
}

function counted(response: Response, received: (bytes: number) => void): Response {
  const counter = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, out) {
      received(piece.length);
      out.enqueue(piece);
    },
  });
  const { status, headers } = response;
  return new Response(response.body?.pipeThrough(counter) ?? null, { status, headers });
}

/** Drops what is left of builds that this one replaces: immutable files below the folder of the entry. */
async function forget(cache: Cache, entry: string, urls: ReadonlySet<string>): Promise<void> {
  const folder = new URL(".", entry).href;
  for (const { url } of await cache.keys()) {
    if (url.startsWith(folder) && IMMUTABLE.test(url.slice(folder.length - 1)) && !urls.has(url)) await cache.delete(url);
  }
}
