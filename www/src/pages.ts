/**
 * Brings the pages that a search asks for: those that one request brings together, others in
 * parallel, a page that is on its way never twice. Nothing that failed is remembered.
 */
import { abortable } from "./abort.js";
import type { Carrier, Meter } from "./carrier.js";
import type { Page } from "./engine.js";

// Milliseconds for which a search that was overtaken goes on waiting: the next key's search mostly needs the same pages.
const LINGER = 1000;

interface Flight {
  arrived: Promise<void>;
  waiting: number;
  stop: AbortController;
}

/** Brings pages of one build of an index. */
export class PageLoader {
  readonly #carrier: Carrier;
  readonly #stall: number | undefined;
  readonly #supply: (page: Page, bytes: Uint8Array) => Promise<void>;
  readonly #flights = new Map<number, Flight>();

  /** `supply` takes the bytes of one page; it rejects if they are not that page's. */
  constructor(carrier: Carrier, stall: number | undefined, supply: (page: Page, bytes: Uint8Array) => Promise<void>) {
    this.#carrier = carrier;
    this.#stall = stall;
    this.#supply = supply;
  }

  /** Resolves when all these pages are supplied. Aborting ends only requests nobody else awaits soon. */
  async load(pages: readonly Page[], meter: Meter, signal: AbortSignal | undefined): Promise<void> {
    const missing = pages.filter((page) => !this.#flights.has(page.id));
    for (const group of this.#carrier.groups(missing)) this.#start(group, meter);
    const flights = new Set(pages.map((page) => this.#flights.get(page.id)));
    const ended = new AbortController();
    const over = abortable(new Promise<never>(() => undefined), ended.signal);
    over.catch(() => undefined);
    const waits = [...flights].map((flight) => flight && awaited(flight, over));
    try {
      await abortable(Promise.all(waits), signal);
    } catch (error) {
      if (signal?.aborted) setTimeout(() => ended.abort(), LINGER);
      else {
        // What is left of a search that failed ends with it, so that the next one asks anew.
        ended.abort();
        await Promise.allSettled(waits);
      }
      throw error;
    }
  }

  /** Ends all requests. */
  stop(): void {
    for (const flight of this.#flights.values()) flight.stop.abort();
  }

  #start(group: readonly Page[], meter: Meter): void {
    const stop = new AbortController();
    const flight: Flight = { stop, waiting: 0, arrived: this.#fetch(group, meter, stop.signal) };
    for (const page of group) this.#flights.set(page.id, flight);
    const landed = (): void => {
      // A newer flight may have taken the place of one that was aborted.
      for (const { id } of group) if (this.#flights.get(id) === flight) this.#flights.delete(id);
    };
    stop.signal.addEventListener("abort", landed, { once: true });
    flight.arrived.then(landed, landed);
  }

  async #fetch(group: readonly Page[], meter: Meter, signal: AbortSignal): Promise<void> {
    for (const fresh of [false, true]) {
      try {
        const pieces = await this.#carrier.read(group, { meter, signal, stall: this.#stall, fresh });
        await this.#supplyAll(group, pieces);
        return;
      } catch (error) {
        // A cache may hold pages that were damaged or replaced since: ask once past it.
        const { code } = error as { code?: unknown };
        if (fresh || (code !== "corrupt" && code !== "not-an-index")) throw error;
      }
    }
  }

  /** Hands over every page that is good, and rejects if one is not. */
  async #supplyAll(group: readonly Page[], pieces: readonly Uint8Array[]): Promise<void> {
    const supplied = group.map((page, i) => this.#supply(page, pieces[i] ?? new Uint8Array()));
    await Promise.allSettled(supplied);
    await Promise.all(supplied);
  }
}

/** Awaits a flight until a search is over, and ends it when the last search that waited gave up. */
async function awaited(flight: Flight, over: Promise<never>): Promise<void> {
  flight.waiting += 1;
  try {
    await Promise.race([flight.arrived, over]);
  } finally {
    flight.waiting -= 1;
    if (flight.waiting === 0) flight.stop.abort(); // Without effect on one that has landed.
  }
}
