import { first, json } from "../shared/fetched.mjs";
import lunr from "../lunr/chinese.mjs";

let index;

export async function load(base) {
  index = lunr.Index.load(await json(`${base}index.json`));
}

export function query(typed, limit) {
  const terms = new Set(lunr.zh.tokenizer(typed).map(String));
  if (terms.size === 0) return first([], limit);
  const found = index.query((clauses) => {
    for (const term of terms) clauses.term(term, { presence: lunr.Query.presence.REQUIRED });
  });
  return first(found.map(({ ref }) => Number(ref)), limit);
}
