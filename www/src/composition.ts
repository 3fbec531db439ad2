/**
 * Follows an input method's composition on one input and answers two questions: may this text be
 * searched yet, and does this key belong to the input method rather than to us.
 */

// Safari sends the keydown that committed a candidate after compositionend.
const COMMIT_KEY_MILLISECONDS = 50;

// What may be searched although it is not committed: Han and Hangul are never a phonetic buffer.
// Latin, Bopomofo and kana are, so one of them anywhere in the buffer means "wait".
const SETTLED = /^[\p{sc=Han}\p{sc=Hang}\p{Nd}\p{P}\s]*$/u;
const LETTERS = /[\p{sc=Han}\p{sc=Hang}]/u;

/** True where a buffer that is not committed reads as text and not as spelling. */
export function isSettled(buffer: string): boolean {
  return SETTLED.test(buffer) && LETTERS.test(buffer);
}

// Letters of pinyin, with what input methods put between syllables, and Han that was committed before them.
const SPELLED = /^[\p{Script=Han}a-zü' ]*[a-zü](?:[' ]?[a-zü]){2}[\p{Script=Han}a-zü' ]*$/iu;

/** True where a text that is not committed can be heard: three letters on end at least. */
export function isSpelled(text: string): boolean {
  return SPELLED.test(text);
}

/** The state of composition on one input. */
export class Composition {
  #buffer: string | undefined;
  #endedAt = Number.NEGATIVE_INFINITY;

  /** Listens until the signal aborts. `ended` is called after each composition, changed or not. */
  constructor(input: HTMLElement, signal: AbortSignal, ended: () => void) {
    const follow = (event: CompositionEvent): void => {
      this.#buffer = event.data;
    };
    input.addEventListener("compositionstart", follow, { signal });
    input.addEventListener("compositionupdate", follow, { signal });
    const end = (): void => {
      if (this.#buffer === undefined) return;
      this.#buffer = undefined;
      this.#endedAt = performance.now();
      ended();
    };
    input.addEventListener("compositionend", end, { signal });
    // A composition that the browser dropped without an end must not silence the box for ever.
    input.addEventListener("blur", end, { signal });
  }

  /** True while the text holds a buffer that reads as spelling: keep what is shown. */
  get pending(): boolean {
    return this.#buffer !== undefined && !isSettled(this.#buffer);
  }

  /** True for keys that the input method eats or has just eaten. */
  owns(event: KeyboardEvent): boolean {
    if (event.isComposing || event.keyCode === 229 || this.#buffer !== undefined) return true;
    return performance.now() - this.#endedAt < COMMIT_KEY_MILLISECONDS;
  }
}
