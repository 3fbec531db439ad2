/**
 * Finds, fetches and compiles the engine's module, each once for a page. Where WebAssembly may not run
 * the program is the same engine as JavaScript.
 */
import { moduleFile, type ModuleFile } from "./beside.js";
import { MiduError } from "./errors.js";
import { request, type Request } from "./transport.js";
import type { OpenOptions } from "./types.js";

/** What a thread is started with; without a module, the engine that is JavaScript. */
export interface Program {
  module: WebAssembly.Module | undefined;
  /** Whether it reads every layout and knows the query language. */
  full: boolean;
}

// The least module there is, to learn whether one may run.
const EMPTY = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);

// A function of type () -> v128 with the body `i32.const 0; i8x16.splat`, the least that needs SIMD.
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

const programs = new Map<string, Promise<Program>>();

/** The module of ours for these options. */
export function ownModule({ simd }: OpenOptions, full: boolean): ModuleFile {
  return moduleFile(simd !== false && globalThis.WebAssembly?.validate(SIMD_PROBE) !== false, full);
}

/** The program for these options, full or not. A failure is not kept: the next call tries again. */
export async function loadProgram(options: OpenOptions, received: (bytes: number) => void, full: boolean): Promise<Program> {
  if (!(await wasmRuns())) return { module: undefined, full: true };
  const { wasm, timeout } = options;
  if (wasm !== undefined && typeof wasm !== "string" && !(wasm instanceof URL)) return compile(wasm);
  const file = wasm === undefined ? ownModule(options, full) : { url: wasm };
  const url = String(file.url);
  let program = programs.get(url);
  if (!program) {
    // Not tied to the caller's signal: other indexes of the page wait for the same program.
    program = fetched({ ...file, url, stall: timeout, received }).then((bytes) => compile(bytes, url));
    programs.set(url, program);
    program.catch(() => programs.delete(url));
  }
  return program;
}

/** The module that belongs to this script: one of another deploy would trap or answer wrongly. */
async function fetched(file: Request): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await request(file)).bytes;
  } catch (error) {
    if (!file.integrity || (error as MiduError).code !== "network") throw error;
  }
  // Browsers do not tell a wrong digest from no network, so it is asked for past caches, then as it is.
  const fresh = { ...file, cache: "reload" } as const;
  const past = await request(fresh).catch(() => undefined);
  if (past) return past.bytes;
  await request({ ...fresh, integrity: undefined });
  const said = `The engine at ${file.url} is not the one that belongs to this script. Reload the page; if it stays so, upload dist/ again, all files of one version.`;
  throw new MiduError("wasm", said, { url: file.url });
}

/** Addresses of the modules that this page runs. */
export function modules(): string[] {
  return [...programs.keys()];
}

/** Whether the browser has WebAssembly and the page's policy lets it run. */
async function wasmRuns(): Promise<boolean> {
  try {
    await WebAssembly.compile(EMPTY);
    return true;
  } catch {
    return false;
  }
}

async function compile(bytes: BufferSource, url?: string): Promise<Program> {
  try {
    const module = await WebAssembly.compile(bytes);
    return { module, full: WebAssembly.Module.exports(module).some(({ name }) => name === "index_query") };
  } catch (cause) {
    const said = `The engine${url ? ` at ${url}` : ""} is not WebAssembly that this browser takes. Upload dist/ again, all files of one version.`;
    throw new MiduError("wasm", said, { url, cause });
  }
}
