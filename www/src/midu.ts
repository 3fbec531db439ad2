/** The package's entry: client and element class, without side effects. */
export * from "./client-only.js";
export { MiduSearchElement, type MiduSearchEvents } from "./element.js";
