/**
 * The one way to await something that a newer task may overtake: only the newest task's outcome
 * counts, older ones are aborted and their results and errors are dropped.
 */

/** What an overtaken task comes to. */
export const OVERTAKEN = Symbol("overtaken");

/** Runs tasks of which only the newest counts. */
export class Latest {
  #current: AbortController | undefined;

  /**
   * Starts a task and aborts the one before. Resolves to the task's value, or to `OVERTAKEN` if a
   * newer one was started or `cancel` was called before it ended. Rejects only for the newest.
   */
  async run<T>(task: (signal: AbortSignal) => Promise<T>): Promise<T | typeof OVERTAKEN> {
    this.cancel();
    const mine = new AbortController();
    this.#current = mine;
    try {
      const value = await task(mine.signal);
      return mine.signal.aborted ? OVERTAKEN : value;
    } catch (error) {
      if (mine.signal.aborted) return OVERTAKEN;
      throw error;
    } finally {
      if (this.#current === mine) this.#current = undefined;
    }
  }

  /** Aborts the running task, if any. */
  cancel(): void {
    this.#current?.abort();
    this.#current = undefined;
  }
}
