/**
 * A thread with one engine: a worker, or the page's own. Pairs replies with requests and notices that
 * the engine is dead, whether it says so, fails or falls silent. It never starts another one.
 */
import { loadRunner, WORKER_TYPE } from "./beside.js";
import type { Reply, Request } from "./engine.js";
import { MiduError } from "./errors.js";
import { workerAddress } from "./trusted.js";

// A search takes the engine milliseconds, so a worker that is silent for this long was ended by the
// browser or hangs. Opening takes longer: a compact index is decoded, by at least so many bytes a
// second on a slow phone.
const PATIENCE = 3000;
const STARTING_PATIENCE = 8000;
const OPENING_PATIENCE = 20_000;
const OPENING_BYTES_PER_SECOND = 50_000;

/** A thread that cannot be used any more. */
export class Death extends Error {
  override readonly name = "Death";
  /** Whether this request was the one being worked on. */
  declare readonly guilty: boolean;
  /** Whether no answer came, rather than a bad one. */
  declare readonly silent: boolean;

  constructor(why: string, guilty: boolean, silent: boolean) {
    super(why);
    this.guilty = guilty;
    this.silent = silent;
  }
}

interface Port {
  post(message: Request & { id: number }, transfer: Transferable[]): void;
  close(): void;
}

interface Asked {
  request: Request;
  resolve: (reply: Reply) => void;
  reject: (death: Death) => void;
}

/** One engine behind a port. */
export class Thread {
  readonly kind: "worker" | "page";
  /** Whether it ever answered. */
  alive = false;
  /** Bytes of linear memory at the last reply. */
  memory = 0;
  #port: Port | undefined;
  #asked = new Map<number, Asked>();
  #last = 0;
  #watch: ReturnType<typeof setTimeout> | undefined;

  private constructor(kind: "worker" | "page") {
    this.kind = kind;
  }

  /** A worker, or nothing where the page may have none. That it failed to load shows at the first request. */
  static worker(full: boolean): Thread | undefined {
    const address = workerAddress(full);
    if (address === undefined) return undefined;
    const thread = new Thread("worker");
    try {
      const worker = new Worker(address as string, { type: WORKER_TYPE, name: "midu-engine" });
      worker.onmessage = ({ data }: MessageEvent<Reply>): void => thread.#answered(data);
      worker.onerror = worker.onmessageerror = (event: Event): void => {
        event.preventDefault();
        thread.#die(event instanceof ErrorEvent ? event.message : `The worker reports ${event.type}.`);
      };
      thread.#port = { post: (message, transfer) => worker.postMessage(message, transfer), close: () => worker.terminate() };
      return thread;
    } catch {
      return undefined;
    }
  }

  /** The page's own thread. */
  static async page(full: boolean): Promise<Thread> {
    const Runner = await loadRunner(full).catch((cause: unknown) => {
      throw new MiduError("network", "A worker script could not be fetched. Try again in a moment.", { cause });
    });
    const thread = new Thread("page");
    const runner = new Runner();
    const post: Port["post"] = (message) => void runner.answer(message).then((reply) => thread.#answered(reply));
    thread.#port = { post, close: () => undefined };
    return thread;
  }

  get dead(): boolean {
    return this.#port === undefined;
  }

  /** Asks the engine; rejects with `Death` only. */
  ask(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const id = (this.#last += 1);
      this.#asked.set(id, { request, resolve, reject });
      if (!this.#port) return this.#die("The engine is gone.");
      // A worker gets a copy of its own: the caller's bytes may be asked for again.
      const copied = this.kind === "worker" && "bytes" in request ? { ...request, bytes: request.bytes.slice() } : request;
      try {
        this.#port.post({ ...copied, id }, this.kind === "worker" && "bytes" in copied ? [copied.bytes.buffer] : []);
        this.#attend();
      } catch (error) {
        this.#die(String(error));
      }
    });
  }

  /** Ends it; what is still asked rejects. */
  stop(): void {
    this.#die("The engine was stopped.");
  }

  #answered(reply: Reply): void {
    if (this.dead) return;
    if ("crash" in reply) return this.#die(reply.crash);
    this.alive = true;
    this.memory = reply.memory;
    this.#asked.get(reply.id)?.resolve(reply);
    this.#asked.delete(reply.id);
    this.#attend();
  }

  /** Waits for the oldest request, which is the one being worked on. */
  #attend(): void {
    clearTimeout(this.#watch);
    const [oldest] = this.#asked.values();
    if (!oldest || this.kind === "page") return;
    const { request } = oldest;
    const patience =
      request.call === "open" ? OPENING_PATIENCE + (request.bytes.length / OPENING_BYTES_PER_SECOND) * 1000
      : request.call === "start" ? STARTING_PATIENCE
      : PATIENCE;
    // Twice, as a page that was frozen runs its timers before it reads its messages.
    this.#watch = setTimeout(() => {
      this.#watch = setTimeout(() => this.#die(`The worker was silent for ${patience} ms.`, true), 100);
    }, patience);
  }

  #die(why: string, silent = false): void {
    clearTimeout(this.#watch);
    this.#port?.close();
    this.#port = undefined;
    let guilty = true;
    for (const { reject } of this.#asked.values()) {
      reject(new Death(why, guilty, silent));
      guilty = false;
    }
    this.#asked.clear();
  }
}
