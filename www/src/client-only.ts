/** `midu/client`: the client without the element, for lists of one's own and for places without a DOM. */
export { open, type Source } from "./client.js";
export { MiduError, type MiduErrorCode } from "./errors.js";
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
