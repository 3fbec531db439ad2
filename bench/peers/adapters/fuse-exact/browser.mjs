import Fuse from "fuse.js";
import { first, json } from "../shared/fetched.mjs";

let index;

export async function load(base) {
  index = new Fuse(await json(`${base}texts.json`), { useExtendedSearch: true, ignoreLocation: true, threshold: 0 });
}

export const query = (typed, limit) => first(index.search(`'"${typed}"`).map(({ refIndex }) => refIndex), limit);
