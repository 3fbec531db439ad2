/**
 * Finds words worth trying in a corpus that the page knows nothing of: the words and word pairs that
 * come back most in the first results of very common characters. They are copied from shown text, so
 * each of them is found.
 */
import type { Hit, MiduIndex } from "../src/midu.js";

const COMMON = ["的", "一", "人", "不"];
const SAMPLE = 20;
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

/** In how many of the hits each word, and each pair of neighbouring words, is shown. */
function counted(hits: readonly Hit[]): Map<string, number> {
  const counts = new Map<string, number>();
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  for (const { title, excerpt } of hits) {
    const here = new Set<string>();
    for (const { text } of [title, excerpt]) {
      let before = "";
      for (const { segment } of segmenter.segment(text)) {
        const word = HAN.test(segment) ? segment : "";
        here.add(word);
        // Two words of two or more characters make a phrase; particles would only cut one badly.
        if (before.length >= 2 && word.length >= 2) here.add(before + word);
        before = word;
      }
    }
    for (const phrase of here) {
      if (phrase.length >= 2 && phrase.length <= 6) counts.set(phrase, (counts.get(phrase) ?? 0) + 1);
    }
  }
  // What stands in most documents is a formula of this corpus and shows little of it.
  for (const [phrase, count] of counts) if (hits.length >= 6 && count > hits.length / 2) counts.delete(phrase);
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
