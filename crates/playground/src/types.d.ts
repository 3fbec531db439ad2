/** Something that deserves a look, or a page that is no document. */
export interface Note {
  /** The file. */
  path: string;
  line?: number;
  /** What was seen, in English. */
  text: string;
}

/** Why a file or a document is not in the index. */
export interface Fault {
  /** Stable, such as `broken-line`. */
  code: string;
  /** What happened, in English. */
  what: string;
  /** The file, with line and column where they are known. */
  place: string;
  /** What to do about it, in English. */
  help: string;
  line?: number;
  column?: number;
}

/** What one file gave. */
export interface Added {
  documents: number;
  bytes: number;
  notes: Note[];
  leftOut: Note[];
}

/** What an index was made of. */
export interface Built {
  files: number;
  documents: number;
  /** Bytes of the files. */
  fileBytes: number;
  /** Bytes of titles and bodies in UTF-8. */
  textBytes: number;
  /** Characters of titles and bodies. */
  characters: number;
  leftOut: Note[];
  faults: Fault[];
}
