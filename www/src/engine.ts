/**
 * What the client knows of the engine: one index, asked asynchronously, wherever it runs, and what
 * crosses to its thread. `supervisor.ts` is behind it.
 */
import type { Also, Facet, Hit, IndexInfo, Passage, Relaxed, Suggestion } from "./types.js";

/** A byte range of the file that the engine wants. */
export interface Page {
  id: number;
  offset: number;
  length: number;
}

/** What a search finds. */
export interface Found {
  total: number;
  occurrences: number;
  hits: Hit[];
  notes?: string[];
  relaxed?: Relaxed;
  also?: Also;
  facets?: Facet[];
  /** Added by `language.ts`. */
  remark?: string;
}

/** What may be meant. */
export interface Suggested {
  suggestions: Suggestion[];
}

/** Where else it stands. */
export interface Passed {
  passages: Passage[];
  next?: number;
}

/** What was asked for, or the pages to supply before it is asked again. */
export type Step = { kind: "pages"; pages: Page[] } | ({ kind: "answer" } & Found) | ({ kind: "suggestions" } & Suggested) | ({ kind: "passages" } & Passed);

/** What bytes from the start of a file come to: an open index, or how many of them it takes. */
export type Opened = { kind: "info"; info: IndexInfo } | { kind: "prefix"; length: number };

/** A value and the milliseconds that the engine took for it. */
export type Timed<T> = T & { milliseconds: number };

/** What an open index is asked: by every engine a text, by the larger one a request or a start. */
export type Asked =
  | { call: "search"; args: [query: string, offset: number, limit: number] }
  | { call: "query"; args: [request: object] }
  | { call: "suggest"; args: [prefix: string, limit: number] }
  | { call: "passages"; args: [request: object, doc: number, from: number] };

/** Where an engine runs and what it is. */
export interface Running {
  readonly thread: "worker" | "page";
  readonly code: "wasm" | "javascript";
}

/**
 * The engine of one index. Rejects with what the engine threw, an error with a `code`. Bytes that are
 * handed over stay the caller's.
 */
export interface EngineHost {
  readonly running: Running;
  /** Opens the index; asks for a longer prefix where the bytes are not all that must be resident. */
  open(bytes: Uint8Array): Promise<Opened>;
  /** A page that was supplied may be asked for again: the engine may be another one meanwhile. */
  ask(asked: Asked): Promise<Timed<Step>>;
  /**
   * Changes to the engine that knows the query language, for good; false where the caller gave another
   * one. Where it fails, the one before goes on.
   */
  enlarge(): Promise<boolean>;
  supply(page: number, bytes: Uint8Array): Promise<void>;
  /** Says that no search is under way: the moment to give back memory. */
  rest(): void;
  /** Gives memory and thread back; nothing is answered afterwards. */
  free(): void;
}

/** A digest of the engine's bindings. Put in by the build. */
declare const BINDINGS: string;

/**
 * Script and worker may come from two deploys of a site. The number changes with `Request` and
 * `Reply`, the digest with what the engine takes and gives.
 */
export const PROTOCOL = `2-${BINDINGS}`;

/** What is asked of the engine's thread. */
export type Request =
  | { call: "start"; protocol: string; module: WebAssembly.Module | undefined }
  | { call: "open"; bytes: Uint8Array }
  | Asked
  | { call: "supply"; page: number; bytes: Uint8Array };

/** What the thread answers: a value, what the engine threw, or why the engine is dead. */
export type Reply = { id: number; milliseconds: number; memory: number } & (
  | { value: unknown }
  | { error: { code: string; message: string } }
  | { crash: string }
);
