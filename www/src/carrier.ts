/**
 * How the bytes of an index come to the client, whatever lies on the host: one file, a folder of
 * packs, scripts. This file tells them apart; those that few pages need are loaded when they are.
 */
import type { Page } from "./engine.js";
import { MiduError } from "./errors.js";
import { openRange } from "./carrier-range.js";
import { refuseHtml, request, retried } from "./transport.js";
import { scriptAddress } from "./trusted.js";

/** Counts what is fetched. */
export interface Meter {
  requests: number;
  received: (bytes: number) => void;
}

/** How a transfer is to go. */
export interface Transfer {
  meter: Meter;
  signal?: AbortSignal | undefined;
  /** Milliseconds without a byte after which a try is given up. */
  stall?: number | undefined;
  /** Go past all caches: what they held turned out bad. */
  fresh?: boolean | undefined;
}

/** Brings the bytes of one build of one index. Everything it rejects with is a `MiduError` or an abort. */
export interface Carrier {
  /** Differs where anything on the host that matters differs. */
  readonly build: string;
  /** Bytes from the start of the index: as many as come in one request. */
  first(how: Transfer): Promise<Uint8Array>;
  /** So many bytes from the start, or as many as there are. */
  prefix(length: number, how: Transfer): Promise<Uint8Array>;
  /** Parts pages by what one request brings. */
  groups(pages: readonly Page[]): Page[][];
  /** The bytes of the pages of one group, in their order. They are not verified. */
  read(group: readonly Page[], how: Transfer): Promise<Uint8Array[]>;
  /** Addresses of all files of this build, the one that leads to the others last; none where there is no host. */
  urls(): readonly string[];
}

/** What a carrier in a file of its own is handed, so that there is one of each on a page. */
export interface Tools {
  MiduError: typeof MiduError;
  refuseHtml: typeof refuseHtml;
  request: typeof request;
  retried: typeof retried;
  openRange: typeof openRange;
  scriptAddress: typeof scriptAddress;
}

const tools: Tools = { MiduError, refuseHtml, request, retried, openRange, scriptAddress };

/**
 * Finds out what an address leads to. One that ends in `.js` is a script and `midu:` names what a
 * script left on the page; one without an extension is a folder, `.json` its entry; all others are
 * one file.
 */
export async function openCarrier(url: string, how: Transfer): Promise<Carrier> {
  const { protocol, pathname } = new URL(url);
  if (protocol === "midu:" || pathname.endsWith(".js")) {
    const { openScripts } = await loaded(import("./carrier-script.js"));
    return openScripts(url, how, tools);
  }
  if (/(^|\/)[^./]*$/.test(pathname) || pathname.endsWith(".json")) {
    if (protocol === "blob:") return openRange(url, how);
    const { openFiles } = await loaded(import("./carrier-files.js"));
    return openFiles(url, how, tools);
  }
  return openRange(url, how);
}

/** A part of the script that few pages need. */
export async function loaded<T>(part: Promise<T>): Promise<T> {
  try {
    return await part;
  } catch (cause) {
    const said = "A part of the script could not be fetched. Check the connection, and that all of dist/ was uploaded.";
    throw new MiduError("network", said, { cause });
  }
}
