/**
 * Finds words worth trying in a corpus that the page knows nothing of: the words and word pairs that
 * come back most in the first results of very common characters. They are copied from shown text, so
 * each of them is found.
 */
import type { Hit, MiduIndex } from "../src/midu.js";

const COMMON = ["的", "一", "人", "不"];
const SAMPLE = 20;
// Words with one of these say little on their own.
const EMPTY = /[一这那个不没的了是在有我你他她它们就也都和与可以很]/;
const HAN = /^\p{Script=Han}+$/u;

/** Up to `most` frequent phrases of two to six Han characters, best first. */
export async function frequentPhrases(index: MiduIndex, most: number): Promise<string[]> {
  if (typeof Intl.Segmenter !== "function") return [];
  try {
    for (const character of COMMON) {
      const { hits } = await index.search(character, { limit: SAMPLE });
      const phrases = chosen(counted(hits), most);
      if (phrases.length > 0) return phrases;
    }
  } catch {
    // Words to try are a courtesy: a failure shows where somebody really searches.
  }
  return [];
}

// A title says what a text is about; words of the body alone are mostly those of any text.
const TITLE_WEIGHT = 4;

/** In how many of the hits each word, and each pair of neighbouring words, is shown; titles weigh more. */
function counted(hits: readonly Hit[]): Map<string, number> {
  const counts = new Map<string, number>();
  const spread = new Map<string, number>();
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  for (const { title, excerpt } of hits) {
    const here = new Map<string, number>();
    for (const [{ text }, weight] of [[title, TITLE_WEIGHT], [excerpt, 1]] as const) {
      const add = (phrase: string): void => void here.set(phrase, Math.max(here.get(phrase) ?? 0, weight));
      let before = "";
      let twoBefore = "";
      for (const { segment } of segmenter.segment(text)) {
        const word = HAN.test(segment) ? segment : "";
        add(word);
        // Two words of two or more characters make a phrase; particles would only cut one badly.
        if (before.length >= 2 && word.length >= 2 && twoBefore.length !== 1) add(before + word);
        [twoBefore, before] = [before, word];
      }
    }
    for (const [phrase, weight] of here) {
      if (phrase.length < 2 || phrase.length > 6 || EMPTY.test(phrase)) continue;
      counts.set(phrase, (counts.get(phrase) ?? 0) + weight);
      spread.set(phrase, (spread.get(phrase) ?? 0) + 1);
    }
  }
  // What stands in most documents is a formula of this corpus and shows little of it.
  for (const [phrase, count] of spread) if (hits.length >= 6 && count > hits.length / 2) counts.delete(phrase);
  return counts;
}

/** The best phrases, no two of which share two characters in a row; equal ones as they appeared. */
function chosen(counts: ReadonlyMap<string, number>, most: number): string[] {
  const ranked = [...counts].sort(([a, n], [b, m]) => score(b, m) - score(a, n));
  const phrases: string[] = [];
  const taken = new Set<string>();
  for (const [phrase] of ranked) {
    const pairs = Array.from({ length: phrase.length - 1 }, (_, i) => phrase.slice(i, i + 2));
    if (pairs.some((pair) => taken.has(pair))) continue;
    for (const pair of pairs) taken.add(pair);
    phrases.push(phrase);
    if (phrases.length === most) break;
  }
  return phrases;
}

function score(phrase: string, count: number): number {
  return count * Math.sqrt(phrase.length);
}
