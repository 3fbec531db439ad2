/**
 * In the place of `beside.ts` in the script for pages that are opened without a host: nothing lies
 * beside it that such a page might load, so all of it is inside.
 */
import type { ModuleFile } from "./beside.js";
import { text } from "midu-worker-text";
import { Runner } from "./runner.js";

let worker: string | undefined;
let engine: string | undefined;
let module: URL | undefined;

/** Takes the engine's module, as base64. */
export function engineText(base64: string): void {
  engine = base64;
}

/** The script of the engine's thread. */
export function workerScript(): string {
  return (worker ??= URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
}

/** How that script is to be run: a page from a disc may run no module, wherever it comes from. */
export const WORKER_TYPE: WorkerType = "classic";

/** The same script's class, for the page's own thread. */
export async function loadRunner(): Promise<typeof Runner> {
  return Runner;
}

/** The only module there is: one that reads every layout and knows the query language. */
export function moduleFile(): ModuleFile {
  if (!module) {
    const bytes = Uint8Array.from(atob(engine ?? ""), (character) => character.charCodeAt(0));
    module = new URL(URL.createObjectURL(new Blob([bytes], { type: "application/wasm" })));
  }
  return { url: module, integrity: undefined, full: true };
}

/** Addresses of scripts: there are none that might be kept. */
export function scripts(): string[] {
  return [];
}
