/**
 * Keeps an engine alive for one index: in a worker where one can be had, else in the page. When the
 * engine dies, a fresh one opens the same bytes and is asked again; when its memory has grown too far,
 * it is replaced between searches.
 */
import { pause } from "./abort.js";
import { PROTOCOL, type Asked, type EngineHost, type Opened, type Reply, type Request, type Running, type Step, type Timed } from "./engine.js";
import { MiduError } from "./errors.js";
import { loadProgram, ownModule, type Program } from "./program.js";
import { Death, Thread } from "./thread.js";
import type { OpenOptions } from "./types.js";

// Workers that die one after the other are replaced this often, then the page's own thread is tried.
const RESPAWNS = 3;
const FIRST_PAUSE = 50;

// Linear memory never shrinks. What pages and answers add to that of a fresh engine is bounded by
// replacing it.
const GROWTH = 32 * 1024 * 1024;

// Where workers failed although the same code runs in the page, no other is tried.
let workersFail = false;

/** Starts the engine for one index. A failed start is tried again by the next call. */
export async function startEngine(options: OpenOptions, received: (bytes: number) => void): Promise<EngineHost> {
  const supervisor = new Supervisor(options, received);
  try {
    await supervisor.started();
    return supervisor;
  } catch (error) {
    supervisor.free();
    throw error;
  }
}

class Supervisor implements EngineHost {
  #load: (full: boolean) => Promise<Program>;
  #options: OpenOptions;
  #program: Promise<Program> | undefined;
  #code: Running["code"] = "wasm";
  /** Whether the engine reads every layout and knows the query language. */
  #full: boolean;
  #thread: Promise<Thread> | undefined;
  #running: Thread | undefined;
  #deaths = 0;
  #freed = false;
  /** What the index was opened with, to open it again. */
  #bytes: Uint8Array | undefined;
  #most = Infinity;

  constructor(options: OpenOptions, received: (bytes: number) => void) {
    this.#options = options;
    this.#load = (full) => loadProgram(options, received, full);
    this.#full = ownModule(options, false).full;
  }

  get running(): Running {
    return { thread: this.#running?.kind ?? "page", code: this.#code };
  }

  async started(): Promise<void> {
    await this.#survive(async () => undefined);
  }

  async open(bytes: Uint8Array): Promise<Opened> {
    this.#bytes = undefined;
    try {
      return await this.#open(bytes);
    } catch (error) {
      // Whoever gives the engine gives one that reads the layouts in use.
      if (this.#full || this.#options.wasm !== undefined || (error as MiduError).code !== "unsupported-layout") throw error;
    }
    await this.enlarge();
    return this.#open(bytes);
  }

  async ask(asked: Asked): Promise<Timed<Step>> {
    const { milliseconds, value } = await this.#ask(asked);
    return { ...(value as Step), milliseconds };
  }

  async enlarge(): Promise<boolean> {
    // The engine that is JavaScript is full.
    if (this.#full || this.#code !== "wasm") return true;
    if (this.#options.wasm !== undefined) return false;
    // The one before goes on until then.
    const larger = this.#load(true);
    await Promise.all([larger, this.started()]);
    if (this.#full) return true;
    this.#full = true;
    this.#program = larger;
    this.#retire();
    await this.started().catch((error: unknown) => {
      this.#full = false;
      this.#program = undefined;
      throw error;
    });
    return true;
  }

  async supply(page: number, bytes: Uint8Array): Promise<void> {
    await this.#ask({ call: "supply", page, bytes });
  }

  rest(): void {
    if (!this.#running || this.#running.memory <= this.#most) return;
    this.#retire();
    // At once, so that the next search need not wait for it.
    this.started().catch(() => undefined);
  }

  free(): void {
    this.#freed = true;
    this.#retire();
  }

  async #open(bytes: Uint8Array): Promise<Opened> {
    const { value, memory } = await this.#ask({ call: "open", bytes });
    const opened = value as Opened;
    if (opened.kind === "info") {
      this.#bytes = bytes;
      this.#most = memory + (this.#options.growth ?? GROWTH);
    }
    return opened;
  }

  async #ask(request: Request): Promise<Reply & { value: unknown }> {
    const reply = await this.#survive((thread) => thread.ask(request));
    this.#deaths = 0;
    return valueOf(reply);
  }

  /** Does something with the thread, and again with the next one when it dies over it. */
  async #survive<T>(work: (thread: Thread) => Promise<T>): Promise<T> {
    for (let deaths = 0; ; ) {
      if (this.#freed) throw new MiduError("disposed", "This index was disposed. Open it again to search.");
      try {
        return await work(await (this.#thread ??= this.#spawn()));
      } catch (error) {
        if (!(error instanceof Death)) throw error;
        this.#mourn();
        if (error.guilty) deaths += 1;
        // What hangs must never hang the page.
        if (deaths <= (error.silent ? 1 : RESPAWNS + 1) || this.#freed) continue;
        this.#deaths = 0;
        const said = `The engine died ${deaths} times over this (${error.message}). Please report this.`;
        throw new MiduError("engine", said, { cause: error });
      }
    }
  }

  async #spawn(): Promise<Thread> {
    try {
      if (this.#deaths > 1) await pause(FIRST_PAUSE * 4 ** (this.#deaths - 2));
      // Which script the caller's module belongs to, only it tells.
      if (this.#options.wasm !== undefined) this.#full = (await this.#loaded()).full;
      const wanted = this.#options.worker !== false && !workersFail && this.#deaths <= RESPAWNS;
      const worker = wanted ? Thread.worker(this.#full) : undefined;
      if (worker) {
        try {
          return await this.#begin(worker);
        } catch (error) {
          worker.stop();
          // One that answered was not blocked, missing or cut: it died, and the next may live. But a
          // bundler may have moved a worker away from the engine that is JavaScript.
          if (error instanceof Death ? worker.alive : this.#code === "wasm") throw error;
        }
      }
      const page = await Thread.page(this.#full);
      if (worker) workersFail = true;
      return await this.#begin(page);
    } catch (error) {
      this.#thread = undefined;
      if (error instanceof Death) this.#deaths += 1;
      throw error;
    }
  }

  async #begin(thread: Thread): Promise<Thread> {
    const { module } = await this.#loaded();
    this.#code = module ? "wasm" : "javascript";
    valueOf(await thread.ask({ call: "start", protocol: PROTOCOL, module }));
    if (this.#bytes) valueOf(await thread.ask({ call: "open", bytes: this.#bytes }));
    this.#running = thread;
    if (this.#freed) this.#retire();
    return thread;
  }

  #loaded(): Promise<Program> {
    this.#program ??= this.#load(this.#full);
    this.#program.catch(() => (this.#program = undefined));
    return this.#program;
  }

  #mourn(): void {
    if (!this.#running?.dead) return;
    this.#deaths += 1;
    this.#retire();
  }

  #retire(): void {
    this.#running?.stop();
    this.#running = this.#thread = undefined;
  }
}

function valueOf(reply: Reply): Reply & { value: unknown } {
  if ("error" in reply) {
    const { code, message } = reply.error;
    throw code === "wasm" ? new MiduError(code, message) : Object.assign(new Error(message), { code });
  }
  return reply as Reply & { value: unknown };
}
