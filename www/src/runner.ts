/**
 * One engine in whatever thread this is: takes requests, gives replies, never throws. An engine that
 * trapped is dead: its memory is in no known state, so nothing is asked of it any more.
 */
import { bind, type Bound, type EngineIndex } from "midu-wasm";
import { PROTOCOL, type Asked, type Opened, type Reply, type Request, type Step } from "./engine.js";

/** Whatever can be asked of an index; that this engine can be asked is settled before. */
type Asking = Record<Asked["call"], (...args: Asked["args"]) => Step>;

/** Runs one engine with one index. */
export class Runner {
  #bound: Bound | undefined;
  #index: EngineIndex | undefined;
  #dead = false;

  /** Answers a request; those that come after a crash are crashes too. */
  async answer(request: Request & { id: number }): Promise<Reply> {
    const began = performance.now();
    const outcome = await this.#outcome(request);
    const milliseconds = performance.now() - began;
    return { id: request.id, milliseconds, memory: this.#dead ? 0 : (this.#bound?.memory() ?? 0), ...outcome };
  }

  async #outcome(request: Request): Promise<{ value: unknown } | { error: { code: string; message: string } } | { crash: string }> {
    if (this.#dead) return { crash: "The engine died before." };
    try {
      return { value: request.call === "start" ? await this.#start(request.protocol, request.module) : this.#run(request) };
    } catch (thrown) {
      // The engine's own errors have a code. What has none is a trap, or memory or stack that ran out.
      const { code, message } = thrown as { code?: unknown; message?: unknown };
      if (typeof code === "string") return { error: { code, message: String(message) } };
      this.#dead = true;
      this.#bound = this.#index = undefined;
      return { crash: String(thrown) };
    }
  }

  async #start(protocol: string, module: WebAssembly.Module | undefined): Promise<void> {
    try {
      if (protocol !== PROTOCOL) throw new Error(`protocol ${protocol} is not ${PROTOCOL}`);
      this.#bound = module
        ? await bind(async (imports) => (await WebAssembly.instantiate(module, imports)).exports)
        : await (await import("midu-script")).start();
    } catch (cause) {
      const message = `The engine does not fit this script (${String(cause)}). Upload dist/ again, all files of one version.`;
      throw Object.assign(new Error(message), { code: "wasm" });
    }
  }

  #run(request: Exclude<Request, { call: "start" }>): unknown {
    if (!this.#bound) throw new Error("The engine was not started.");
    if (request.call === "open") return this.#open(this.#bound, request.bytes);
    if (!this.#index) throw new Error("No index was opened.");
    if (request.call === "supply") return this.#index.supply(request.page, request.bytes);
    return (this.#index as unknown as Asking)[request.call](...request.args);
  }

  #open({ Index }: Bound, bytes: Uint8Array): Opened {
    const length = Index.residentLength(bytes);
    if (length > bytes.length) return { kind: "prefix", length };
    this.#index = Index.open(bytes);
    return { kind: "info", info: this.#index.info() };
  }
}
