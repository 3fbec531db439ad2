import { first, text } from "../shared/fetched.mjs";
import { normalized } from "../shared/text.mjs";

let all;
let starts;

export async function load(base) {
  all = await text(`${base}all.txt`);
  starts = [0];
  for (let end = all.indexOf("\0"); end >= 0; end = all.indexOf("\0", end + 1)) starts.push(end + 1);
  starts.push(all.length + 1);
}

export function query(typed, limit) {
  const wanted = normalized(typed);
  const ids = [];
  let id = 0;
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, starts[id + 1])) {
    let beyond = starts.length - 1;
    while (id + 1 < beyond) {
      const middle = (id + beyond) >> 1;
      if (starts[middle] <= at) id = middle;
      else beyond = middle;
    }
    ids.push(id);
    if (id + 2 === starts.length) break;
  }
  return first(ids, limit);
}
