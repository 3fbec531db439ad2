/**
 * `worker.ts` once more, for the engine that knows the query language: the build gives it the bindings of
 * that engine.
 */
export { Runner } from "./worker.js";
