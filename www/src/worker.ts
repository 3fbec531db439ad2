/**
 * The engine's thread: `dist/worker.js` is run as a worker, or imported where workers are not to be
 * had, so that no page fetches the bindings twice.
 */
import type { Request } from "./engine.js";
import { Runner } from "./runner.js";

export { Runner };

/** The name of our workers. */
interface Scope {
  name?: unknown;
  document?: unknown;
  postMessage(message: unknown): void;
  onmessage: ((event: MessageEvent<Request & { id: number }>) => void) | null;
}

const scope = globalThis as unknown as Scope;
// By name, as a page's own worker may import this file for itself.
if (scope.name === "midu-engine" && scope.document === undefined) {
  const runner = new Runner();
  scope.onmessage = ({ data }): void => void runner.answer(data).then((reply) => scope.postMessage(reply));
}
