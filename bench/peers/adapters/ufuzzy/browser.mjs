import uFuzzy from "@leeoniya/ufuzzy";
import { first, json } from "../shared/fetched.mjs";

let texts;
let matcher;

export async function load(base) {
  texts = await json(`${base}texts.json`);
  // What its documentation calls universal.
  matcher = new uFuzzy({
    unicode: true,
    interSplit: "[^\\p{L}\\d']+",
    intraSplit: "\\p{Ll}\\p{Lu}",
    intraBound: "\\p{L}\\d|\\d\\p{L}|\\p{Ll}\\p{Lu}",
    intraChars: "[\\p{L}\\d']",
    intraContr: "'\\p{L}{1,2}\\b",
  });
}

export function query(typed, limit) {
  const [ids, details, order] = matcher.search(texts, typed);
  const ranked = details ? order.map((place) => details.idx[place]) : ids;
  return first(ranked ?? [], limit);
}
