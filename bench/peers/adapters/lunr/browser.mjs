import { first, json } from "../shared/fetched.mjs";
import lunr from "./chinese.mjs";

let index;

export async function load(base) {
  index = lunr.Index.load(await json(`${base}index.json`));
}

export const query = (typed, limit) => first(index.search(typed).map(({ ref }) => Number(ref)), limit);
