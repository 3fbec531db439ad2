/**
 * One file, read by HTTP Range. A host that does not know ranges sends all of it: that is noticed,
 * said once, and not asked for again.
 */
import type { Carrier, Transfer } from "./carrier.js";
import type { Page } from "./engine.js";
import { refuseHtml, request, type Reply } from "./transport.js";

// One request that holds the head of any index and all tables of one of five million characters
// (31,579 bytes of "weekly"); a slow line's initial TCP window is a few round trips of this anyway.
const FIRST_READ = 31_744;

// Below this many bytes between two pages one longer request is cheaper than a second one, whose
// headers alone are about as long.
const GAP = 512;

// The head of an index tells it from any other, and is within these bytes.
const HEAD = 512;

/** Opens the file at an address by its first bytes. */
export async function openRange(url: string, how: Transfer): Promise<Carrier> {
  return new RangeCarrier(url, await get(url, [0, FIRST_READ], how));
}

/** Parts pages where the gap between them is longer than another request. */
export function joined(pages: readonly Page[]): Page[][] {
  const runs: Page[][] = [];
  let end = -Infinity;
  for (const page of [...pages].sort((a, b) => a.offset - b.offset)) {
    if (page.offset - end > GAP) runs.push([]);
    runs.at(-1)?.push(page);
    end = Math.max(end, page.offset + page.length);
  }
  return runs;
}

class RangeCarrier implements Carrier {
  readonly build: string;
  readonly #url: string;
  readonly #head: Reply;
  /** The whole file, from a host that stopped to know ranges. */
  #whole: Uint8Array | undefined;

  constructor(url: string, head: Reply) {
    this.#url = url;
    this.#head = head;
    this.build = String.fromCharCode(...head.bytes.subarray(0, HEAD));
    if (!head.partial) tell(url, head.bytes.length);
  }

  async first(): Promise<Uint8Array> {
    return this.#head.bytes;
  }

  async prefix(length: number, how: Transfer): Promise<Uint8Array> {
    const { bytes, partial } = this.#head;
    if (!partial || length <= bytes.length) return bytes;
    const rest = await get(this.#url, [bytes.length, length], how);
    if (!rest.partial) return rest.bytes;
    const all = new Uint8Array(bytes.length + rest.bytes.length);
    all.set(bytes);
    all.set(rest.bytes, bytes.length);
    return all;
  }

  groups(pages: readonly Page[]): Page[][] {
    return joined(pages);
  }

  async read(group: readonly Page[], how: Transfer): Promise<Uint8Array[]> {
    const start = Math.min(...group.map(({ offset }) => offset));
    const end = Math.max(...group.map(({ offset, length }) => offset + length));
    let base = 0;
    let bytes = how.fresh ? undefined : this.#whole;
    if (!bytes) {
      const reply = await get(this.#url, [start, end], how);
      ({ bytes } = reply);
      if (reply.partial) base = start;
      else {
        this.#whole = bytes;
        tell(this.#url, bytes.length);
      }
    }
    const all = bytes;
    return group.map(({ offset, length }) => all.subarray(offset - base, offset - base + length));
  }

  urls(): readonly string[] {
    return [this.#url];
  }
}

async function get(url: string, range: readonly [number, number], how: Transfer): Promise<Reply> {
  const { meter, fresh, ...rest } = how;
  meter.requests += 1;
  const reply = await request({ url, range, cache: fresh ? "reload" : "default", received: meter.received, ...rest });
  // Bytes from the middle of a file may look like anything.
  if (!reply.partial || range[0] === 0) refuseHtml(reply, url);
  return reply;
}

const told = new Set<string>();

function tell(url: string, length: number): void {
  if (length <= FIRST_READ || told.has(url)) return;
  told.add(url);
  console.warn(`midu: ${url} was sent whole, ${length} bytes: its host does not know HTTP Range. An index made with --carrier files suits any host.`);
}
