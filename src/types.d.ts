
/** Pages to fetch and supply before the same search is asked again, or the answer. */
export type Step =
  | { kind: "pages"; pages: Page[] }
  | { kind: "answer"; total: number; occurrences: number; hits: Hit[] };

/** A page of the index and the byte range of the file that holds it. */
export interface Page {
  id: number;
  offset: number;
  length: number;
}

/** One document that holds the query. */
export interface Hit {
  doc: number;
  url: string;
  title: Marked;
  excerpt: Marked;
  path: string;
  anchor?: string;
  occurrences: number;
  relevance: number;
  id?: string;
  date?: string;
  lang?: string;
  meta: Record<string, string>;
  /** Where a request asked for it. */
  score?: { total: number; parts: { name: string; value: number }[] };
}

/** Text with the ranges to mark: UTF-16 offsets, ascending, disjoint. */
export interface Marked {
  text: string;
  marks: [start: number, end: number][];
}

/** What an index says of itself; lengths and offsets in bytes. */
export interface Info {
  formatVersion: number;
  layout: "paged" | "embedded" | "compact";
  documents: number;
  characters: number;
  sourceCharacters: number;
  residentLength: number;
  fileLength: number;
  sections: { name: string; offset: number; length: number; pages: number }[];
}

/** What {@link Index.query} takes; what is absent keeps its default. Names that are not here are errors. */
export interface QueryRequest {
  /** How many hits to skip; 0. */
  offset?: number;
  /** How many hits to return at most; 10. */
  limit?: number;
  /** Whether hits carry an excerpt; true. */
  excerpts?: boolean;
  /** In the query language; "". */
  query?: string;
  /** Takes the query as one text, whatever its characters are; false. */
  literal?: boolean;
  /** What documents must fulfil beside the query. */
  filter?: Filter;
  /** The order of the hits; the best first. */
  sort?: Sort[];
  /** Names of the filters whose values are counted over all documents found. */
  facets?: string[];
  /** Whether each hit has a score with its parts; false. */
  explain?: boolean;
  /** What an occurrence counts by where it stands, 0 to 1000; 8, 3 and 1. */
  weights?: { title?: number; heading?: number; body?: number };
  /** Which steps are tried, in this order, where nothing is found; none. */
  relax?: { signs?: boolean; near?: boolean; pinyin?: boolean; edit?: boolean };
  /** Whether pinyin is read as those hear it who do not tell zh from z, n from l, in from ing; false. */
  fuzzy?: boolean;
}

/** One criterion of an order: `relevance`, `date` or a name. */
export interface Sort {
  key: string;
  /** From the largest to the smallest; false, and true for `relevance`. */
  descending?: boolean;
}

/**
 * A text in the query language, or an object: all of its names must fit, of several values any. `any`,
 * `all`, `none` and `not` (of all of them) combine what stands under them.
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

/** Pages to fetch and supply before the same is asked again, or the answer. */
export type QueryStep =
  | { kind: "pages"; pages: Page[] }
  | {
      kind: "answer";
      total: number;
      occurrences: number;
      hits: Hit[];
      /** Stable names of what a person should know of the answer. */
      notes: string[];
      /** The step that found what the query itself did not, with the texts it looked for. */
      relaxed?: { step: "signs" | "near" | "pinyin" | "edit"; texts: string[] };
      /** What Latin letters that occur find as pinyin too; these hits come after `total` others. */
      also?: {
        step: "signs" | "near" | "pinyin" | "edit";
        texts: string[];
        total: number;
        occurrences: number;
        notes: string[];
      };
      facets: { name: string; values: { value: string; count: number }[] }[];
    };

/** Pages to fetch and supply before the same is asked again, or texts that may be meant. */
export type SuggestStep =
  | { kind: "pages"; pages: Page[] }
  | { kind: "suggestions"; suggestions: { text: string; documents: number; title: boolean }[] };

/** Pages to fetch and supply before the same is asked again, or places of one document. */
export type PassagesStep =
  | { kind: "pages"; pages: Page[] }
  | {
      kind: "passages";
      passages: { excerpt: Marked; path: string; anchor?: string }[];
      /** Where to go on; absent where there is no further place. */
      next?: number;
    };
