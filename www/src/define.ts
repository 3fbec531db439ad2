/** Registers `<midu-search>`: the one file with a side effect, harmless when loaded twice. */
import { MiduSearchElement } from "./midu.js";

if (globalThis.customElements && !customElements.get("midu-search")) {
  customElements.define("midu-search", MiduSearchElement);
}

// For TypeScript only: whoever registers the element has the types of its tag and its events.
export type { MiduSearchElement, MiduSearchEvents } from "./midu.js";
