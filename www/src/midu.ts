/** The package's entry: client and element class, without side effects. */
export { open, type Source } from "./client.js";
export { MiduError, type MiduErrorCode } from "./errors.js";
export { MiduSearchElement, type MiduSearchEvents } from "./element.js";
export { placeHref, safeHref } from "./links.js";
export type {
  Answer,
  Cost,
  Facet,
  Filter,
  FilterObject,
  FilterPart,
  Hit,
  IndexInfo,
  KeepOptions,
  Marked,
  MiduIndex,
  OpenOptions,
  Progress,
  Relaxed,
  RelaxStep,
  SearchOptions,
  Sort,
  Suggestion,
  SuggestOptions,
} from "./types.js";
