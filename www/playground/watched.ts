/** An open index that tells what each of its searches asked of the host: the rows of the timeline. */
import type { Answer, Hit, IndexInfo, KeepOptions, MiduIndex, Passages, PassagesOptions, SearchOptions, SuggestOptions, Suggestion } from "../src/types.js";
import type { Asked } from "./host.js";

/** One search, or the opening, with its requests. */
export interface Row {
  /** What was searched for; nothing for the opening. */
  readonly query: string | undefined;
  readonly began: number;
  ended: number | undefined;
  readonly requests: (Asked & { readonly round: number })[];
  /** Whether it came to an end, or the next one took its place. */
  overtaken: boolean;
  answer: Answer | undefined;
}

/** The rows of one index, oldest first. */
export class Ledger {
  readonly rows: Row[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  begin(query?: string): Row {
    const row: Row = { query, began: performance.now(), ended: undefined, requests: [], overtaken: false, answer: undefined };
    this.rows.push(row);
    return row;
  }

  end(row: Row, how: { answer?: Answer; overtaken?: boolean } = {}): void {
    row.ended = performance.now();
    row.answer = how.answer;
    row.overtaken = how.overtaken ?? false;
    this.#changed();
  }

  /**
   * Notes a request for the search that began last. The requests of one round are sent together, and the next
   * round begins when all of them are there.
   */
  note(asked: Asked): void {
    const row = this.rows.at(-1);
    if (!row) return;
    const before = row.requests.at(-1)?.round ?? 0;
    const waits = row.requests.some((request) => request.ended === undefined);
    row.requests.push(Object.assign(asked, { round: waits ? before : before + 1 }));
  }
}

/** The bytes that came for a row. */
export function bytesOf({ requests }: Row): number {
  return requests.reduce((sum, { length, aborted }) => sum + (aborted ? 0 : length), 0);
}

/** The number of its dependent round trips. */
export function roundsOf({ requests }: Row): number {
  return requests.at(-1)?.round ?? 0;
}

export class WatchedIndex implements MiduIndex {
  readonly #index: MiduIndex;
  readonly #ledger: Ledger;

  constructor(index: MiduIndex, ledger: Ledger) {
    this.#index = index;
    this.#ledger = ledger;
  }

  get info(): IndexInfo {
    return this.#index.info;
  }

  get engine(): MiduIndex["engine"] {
    return this.#index.engine;
  }

  get transferred(): number {
    return this.#index.transferred;
  }

  async search(query: string, options?: SearchOptions): Promise<Answer> {
    const row = this.#ledger.begin(query);
    try {
      const answer = await this.#index.search(query, options);
      this.#ledger.end(row, { answer });
      return answer;
    } catch (error) {
      this.#ledger.end(row, { overtaken: options?.signal?.aborted ?? false });
      throw error;
    }
  }

  /** The places of a hit are a row too: its pages are read from the host as those of a search. */
  async passages(query: string, hit: Pick<Hit, "doc">, options?: PassagesOptions): Promise<Passages> {
    const row = this.#ledger.begin(query);
    try {
      return await this.#index.passages(query, hit, options);
    } finally {
      this.#ledger.end(row, { overtaken: options?.signal?.aborted ?? false });
    }
  }

  suggest(prefix: string, options?: SuggestOptions): Promise<readonly Suggestion[]> {
    return this.#index.suggest(prefix, options);
  }

  keepOffline(options?: KeepOptions): Promise<void> {
    return this.#index.keepOffline(options);
  }

  dispose(): void {
    this.#index.dispose();
  }
}
