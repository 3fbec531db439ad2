/**
 * Fetches the pages that a search asks for: neighbours in one request, others in parallel, a page
 * that is on its way never twice. Nothing that failed is remembered.
 */
import { abortable } from "./abort.js";
import type { Page } from "./engine.js";
import { request, type Reply } from "./transport.js";

// Below this many bytes between two pages one longer request is cheaper than a second one, whose
// headers alone are about as long.
const GAP = 512;

/** Pages that one request brings. */
export interface Run {
  start: number;
  end: number;
  pages: Page[];
}

/** Joins pages whose ranges touch or nearly touch. */
export function joined(pages: readonly Page[]): Run[] {
  const runs: Run[] = [];
  for (const page of [...pages].sort((a, b) => a.offset - b.offset)) {
    const end = page.offset + page.length;
    const last = runs.at(-1);
    if (last && page.offset - last.end <= GAP) {
      last.end = Math.max(last.end, end);
      last.pages.push(page);
    } else {
      runs.push({ start: page.offset, end, pages: [page] });
    }
  }
  return runs;
}

/** Counts what a search fetches. */
export interface Meter {
  requests: number;
  received: (bytes: number) => void;
}

interface Flight {
  arrived: Promise<void>;
  waiting: number;
  stop: AbortController;
}

/** Brings pages of one file. */
export class PageLoader {
  readonly #url: string;
  readonly #stall: number | undefined;
  readonly #supply: (page: Page, bytes: Uint8Array) => Promise<void>;
  readonly #flights = new Map<number, Flight>();

  /** `supply` takes the bytes of one page; it rejects if they are not that page's. */
  constructor(url: string, stall: number | undefined, supply: (page: Page, bytes: Uint8Array) => Promise<void>) {
    this.#url = url;
    this.#stall = stall;
    this.#supply = supply;
  }

  /** Resolves when all these pages are supplied. Aborting ends only requests nobody else awaits. */
  async load(pages: readonly Page[], meter: Meter, signal: AbortSignal | undefined): Promise<void> {
    const missing = pages.filter((page) => !this.#flights.has(page.id));
    for (const run of joined(missing)) this.#start(run, meter);
    const flights = new Set(pages.map((page) => this.#flights.get(page.id)));
    const mine = new AbortController();
    const waits = [...flights].map((flight) => flight && awaited(flight, mine.signal));
    try {
      await abortable(Promise.all(waits), signal);
    } catch (error) {
      // What is left of a search that failed ends with it, so that the next one asks anew.
      mine.abort();
      await Promise.allSettled(waits);
      throw error;
    }
  }

  /** Ends all requests. */
  stop(): void {
    for (const flight of this.#flights.values()) flight.stop.abort();
  }

  #start(run: Run, meter: Meter): void {
    const stop = new AbortController();
    const flight: Flight = { stop, waiting: 0, arrived: this.#fetch(run, meter, stop.signal) };
    for (const page of run.pages) this.#flights.set(page.id, flight);
    const landed = (): void => {
      // A newer flight may have taken the place of one that was aborted.
      for (const { id } of run.pages) if (this.#flights.get(id) === flight) this.#flights.delete(id);
    };
    stop.signal.addEventListener("abort", landed, { once: true });
    flight.arrived.then(landed, landed);
  }

  async #fetch(run: Run, meter: Meter, signal: AbortSignal): Promise<void> {
    const range = [run.start, run.end] as const;
    for (const fresh of [false, true]) {
      meter.requests += 1;
      const reply = await request({
        url: this.#url,
        range,
        fresh,
        signal,
        stall: this.#stall,
        received: meter.received,
      });
      try {
        return await this.#deliver(run, reply);
      } catch (error) {
        // The browser's cache may hold pages of an index that was replaced since: ask once past it.
        if (fresh) throw error;
      }
    }
  }

  async #deliver(run: Run, reply: Reply): Promise<void> {
    const base = reply.partial ? run.start : 0;
    const supplied = run.pages.map((page) => {
      const from = page.offset - base;
      return this.#supply(page, reply.bytes.subarray(from, from + page.length));
    });
    await Promise.all(supplied);
  }
}

/** Awaits a flight for one search, and ends it when the last search that waited gave up. */
async function awaited(flight: Flight, signal: AbortSignal | undefined): Promise<void> {
  flight.waiting += 1;
  try {
    await abortable(flight.arrived, signal);
  } finally {
    flight.waiting -= 1;
    if (flight.waiting === 0) flight.stop.abort(); // Without effect on one that has landed.
  }
}
