/**
 * One HTTP GET, whole or a byte range, with a stall timeout and two retries. Knows HTTP, knows
 * nothing of indexes. Every response that is not the bytes asked for becomes a `MiduError`.
 */
import { abortable, pause } from "./abort.js";
import { MiduError } from "./errors.js";

const RETRIES = 2;
const FIRST_PAUSE = 250;
const DEFAULT_STALL = 8000;
// Bytes a millisecond below which a try that has lasted as long as a stall is one: no line is that
// slow, but a host that lets single bytes drop would never end.
const SLOWEST = 0.25;

/** What to ask for. */
export interface Request {
  url: string;
  /** First byte and the byte behind the last one. */
  range?: readonly [start: number, end: number];
  signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which a try is given up. */
  stall?: number | undefined;
  /** Called with the length of each piece that arrives. */
  received?: ((bytes: number) => void) | undefined;
  /** How the browser's cache takes part; as `fetch` has it. */
  cache?: RequestCache | undefined;
  /** The digest that the file must have; as `fetch` has it. */
  integrity?: string | undefined;
}

/** The bytes that came, and which part of the file they are. */
export interface Reply {
  bytes: Uint8Array<ArrayBuffer>;
  /** False where the host answered a range request with the whole file. */
  partial: boolean;
  /** Length of the file where the host says it (other origins may hide it). */
  fileLength: number | undefined;
  contentType: string;
  status: number;
}

/** Fetches, and tries again after network errors, stalls, cut bodies, 5xx and 429. */
export function request(what: Request): Promise<Reply> {
  return retried(async () => {
    try {
      return await once(what);
    } catch (error) {
      const reply = error instanceof MiduError && (error.code === "network" || error.code === "timeout") && (await withoutNetwork(what));
      if (!reply) throw error;
      return reply;
    }
  }, what.signal);
}

/** What was kept for the time without a network, or what the browser's cache still has, however old. */
async function withoutNetwork(what: Request): Promise<Reply | undefined> {
  const { url, range } = what;
  try {
    const file = await (await caches.match(url))?.blob();
    if (!file) return navigator.onLine ? undefined : await once({ ...what, cache: "force-cache" });
    const bytes = new Uint8Array(await (range ? file.slice(...range) : file).arrayBuffer());
    return { bytes, partial: range !== undefined, fileLength: file.size, contentType: file.type, status: 200 };
  } catch {
    return undefined;
  }
}

/** Does something up to three times, while what it rejects with may pass. */
export async function retried<T>(task: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await task();
    } catch (error) {
      signal?.throwIfAborted();
      if (attempt >= RETRIES || !(error instanceof MiduError) || !worthRetrying(error)) throw error;
    }
    // Jitter keeps the readers of one page from knocking in step.
    await abortable(pause(FIRST_PAUSE * 2 ** attempt * (0.75 + Math.random() / 2)), signal);
  }
}

/** Hosts with a fallback page answer 200 with HTML where a file is missing. */
export function refuseHtml({ bytes, contentType, status }: Pick<Reply, "bytes" | "contentType" | "status">, url: string): void {
  const first = bytes.find((byte) => byte > 0x20);
  if (!/^text\/html\b/i.test(contentType) && first !== 0x3c) return;
  const said = `${url || "The response"} is an HTML page (status ${status}), not an index. Check the address and that the file was uploaded.`;
  throw new MiduError("not-an-index", said, { url, status });
}

function worthRetrying({ code, status = 0 }: MiduError): boolean {
  if (code === "http") return status >= 500 || status === 429 || status === 408;
  return code === "network" || code === "timeout" || code === "truncated";
}

async function once(what: Request): Promise<Reply> {
  const { url, range, signal } = what;
  const given = new AbortController();
  const stall = what.stall ?? DEFAULT_STALL;
  const began = performance.now();
  let stalled = false;
  let arrived = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = (): void => {
    stalled = true;
    given.abort();
  };
  const alive = (): void => {
    clearTimeout(timer);
    timer = setTimeout(stop, stall);
    const spent = performance.now() - began;
    if (spent > stall && arrived < spent * SLOWEST) stop();
  };
  const relay = (): void => given.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", relay, { once: true });
  alive();
  try {
    const headers: HeadersInit = range ? { Range: `bytes=${range[0]}-${range[1] - 1}` } : {};
    const response = await fetch(url, { headers, cache: what.cache ?? "default", integrity: what.integrity ?? "", signal: given.signal });
    if (response.status !== 200 && response.status !== 206) throw refused(response, url);
    const bytes = await body(response, (count) => {
      arrived += count;
      alive();
      what.received?.(count);
    });
    return described(response, bytes, what);
  } catch (error) {
    if (error instanceof MiduError) throw error;
    signal?.throwIfAborted();
    if (stalled) {
      const said = `Hardly anything came from ${url} for ${stall / 1000} s. Try again in a moment.`;
      throw new MiduError("timeout", said, { url, cause: error });
    }
    const said = `${url} could not be fetched. Check the connection, and CORS if it is another origin.`;
    throw new MiduError("network", said, { url, cause: error });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", relay);
    given.abort(); // Ends a body that nobody will read, such as that of an error.
  }
}

/** Reads a body piece by piece, so that a stall is noticed and progress can be shown. */
async function body(response: Response, received: (n: number) => void): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (!reader) return new Uint8Array(await response.arrayBuffer());
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    pieces.push(value);
    length += value.length;
    received(value.length);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function described(response: Response, bytes: Uint8Array<ArrayBuffer>, what: Request): Reply {
  const { status } = response;
  const contentType = response.headers.get("Content-Type") ?? "";
  const { range, url } = what;
  if (status === 200 || !range) {
    return { bytes, partial: false, fileLength: bytes.length, contentType, status };
  }
  const said = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get("Content-Range") ?? "");
  const fileLength = said?.[2] === undefined || said[2] === "*" ? undefined : Number(said[2]);
  if (said && Number(said[1]) !== range[0]) {
    const message = `${url} answered with other bytes than were asked for (${said[0]}). Check the host or the cache before it.`;
    throw new MiduError("http", message, { url, status });
  }
  // The last piece of a file may be shorter than asked for; without the total we cannot know.
  const wanted = Math.min(range[1], fileLength ?? range[0] + bytes.length) - range[0];
  if (bytes.length < wanted) {
    const message = `${url} sent ${bytes.length} of ${wanted} bytes. Try again; if it stays so, upload the file again.`;
    throw new MiduError("truncated", message, { url, status });
  }
  return { bytes: bytes.subarray(0, wanted), partial: true, fileLength, contentType, status };
}

function refused(response: Response, url: string): MiduError {
  const { status } = response;
  const advice =
    status === 404 ? "Check the address and that the file was uploaded."
    : status === 416 ? "The file is shorter than its own table says: upload it again."
    : status >= 500 ? "Try again in a moment."
    : "Check that the host lets this page read the file.";
  return new MiduError("http", `${url} answered with status ${status}. ${advice}`, { url, status });
}
