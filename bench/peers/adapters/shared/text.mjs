// What the peers make of a text where that is the site owner's own code. Runs in Node and in the page.

/** The normal form that answers of every peer are judged by. */
export const normalized = (text) => text.normalize("NFKC").toLowerCase();

export const HAN = "\\p{Script=Han}々〇";
const RUNS = new RegExp(`[${HAN}]+|[\\p{L}\\p{N}]+?(?=[${HAN}]|[^\\p{L}\\p{N}]|$)`, "gu");
const STARTS_HAN = new RegExp(`^[${HAN}]`, "u");

export const isHan = (text) => STARTS_HAN.test(text);

/** What most guides advise for Chinese: runs of Han become overlapping pairs, other words stay. */
export function bigrams(text, { whole }) {
  const terms = [];
  for (const [run] of normalized(text).matchAll(RUNS)) {
    if (!isHan(run)) {
      terms.push(run);
      continue;
    }
    const characters = Array.from(run);
    for (let i = 0; i + 1 < characters.length; i += 1) terms.push(characters[i] + characters[i + 1]);
    // The last character starts no pair. In a whole text it is a term too, so that a query of one
    // character, asked as a prefix, finds it.
    if (whole || characters.length === 1) terms.push(characters.at(-1));
  }
  return terms;
}

const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** The words that the browser's segmenter sees. */
export function words(text) {
  const terms = [];
  // One after the other: keeping the segments, as [...segments] does, takes quadratic time.
  for (const { segment, isWordLike } of segmenter.segment(normalized(text))) if (isWordLike) terms.push(segment);
  return terms;
}
