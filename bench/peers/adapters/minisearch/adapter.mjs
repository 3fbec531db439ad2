import MiniSearch from "minisearch";
import { first, text } from "../shared/fetched.mjs";

/** Loads and asks a stored index; all variants differ in their options alone. */
export function adapter(options) {
  let index;
  return {
    async load(base) {
      index = MiniSearch.loadJSON(await text(`${base}index.json`), options);
    },
    query: (typed, limit) => first(index.search(typed).map(({ id }) => id), limit),
  };
}
