/**
 * A second copy of the bindings, for the engine that reads the compact layout. A file of its own, so
 * that it is fetched only with such an index and may run beside the smaller engine.
 */
export { default, Index } from "midu-wasm";
