import { count, create, load as restore, search } from "@orama/orama";
import { createTokenizer } from "@orama/tokenizers/mandarin";
import { json } from "../shared/fetched.mjs";

export const settings = () => ({ schema: { body: "string" }, components: { tokenizer: createTokenizer() } });

/** Loads and asks a stored index with these options of a search. */
export function adapter(options) {
  let index;
  let most;
  return {
    async load(base) {
      index = create(settings());
      restore(index, await json(`${base}index.json`));
      most = count(index);
    },
    async query(typed, limit) {
      const found = await search(index, { term: typed, properties: ["body"], limit: Math.min(limit, most), ...options });
      return { total: found.count, ids: found.hits.map(({ id }) => Number(id)) };
    },
  };
}
