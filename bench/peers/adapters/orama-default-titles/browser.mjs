import { create, load as restore, search } from "@orama/orama";
import { json } from "../shared/fetched.mjs";
import { settings } from "./adapter.mjs";

let index;

export async function load(base) {
  index = create(settings());
  restore(index, await json(`${base}index.json`));
}

export async function query(typed, limit) {
  const found = await search(index, { term: typed, properties: ["title", "text"], boost: { title: 2 }, limit });
  return { total: found.count, ids: found.hits.map(({ id }) => Number(id)) };
}
