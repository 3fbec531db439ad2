/**
 * An index in classic scripts, which also a page without a host may load: they call `midu.index` and
 * `midu.put` with text in base64. `midu index --carrier script` writes them. Loaded when an address
 * leads to one; needs a DOM.
 */
import type { Carrier, Tools, Transfer } from "./carrier.js";
import { byPack, cut, type Entry, entryOf, Kept, nameOf, packOf } from "./carrier-files.js";
import type { Page } from "./engine.js";

/** What scripts of an index call. It is the one global of the package, `midu`. */
export interface Receiver {
  /** Hands over an entry, and with it all bytes of the index where it is part of a page. */
  index(entry: unknown, text?: string): void;
  /** Hands over the bytes of a file. */
  put(name: string, text: string): void;
}

/** The name by which an index that is part of the page is opened: `midu:index`. */
const INLINE = "midu:index";

// A script tells nothing of its progress, so this is the time for all of it.
const PATIENCE = 4;
const STALL = 8000;

interface Delivery {
  entry?: unknown;
  name?: string;
  text?: string | undefined;
}

const deliveries = new Map<string, Delivery>();

/** Puts what scripts call where they find it. */
export function receive(): void {
  const scope = globalThis as { midu?: Partial<Receiver> };
  const own: Receiver = {
    index: (entry, text) => deliver({ entry, text }),
    put: (name, text) => deliver({ name, text }),
  };
  scope.midu = Object.assign(scope.midu ?? {}, own);
}

function deliver(what: Delivery): void {
  const script = document.currentScript;
  const from = script instanceof HTMLScriptElement ? script.src : "";
  deliveries.set(from || INLINE, what);
}

/** Opens the index whose entry is a script at an address, or part of the page. */
export async function openScripts(url: string, how: Transfer, tools: Tools): Promise<Carrier> {
  receive();
  // Part of the page: it stays for whoever opens it again.
  const delivery = url === INLINE ? deliveries.get(url) : await fetched(url, how, tools);
  if (delivery?.entry === undefined) {
    const said = `${url} is not the entry of an index. Check the address, or copy the folder again.`;
    throw new tools.MiduError("not-an-index", said, { url });
  }
  const text = JSON.stringify(delivery.entry);
  return new ScriptCarrier(text, entryOf(text, url, tools), url, delivery.text, tools);
}

class ScriptCarrier implements Carrier {
  readonly build: string;
  readonly #entry: Entry;
  readonly #url: string;
  readonly #inline: string | undefined;
  readonly #tools: Tools;
  readonly #kept = new Kept();

  constructor(build: string, entry: Entry, url: string, inline: string | undefined, tools: Tools) {
    this.build = build;
    this.#entry = entry;
    this.#url = url;
    this.#inline = inline;
    this.#tools = tools;
  }

  async first(how: Transfer): Promise<Uint8Array> {
    if (this.#inline !== undefined) return decoded(this.#inline, this.#url, this.#tools);
    return this.#get("resident", how);
  }

  async prefix(_: number, how: Transfer): Promise<Uint8Array> {
    return this.first({ ...how, fresh: true });
  }

  groups(pages: readonly Page[]): Page[][] {
    return byPack(this.#entry, pages);
  }

  async read(group: readonly Page[], how: Transfer): Promise<Uint8Array[]> {
    const number = packOf(this.#entry, group[0]?.offset ?? 0);
    const pack = (how.fresh ? undefined : this.#kept.get(number)) ?? (await this.#get(nameOf(number), how));
    const pieces = cut(number, pack, group);
    if (!pieces) {
      const url = this.#address(nameOf(number));
      const said = `${url} is not the pack that belongs there, or not all of it. Copy the folder again.`;
      throw new this.#tools.MiduError("corrupt", said, { url });
    }
    this.#kept.set(number, pack);
    return pieces;
  }

  urls(): readonly string[] {
    if (this.#inline !== undefined) return [];
    const packs = this.#entry.packs.reduce((sum, [, , count]) => sum + count, 0);
    return [...["resident", ...Array(packs).keys()].map((name) => this.#address(String(name))), this.#url];
  }

  #address(name: string): string {
    return new URL(`${this.#entry.build}/${name}.js`, this.#url).href;
  }

  async #get(name: string, how: Transfer): Promise<Uint8Array> {
    const url = this.#address(name);
    const { name: given, text } = await fetched(url, how, this.#tools);
    if (given !== name || text === undefined) {
      const said = `${url} hands over something else than it should. Copy the folder again.`;
      throw new this.#tools.MiduError("corrupt", said, { url });
    }
    return decoded(text, url, this.#tools);
  }
}

let freshness = 0;

/** Runs a script and gives what it handed over. */
function fetched(url: string, how: Transfer, tools: Tools): Promise<Delivery> {
  const { meter, signal, stall } = how;
  const address = new URL(url);
  return tools.retried(async () => {
    signal?.throwIfAborted();
    // There is no other way past a cache. A disc ignores it.
    if (how.fresh) address.searchParams.set("fresh", String((freshness += 1)));
    meter.requests += 1;
    const delivery = await run(address.href, (stall ?? STALL) * PATIENCE, signal, tools);
    meter.received(delivery.text?.length ?? 0);
    return delivery;
  }, signal);
}

function run(url: string, patience: number, signal: AbortSignal | undefined, { MiduError, scriptAddress }: Tools): Promise<Delivery> {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const ended = (outcome: () => void): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      script.onload = script.onerror = null;
      script.remove();
      deliveries.delete(url);
      outcome();
    };
    const failed = (code: "network" | "timeout" | "truncated", said: string): void => ended(() => reject(new MiduError(code, said, { url })));
    const stop = (): void => ended(() => reject(signal?.reason));
    const timer = setTimeout(() => failed("timeout", `${url} did not come within ${patience / 1000} s. Try again in a moment.`), patience);
    signal?.addEventListener("abort", stop, { once: true });
    script.onload = () => {
      const delivery = deliveries.get(url);
      if (delivery) ended(() => resolve(delivery));
      else failed("truncated", `${url} is not a script of an index, or not all of it. Copy the folder again.`);
    };
    script.onerror = () => failed("network", `${url} could not be loaded. Check that the whole folder was copied.`);
    const address = scriptAddress(url);
    if (address === undefined) {
      return failed("network", `The policies of this page let no script be loaded from ${url}. Use an index made with --carrier files.`);
    }
    script.src = address as string;
    document.head.append(script);
  });
}

function decoded(text: string, url: string, { MiduError }: Tools): Uint8Array {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < bytes.length; i += 1) bytes[i] = binary.charCodeAt(i);
    return bytes;
  } catch (cause) {
    throw new MiduError("corrupt", `${url} holds text that is no base64. Copy the folder again.`, { url, cause });
  }
}
