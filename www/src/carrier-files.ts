/**
 * A folder with an entry and, below a folder named after the content of the build, packs of pages or
 * one file. All but the entry is immutable. `midu index` writes it (crates/cli/src/carrier). Loaded
 * when an address leads to one.
 */
import type { Carrier, Tools, Transfer } from "./carrier.js";
import type { Page } from "./engine.js";
import type { Reply } from "./transport.js";

const ENTRY = "midu.json";
/** The version of the entry and of what it names that this file reads. */
const VERSION = 1;
/** Bytes before the pages of a pack: magic, length, where in the index they start. */
const HEAD = 16;
const MAGIC = 0x4b41_504d; // "MPAK"
// Neighbours of the pages of a search are likely to be asked for next.
const KEPT = 1 << 20;

/** What the entry says, as far as it is used here. */
export interface Entry {
  midu: number;
  carrier: "range" | "files" | "script";
  build: string;
  /** For each section in packs: its start, the stretch that is one pack, how many there are. */
  packs: readonly (readonly [start: number, stretch: number, count: number])[];
}

/** Opens the folder at an address, or the folder of the entry at one. */
export async function openFiles(url: string, how: Transfer, tools: Tools): Promise<Carrier> {
  const address = new URL(url);
  if (!address.pathname.endsWith(".json")) address.pathname = `${address.pathname.replace(/\/$/, "")}/${ENTRY}`;
  const { meter, signal, stall } = how;
  meter.requests += 1;
  // The one file that is never taken from a cache unasked, as all else follows from it.
  const reply = await tools.request({
    url: address.href,
    cache: how.fresh ? "reload" : "no-cache",
    received: meter.received,
    signal,
    stall,
  });
  tools.refuseHtml(reply, address.href);
  const text = new TextDecoder().decode(reply.bytes);
  const entry = entryOf(text, address.href, tools);
  const base = new URL(`${entry.build}/`, address).href;
  if (entry.carrier !== "range") return new FilesCarrier(text, entry, address.href, base, tools);
  const file = await tools.openRange(`${base}index.midu`, how);
  const urls = [...file.urls(), address.href];
  return Object.assign(file, { build: text, urls: () => urls });
}

/** Reads the text of an entry. */
export function entryOf(text: string, url: string, { MiduError }: Tools): Entry {
  let entry: Partial<Entry> | undefined;
  try {
    entry = JSON.parse(text) as Partial<Entry>;
  } catch {
    // Told below, with what else may be wrong with it.
  }
  if (typeof entry?.midu === "number" && entry.midu !== VERSION) {
    const said = `${url} is of version ${entry.midu}, this script reads ${VERSION}. Reload the page; if it stays so, use script and index of one release.`;
    throw new MiduError("format-version", said, { url });
  }
  const { build, carrier, packs } = entry ?? {};
  const numbers = Array.isArray(packs) && packs.every((pack) => Array.isArray(pack) && pack.length === 3 && pack.every(Number.isSafeInteger));
  if (!entry?.midu || !carrier || !/^[0-9a-f]{16}$/.test(build ?? "") || !numbers) {
    throw new MiduError("not-an-index", `${url} is not the entry of an index. Check the address, or upload the folder again.`, { url });
  }
  return entry as Entry;
}

/** The name of the pack of a number; what is before all packs is in the first file. */
export const nameOf = (pack: number): string => (pack < 0 ? "resident" : String(pack));

/** Which pack holds the page that starts at an offset; -1 for the first file. */
export function packOf({ packs }: Entry, offset: number): number {
  let before = 0;
  let found = -1;
  for (const [start, stretch, count] of packs) {
    if (offset >= start) found = before + Math.min(count - 1, Math.floor((offset - start) / stretch));
    before += count;
  }
  return found;
}

/** Parts pages by their packs. */
export function byPack(entry: Entry, pages: readonly Page[]): Page[][] {
  const groups = new Map<number, Page[]>();
  for (const page of pages) {
    const pack = packOf(entry, page.offset);
    const group = groups.get(pack);
    if (group) group.push(page);
    else groups.set(pack, [page]);
  }
  return [...groups.values()];
}

/** Cuts pages out of the pack of a number, or out of the first file; undefined where it is another one. */
export function cut(number: number, pack: Uint8Array, pages: readonly Page[]): Uint8Array[] | undefined {
  let [start, before] = [0, 0];
  if (number >= 0) {
    if (pack.length < HEAD) return undefined;
    const head = new DataView(pack.buffer, pack.byteOffset, HEAD);
    if (head.getUint32(0, true) !== MAGIC || head.getUint32(4, true) !== pack.length - HEAD) return undefined;
    [start, before] = [Number(head.getBigUint64(8, true)), HEAD];
  }
  const pieces: Uint8Array[] = [];
  for (const { offset, length } of pages) {
    const from = offset - start + before;
    if (from < before || from + length > pack.length) return undefined;
    pieces.push(pack.subarray(from, from + length));
  }
  return pieces;
}

/** The newest packs, up to a number of bytes. */
export class Kept {
  readonly #packs = new Map<number, Uint8Array>();
  #bytes = 0;

  get(pack: number): Uint8Array | undefined {
    return this.#packs.get(pack);
  }

  set(pack: number, bytes: Uint8Array): void {
    this.#bytes += bytes.length - (this.#packs.get(pack)?.length ?? 0);
    this.#packs.delete(pack);
    this.#packs.set(pack, bytes);
    for (const [old, { length }] of this.#packs) {
      if (this.#bytes <= KEPT) break;
      this.#packs.delete(old);
      this.#bytes -= length;
    }
  }
}

class FilesCarrier implements Carrier {
  readonly build: string;
  readonly #entry: Entry;
  readonly #address: string;
  readonly #base: string;
  readonly #tools: Tools;
  readonly #kept = new Kept();

  constructor(text: string, entry: Entry, address: string, base: string, tools: Tools) {
    // All of the entry: one that was damaged on the way names the same build.
    this.build = text;
    this.#entry = entry;
    this.#address = address;
    this.#base = base;
    this.#tools = tools;
  }

  async first(how: Transfer): Promise<Uint8Array> {
    return (await this.#get("resident", how)).bytes;
  }

  async prefix(_: number, how: Transfer): Promise<Uint8Array> {
    // All that is resident was there; the engine says that it is cut.
    return this.first({ ...how, fresh: true });
  }

  groups(pages: readonly Page[]): Page[][] {
    return byPack(this.#entry, pages);
  }

  async read(group: readonly Page[], how: Transfer): Promise<Uint8Array[]> {
    const number = packOf(this.#entry, group[0]?.offset ?? 0);
    const kept = how.fresh ? undefined : this.#kept.get(number);
    const pack = kept ?? (await this.#get(nameOf(number), how)).bytes;
    const pieces = cut(number, pack, group);
    if (!pieces) {
      const url = this.#url(nameOf(number));
      const said = `${url} is not the pack that belongs there, or not all of it. If the index was replaced on the host just now, reload the page; else upload it again.`;
      throw new this.#tools.MiduError("corrupt", said, { url });
    }
    this.#kept.set(number, pack);
    return pieces;
  }

  urls(): readonly string[] {
    const packs = this.#entry.packs.reduce((sum, [, , count]) => sum + count, 0);
    return [...["resident", ...Array(packs).keys()].map((name) => this.#url(String(name))), this.#address];
  }

  #url(name: string): string {
    return `${this.#base}${name}.bin`;
  }

  async #get(name: string, how: Transfer): Promise<Reply> {
    const { meter, signal, stall, fresh } = how;
    const url = this.#url(name);
    meter.requests += 1;
    const reply = await this.#tools.request({
      url,
      cache: fresh ? "reload" : "default",
      received: meter.received,
      signal,
      stall,
    });
    this.#tools.refuseHtml(reply, url);
    return reply;
  }
}
