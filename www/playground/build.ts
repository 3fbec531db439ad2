/** Builds an index in a worker. */
import { scriptAddress } from "../src/trusted.js";
import type { Built, Fault, Task, Told } from "./shapes.js";

/** An index that was built. */
export interface Outcome {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly built: Built;
  readonly milliseconds: number;
}

/** Told while a build goes on. */
export type Watcher = (told: Exclude<Told, { kind: "done" | "failed" }>) => void;

/** What a build rejects with where no index came of it. */
export class BuildError extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.what);
    this.fault = fault;
  }
}

let worker: Worker | undefined;

/** Starts the worker and its module, so that the next build need not wait for them. */
export function warm(): void {
  worker ??= new Worker(scriptAddress(new URL("./builder.js", import.meta.url).href) as string, { type: "module" });
}

/** Builds. Aborting ends the worker, and rejects with the signal's reason. */
export function build(task: Task, signal: AbortSignal, watch: Watcher): Promise<Outcome> {
  warm();
  const used = worker as Worker;
  return new Promise<Outcome>((resolve, reject) => {
    // The memory of a worker never shrinks, so each build has one of its own.
    const over = (): void => {
      signal.removeEventListener("abort", stop);
      used.terminate();
      worker = undefined;
      warm();
    };
    const stop = (): void => {
      over();
      reject(signal.reason);
    };
    signal.addEventListener("abort", stop, { once: true });
    used.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.kind !== "done" && data.kind !== "failed") return watch(data);
      over();
      data.kind === "done" ? resolve(data) : reject(new BuildError(data.fault));
    };
    used.onerror = (event) => {
      over();
      reject(new BuildError({ code: "engine", what: event.message ?? "", place: "", help: "" }));
    };
    used.postMessage(task);
  });
}
