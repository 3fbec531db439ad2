/** What the page and its worker say to each other. Types alone. */
import type { Added, Built, Fault } from "../../crates/playground/src/types.js";

export type { Added, Built, Fault, Note } from "../../crates/playground/src/types.js";

export type Layout = "paged" | "embedded" | "compact";

/** A file to index. A `File` crosses to the worker without its bytes being copied. */
export interface Given {
  /** Its name, or its path below the folder that was dropped. */
  readonly name: string;
  readonly file: Blob;
}

/** To the worker. */
export interface Task {
  readonly files: readonly Given[];
  readonly layout: Layout;
}

/** From the worker: how far it is, what single files came to, and at last `done` or `failed`. */
export type Told =
  | { readonly kind: "progress"; readonly phase: string; readonly share: number }
  | { readonly kind: "added"; readonly name: string; readonly added: Added }
  | { readonly kind: "fault"; readonly name: string; readonly fault: Fault }
  | { readonly kind: "done"; readonly bytes: Uint8Array<ArrayBuffer>; readonly built: Built; readonly milliseconds: number }
  | { readonly kind: "failed"; readonly fault: Fault };
