/**
 * Finds words worth trying in a corpus that the page knows nothing of: the words and word pairs that
 * come back most in the first results of very common characters. They are copied from shown text, so
 * each of them is found.
 */
import type { Hit, MiduIndex } from "../src/midu.js";

const COMMON = ["的", "一", "人", "不"];
const SAMPLE = 12;
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

/** How often each word, and each pair of neighbouring words, occurs in what the hits show. */
function counted(hits: readonly Hit[]): Map<string, number> {
  const counts = new Map<string, number>();
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  const add = (phrase: string, weight: number): void => {
    if (phrase.length >= 2 && phrase.length <= 6) counts.set(phrase, (counts.get(phrase) ?? 0) + weight);
  };
  for (const hit of hits) {
    for (const [text, weight] of [[hit.title.text, 2], [hit.excerpt.text, 1]] as const) {
      let before = "";
      for (const { segment } of segmenter.segment(text)) {
        const word = HAN.test(segment) ? segment : "";
        add(word, weight);
        // Two words of two or more characters make a phrase; particles would only cut one badly.
        if (before.length >= 2 && word.length >= 2) add(before + word, weight * 1.5);
        before = word;
      }
    }
  }
  return counts;
}

/** The best phrases, none of them inside another; equal scores in order of appearance. */
function chosen(counts: ReadonlyMap<string, number>, most: number): string[] {
  const ranked = [...counts].sort(([a, n], [b, m]) => score(b, m) - score(a, n));
  const phrases: string[] = [];
  for (const [phrase] of ranked) {
    if (phrases.some((other) => other.includes(phrase) || phrase.includes(other))) continue;
    phrases.push(phrase);
    if (phrases.length === most) break;
  }
  return phrases;
}

function score(phrase: string, count: number): number {
  return count * Math.sqrt(phrase.length);
}
