/**
 * A static host that is made up: the index that was built lies at an address of this page and is answered for
 * by Range, as a file on a host would be. So the client reads it as it reads any other, through the same code,
 * and each request can be seen with its offset, length and time.
 *
 * It stands in the place of `fetch`. The other ways are worse: a service worker needs a second visit and
 * https and cannot say which search a request was for; a `blob:` address needs `connect-src blob:`, and not
 * every browser cuts ranges from one; an index in memory would be read whole and show nothing.
 */

/** A line to the host, in milliseconds until the first byte and bytes a second. */
export interface Line {
  readonly delay: number;
  readonly speed: number;
}

/** One request. */
export interface Asked {
  readonly offset: number;
  readonly length: number;
  /** When it was sent and when its last byte came, by `performance.now()`; nothing while it is on its way. */
  readonly began: number;
  ended: number | undefined;
  /** Whether whoever asked gave it up. */
  aborted: boolean;
}

interface File {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly tag: string;
}

export class Host {
  line: Line = { delay: 0, speed: Infinity };
  readonly #real: typeof fetch;
  readonly #asked: (asked: Asked) => void;
  /** By address, the newest last. The one before is still searched while the new one is opened. */
  readonly #files = new Map<string, File>();
  #count = 0;

  /** `asked` is told of every request for the index as it is sent. */
  constructor(real: typeof fetch, asked: (asked: Asked) => void) {
    this.#real = real;
    this.#asked = asked;
  }

  /** Puts an index there; returns its address, which is another one each time. */
  put(bytes: Uint8Array<ArrayBuffer>): string {
    this.#count += 1;
    const { href } = new URL(`playground-${this.#count}.midu`, document.baseURI);
    for (const old of [...this.#files.keys()].slice(0, -1)) this.#files.delete(old);
    this.#files.set(href, { bytes, tag: `"${this.#count}"` });
    return href;
  }

  /** What `fetch` is from now on. */
  readonly fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI).href;
    const file = this.#files.get(url);
    if (!file) return this.#real.call(globalThis, input, init);
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : {}));
    return this.#answer(file, headers, init?.signal ?? undefined);
  };

  async #answer(file: File, asked: Headers, signal: AbortSignal | undefined): Promise<Response> {
    signal?.throwIfAborted();
    const size = file.bytes.length;
    const range = /^bytes=(\d+)-(\d+)$/.exec(asked.get("Range") ?? "");
    const first = range ? Number(range[1]) : 0;
    const last = range ? Math.min(Number(range[2]), size - 1) : size - 1;
    const common = { "Accept-Ranges": "bytes", ETag: file.tag, "Content-Type": "application/octet-stream" };
    if (first > last) return new Response(null, { status: 416, headers: { ...common, "Content-Range": `bytes */${size}` } });
    const bytes = file.bytes.slice(first, last + 1);
    const sent: Asked = { offset: first, length: bytes.length, began: performance.now(), ended: undefined, aborted: false };
    this.#asked(sent);
    try {
      await pause(this.line.delay + (bytes.length / this.line.speed) * 1000, signal);
    } catch (error) {
      sent.aborted = true;
      throw error;
    } finally {
      sent.ended = performance.now();
    }
    const headers = { ...common, "Content-Length": String(bytes.length) };
    if (!range) return new Response(bytes, { headers });
    return new Response(bytes, { status: 206, headers: { ...headers, "Content-Range": `bytes ${first}-${last}/${size}` } });
  }
}

/** Waits, or rejects with the signal's reason. */
function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (milliseconds <= 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}
