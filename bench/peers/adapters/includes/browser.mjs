import { first, json } from "../shared/fetched.mjs";
import { normalized } from "../shared/text.mjs";

let texts;

export async function load(base) {
  texts = await json(`${base}texts.json`);
}

export function query(typed, limit) {
  const wanted = normalized(typed);
  const ids = [];
  for (let id = 0; id < texts.length; id += 1) if (texts[id].includes(wanted)) ids.push(id);
  return first(ids, limit);
}
