import { Index } from "flexsearch";
import { first, json } from "../shared/fetched.mjs";

// It gives at most 100 unless told.
const ALL = 1e9;

/** The parts of an index as one JSON text. */
export async function stored(documents, options) {
  const index = new Index(options);
  for (const { id, body } of documents) index.add(id, body);
  const parts = [];
  await index.export((key, data) => {
    if (data) parts.push([key, data]);
  });
  return JSON.stringify(parts);
}

/** Loads and asks a stored index that was made with the same options. */
export function adapter(options) {
  const index = new Index(options);
  return {
    async load(base) {
      for (const [key, data] of await json(`${base}index.json`)) index.import(key, data);
    },
    query: (typed, limit) => first(index.search(typed, { limit: ALL }), limit),
  };
}
