/**
 * The package as one classic script with one global, `midu`, for pages that are opened without a host.
 * Registers `<midu-search>`; takes the engine by `midu.engine` and an index by `midu.index`, both of
 * which `midu index` writes behind it.
 */
import { engineText } from "./beside-inline.js";
import { receive } from "./carrier-script.js";
import * as face from "./midu.js";

receive();
Object.assign((globalThis as { midu?: object }).midu ?? {}, face, { engine: engineText });
if (!customElements.get("midu-search")) customElements.define("midu-search", face.MiduSearchElement);
