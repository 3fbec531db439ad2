/**
 * The thread in which an index is built, so that the page stays responsive: reads the files of a task, tells
 * how far it is, and hands the bytes of the index over. One task at a time; to end one, end the worker.
 */
import start, { Builder } from "midu-builder";
import type { Fault, Task, Told } from "./shapes.js";

interface Scope {
  onmessage: ((event: MessageEvent<Task>) => void) | null;
  postMessage(told: Told, transfer?: Transferable[]): void;
}

const scope = globalThis as unknown as Scope;

// What watches is a person: ten times a second is enough.
const PAUSE = 100;

const ready = start({ module_or_path: new URL("./builder_bg.wasm", import.meta.url) });
// It is awaited where it is needed; here it must not count as unhandled.
ready.catch(() => undefined);

scope.onmessage = ({ data }) => void work(data);

async function work({ files, layout }: Task): Promise<void> {
  let last = -Infinity;
  const progress = (phase: string, share: number): void => {
    const now = performance.now();
    if (now - last < PAUSE) return;
    last = now;
    scope.postMessage({ kind: "progress", phase, share });
  };
  try {
    await ready;
    const began = performance.now();
    const builder = new Builder();
    for (const [number, { name, file }] of files.entries()) {
      progress("reading", number / files.length);
      await added(builder, name, file);
    }
    const written = builder.finish(layout, (phase, thousandths) => progress(phase, thousandths / 1000));
    const [bytes, built] = [written.bytes(), written.report()];
    written.free();
    const milliseconds = performance.now() - began;
    scope.postMessage({ kind: "done", bytes, built, milliseconds }, [bytes.buffer]);
  } catch (error) {
    scope.postMessage({ kind: "failed", fault: asFault(error) });
  }
}

/** Adds one file, or tells why it cannot be. An error of the engine itself ends the task. */
async function added(builder: Builder, name: string, file: Blob): Promise<void> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (error) {
    // A folder that was dropped as a file, a file that was moved since.
    const fault = { code: "unreadable", what: String(error), place: name, help: "" };
    return scope.postMessage({ kind: "fault", name, fault });
  }
  try {
    scope.postMessage({ kind: "added", name, added: builder.add(name, bytes) });
  } catch (error) {
    if (error instanceof Error) throw error;
    scope.postMessage({ kind: "fault", name, fault: asFault(error) });
  }
}

/** The builder throws plain objects; what is an `Error` is a trap, or memory that ran out. */
function asFault(error: unknown): Fault {
  if (error instanceof Error) return { code: "engine", what: String(error), place: "", help: "" };
  return error as Fault;
}
