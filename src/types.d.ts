
/** Options of {@link Index.search}; what is absent keeps its default. */
export interface SearchOptions {
  /** How many hits to skip; 0. */
  offset?: number;
  /** How many hits to return at most; 10. */
  limit?: number;
  /** Whether hits carry an excerpt; true. */
  excerpts?: boolean;
}

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
  id?: string;
  date?: string;
  lang?: string;
  meta: Record<string, string>;
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
