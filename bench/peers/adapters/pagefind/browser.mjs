import { json } from "../shared/fetched.mjs";

let pagefind;
let fragments;
let urlOf;

export async function load(base) {
  fragments = `${base}_bench/urls.json`;
  pagefind = await import(`${base}pagefind/pagefind.js`);
  await pagefind.init();
}

export async function query(typed, limit) {
  const { results } = await pagefind.search(typed);
  const total = results.length;
  if (limit === Infinity) {
    urlOf ??= await json(fragments);
    return { total, urls: results.map(({ id }) => urlOf[id]) };
  }
  const shown = await Promise.all(results.slice(0, limit).map((result) => result.data()));
  return { total, urls: shown.map(({ raw_url, url }) => raw_url ?? url) };
}
