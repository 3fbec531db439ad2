/**
 * The public shapes of the client, written by hand: what a page may rely on. No type that
 * wasm-bindgen generates appears here or in any exported signature.
 */

/** Text in its original script with the ranges to mark, in UTF-16 units, ascending, disjoint. */
export interface Marked {
  readonly text: string;
  readonly marks: readonly (readonly [start: number, end: number])[];
}

/** One document that holds the query. */
export interface Hit {
  /** Its number in the index. */
  readonly doc: number;
  /** Where it lies, exactly as the corpus gave it: untrusted, see `safeHref`. */
  readonly url: string;
  readonly title: Marked;
  /** A piece of the body around an occurrence; empty text where the title alone holds the query. */
  readonly excerpt: Marked;
  /**
   * The headings above the excerpt, from the outermost to that of its section, one a line; empty before
   * the first heading, and where the title alone holds the query.
   */
  readonly path: string;
  /** The fragment that leads to that section, without `#`: untrusted, see `placeHref`. */
  readonly anchor?: string;
  /** Occurrences in title and body; overlapping ones count each. */
  readonly occurrences: number;
  /** Its score, which hits are ordered by: comparable between indexes of the same weights. */
  readonly relevance: number;
  readonly id?: string;
  readonly date?: string;
  /** BCP 47 tag of the document. */
  readonly lang?: string;
  readonly meta: Readonly<Record<string, string>>;
  /** Where `explain` asked for it. */
  readonly score?: { readonly total: number; readonly parts: readonly { readonly name: string; readonly value: number }[] };
}

/** What one search moved over the network and how long the engine worked. */
export interface Cost {
  /** Bytes of response bodies. */
  readonly bytes: number;
  readonly requests: number;
  /** Dependent round trips. */
  readonly rounds: number;
  /** Time inside the engine, without waiting for bytes. */
  readonly engineMilliseconds: number;
}

/** The answer to one query: exact totals and the hits asked for, best first. */
export interface Answer {
  readonly query: string;
  readonly offset: number;
  /** Documents that hold the query, all of them. */
  readonly total: number;
  /** Occurrences in all documents. */
  readonly occurrences: number;
  readonly hits: readonly Hit[];
  /** What a person should know of the answer, by stable names such as `too-many-terms`. */
  readonly notes?: readonly string[];
  /** The step that found the hits, where the query itself finds none. */
  readonly relaxed?: Relaxed;
  /**
   * What a query of Latin letters finds as pinyin too, where `relax` has that step. These hits follow all
   * of the query's own: of all hits, those from number `total` on. `total` and `facets` are without them.
   */
  readonly also?: Also;
  /** The facets asked for that the index has. */
  readonly facets?: readonly Facet[];
  /** What `relaxed` and `notes` mean, in words, where `lang` was given. */
  readonly remark?: string;
  readonly cost: Cost;
}

/** A way to find something near the query. */
export type RelaxStep = "signs" | "near" | "pinyin" | "edit";

/** What was found instead: across punctuation, by pieces near each other, by pinyin, or one edit away. */
export interface Relaxed {
  readonly step: RelaxStep;
  /** The pieces, or the texts that occur. */
  readonly texts: readonly string[];
}

/** What a step found beside what the query itself finds, in other documents. */
export interface Also extends Relaxed {
  /** These documents, all of them. */
  readonly total: number;
  readonly occurrences: number;
  readonly notes: readonly string[];
  /** What `step` and `notes` mean, in words, where `lang` was given. */
  readonly remark?: string;
}

/** A filter with its values over all documents found, by falling number. */
export interface Facet {
  readonly name: string;
  readonly values: readonly { readonly value: string; readonly count: number }[];
}

/** A place of a document where a query is found, with what stands around it. */
export interface Passage {
  readonly excerpt: Marked;
  /** As `Hit.path`. */
  readonly path: string;
  /** As `Hit.anchor`: untrusted. With the url of its hit it makes an address, see `placeHref`. */
  readonly anchor?: string;
}

/** Passages of one document in their order; no occurrence is marked in two of them. */
export interface Passages {
  readonly passages: readonly Passage[];
  /** Where to go on, for the next call; absent where there is no further occurrence. */
  readonly next?: number;
}

/** A text that begins with what was typed, or whose pinyin does. */
export interface Suggestion {
  readonly text: string;
  /** How many documents hold it. */
  readonly documents: number;
  /** Whether it is the title of one. */
  readonly title: boolean;
}

/**
 * What documents must fulfil beside the query: a text in the query language, or an object. All of its
 * names must fit, of several values any; `any`, `all`, `none` and `not` combine what stands under them.
 */
export type Filter = string | FilterObject;

export interface FilterObject {
  any?: FilterPart;
  all?: FilterPart;
  none?: FilterPart;
  not?: FilterPart;
  [name: string]: FilterPart | undefined;
}

export type FilterPart = string | number | boolean | FilterObject | readonly FilterPart[];

/** One criterion of an order. */
export interface Sort {
  /** `relevance`, `date`, or a name that the index was told to sort by. */
  key: string;
  /** From the largest to the smallest; false, and true for `relevance`. */
  descending?: boolean;
}

/** What an index says of itself. */
export interface IndexInfo {
  readonly formatVersion: number;
  readonly layout: "paged" | "embedded" | "compact";
  readonly documents: number;
  /** Length of the folded text in characters. */
  readonly characters: number;
  /** Characters of the original titles and bodies. */
  readonly sourceCharacters: number;
  readonly residentLength: number;
  readonly fileLength: number;
  readonly sections: readonly {
    readonly name: string;
    readonly offset: number;
    readonly length: number;
    readonly pages: number;
  }[];
}

/** Options of one search. */
export interface SearchOptions {
  /** How many hits at most; 10 unless told. */
  limit?: number;
  /** How many hits to skip; 0 unless told. */
  offset?: number;
  /** Aborting rejects the search with the signal's reason. */
  signal?: AbortSignal;
  /** Called as bytes arrive that the search waits for. */
  progress?: (progress: Progress) => void;
  /** Takes the query as one text, whatever its characters are. */
  literal?: boolean;
  /**
   * What is tried, in the order of `RelaxStep`, where the query finds nothing; nothing unless told. A
   * query of Latin letters is read as pinyin too where it finds up to 100 documents as it is.
   */
  relax?: boolean | readonly RelaxStep[];
  /** BCP 47 tag of the language for `remark`: Chinese, English or Japanese. */
  lang?: string;
  /** What documents must fulfil beside the query. */
  filter?: Filter;
  /** The order of the hits; the best first unless told. */
  sort?: readonly Sort[];
  /** Names of the filters whose values are counted over all documents found. */
  facets?: readonly string[];
  /** Whether each hit has a score with its parts. */
  explain?: boolean;
  /** What an occurrence counts by where it stands, 0 to 1000; 8, 3 and 1 unless told. */
  weights?: { title?: number; heading?: number; body?: number };
  /** Whether pinyin is read as those hear it who do not tell zh from z, n from l, in from ing. */
  fuzzy?: boolean;
}

/** Options of `suggest`. */
export interface SuggestOptions {
  /** How many suggestions at most; 8 unless told. */
  limit?: number;
  signal?: AbortSignal;
  progress?: (progress: Progress) => void;
}

/** Options of `passages`: those of the search that the hit came from, and the extent. */
export interface PassagesOptions extends Pick<SearchOptions, "literal" | "relax" | "fuzzy" | "filter" | "signal" | "progress"> {
  /** How many passages at most; 10 unless told. */
  limit?: number;
  /** Where to begin: 0 unless told, or `next` of the passages before. */
  from?: number;
}

/** How far something is that waits for bytes. */
export interface Progress {
  /** Bytes that have arrived: of index and engine while an index is opened. */
  readonly bytes: number;
}

/** Options of `open`. */
export interface OpenOptions {
  signal?: AbortSignal;
  /** Called as bytes arrive while the index is opened, and later those of the larger engine. */
  progress?: (progress: Progress) => void;
  /** Milliseconds without a byte after which a request is given up; 8000 unless told. */
  timeout?: number;
  /** Go past the browser's cache, for an index that was replaced on the host. */
  fresh?: boolean;
  /** `false` takes the build without SIMD even where the machine has it. */
  simd?: boolean;
  /** The engine's bytes or where they are, for places that cannot fetch beside this module. */
  wasm?: string | URL | BufferSource;
  /** `false` runs the engine on the page's own thread even where a worker is to be had. */
  worker?: boolean;
  /**
   * Bytes that the engine's memory may grow by before it is replaced between two searches; 32 MiB
   * unless told. WebAssembly memory never shrinks by itself.
   */
  growth?: number;
}

/** Options of `keepOffline`. */
export interface KeepOptions {
  signal?: AbortSignal;
  /** Called as bytes arrive; `total` is that of the index and is exceeded by a little. */
  progress?: (progress: Progress & { readonly total: number }) => void;
}

/** An open index. */
export interface MiduIndex {
  /** Another object once the index was replaced on its host and a search has opened the new one. */
  readonly info: IndexInfo;
  /** Where the engine runs now and what it is; it may move from a worker to the page. */
  readonly engine: { readonly thread: "worker" | "page"; readonly code: "wasm" | "javascript" };
  /** Bytes that this index has fetched so far, engine not counted. */
  readonly transferred: number;
  /**
   * Searches for a text, or in the query language: the first query that is more than one text, or has
   * options beyond the extent, loads a larger engine. A failed page rejects with a `MiduError`; the
   * next search asks for it again.
   */
  search(query: string, options?: SearchOptions): Promise<Answer>;
  /** Texts of the documents that begin with what was typed, or whose pinyin does. */
  suggest(prefix: string, options?: SuggestOptions): Promise<readonly Suggestion[]>;
  /**
   * The places of one hit's document where the query is found, from the start of its body on; loads the
   * larger engine. Rejects with `argument` where the index was replaced since the hit was found.
   */
  passages(query: string, hit: Pick<Hit, "doc">, options?: PassagesOptions): Promise<Passages>;
  /**
   * Keeps the whole index and the engine in the browser's Cache API, for the time without a network:
   * searches are answered from there when the network fails. May be called again to keep a newer build.
   * Rejects with a `MiduError`, or with the signal's reason.
   */
  keepOffline(options?: KeepOptions): Promise<void>;
  /** Ends all requests and frees the engine's memory. Searching afterwards rejects. */
  dispose(): void;
}
