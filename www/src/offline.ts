/**
 * Keeps files for the time without a network, in the Cache API: an index, whatever its carrier, and the
 * engine. `transport.ts` answers from there when the network fails, and so does the service worker.
 * Loaded when a page asks for it.
 */
import { abortable } from "./abort.js";
import type { Build } from "./build.js";
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

/**
 * Keeps all files of a build and of what runs it, or rejects; what was kept until then stays. `code` gives
 * the addresses of scripts and engines that are loaded by then.
 */
export async function keep({ carrier, info, host }: Build, code: () => string[], options: KeepOptions, Failure: typeof MiduError): Promise<void> {
  const { signal, progress } = options;
  signal?.throwIfAborted();
  const index = carrier?.urls() ?? [];
  // Addresses that lead to others come last, so the entry is put last.
  const entry = index.at(-1);
  if (!entry || !onHost(entry)) {
    throw new Failure("offline", "Only an index that was opened by its address on a host can be kept.");
  }
  let bytes = 0;
  const received = (count: number): void => {
    bytes += count;
    progress?.({ bytes, total: Math.max(info.fileLength, bytes) });
  };
  const cache = await opened(Failure);
  await abortable(load(host), signal);
  const urls = [...code(), ...index].filter(onHost);
  const waiting = urls.filter((url) => url !== entry);
  const work = async (): Promise<void> => {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) await kept(cache, url, received, signal, Failure);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  await kept(cache, entry, received, signal, Failure);
  await forget(cache, entry, new Set(urls));
}

/** Loads what a page without a network may come to need: any query, and the page's own thread for want of a worker. */
async function load(host: EngineHost): Promise<void> {
  const scripts = [import("./language.js"), import("./remarks.js"), import("./worker.js"), import("./worker-full.js")];
  await Promise.allSettled(scripts);
  await host.enlarge();
}

function onHost(url: string): boolean {
  return /^https?:/.test(url);
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
