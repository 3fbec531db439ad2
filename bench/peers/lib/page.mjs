// Runs in the page of a peer: asks, takes the time, compares with the truth. Every timed answer is
// compared, outside of the time that is taken.

// The page's clock steps by 5 microseconds, so a query is repeated until it shows.
const LEAST_MS = 0.5;
const SHOWN = 10;

let truth;
let numberOf;

/** Gets what is true of the corpus; queries point into it. */
export async function equip(corpus) {
  const [numbers, urls] = await Promise.all([fetch(`/truth/${corpus}`), fetch(`/urls/${corpus}`)]);
  truth = new Uint32Array(await numbers.arrayBuffer());
  numberOf = new Map((await urls.json()).map((url, number) => [url, number]));
}

/** Microseconds-fine times of queries for ten documents, and whether each answer was right. */
export async function timed(queries, exact) {
  const rows = [];
  for (const query of queries) {
    for (let calls = 1; ; calls *= 4) {
      const start = performance.now();
      let answer;
      for (let call = 0; call < calls; call += 1) answer = await globalThis.peer.query(query.typed, SHOWN);
      const spent = performance.now() - start;
      const right = isRight(answer, exact ? query.folded : query.written, SHOWN);
      if (exact && !right) throw new Error(wrong(query, answer));
      if (spent < LEAST_MS) continue;
      rows.push({ milliseconds: spent / calls, right });
      break;
    }
  }
  return rows;
}

/**
 * Whole answers: how many documents came, how many of them hold the query in some form, and how many
 * of those that hold it as it was written are among them.
 */
export async function judged(queries, exact) {
  const rows = [];
  for (const query of queries) {
    const { number, written, folded } = query;
    try {
      const answer = await globalThis.peer.query(query.typed, Infinity);
      if (exact && !isRight(answer, folded, answer.urls.length)) throw new Error(wrong(query, answer));
      const ids = [...new Set(numbers(answer))];
      const found = ids.filter((id) => holds(written, id)).length;
      const proper = ids.filter((id) => holds(written, id) || holds(folded, id)).length;
      // Where an exact answer is longer than its list, its total was right: so is the rest.
      const whole = exact && answer.total > ids.length;
      rows.push({ number, came: ids.length, proper, found: whole ? length(written) : found });
    } catch (error) {
      if (exact) throw error;
      rows.push({ number, came: 0, proper: 0, found: 0, error: String(error).slice(0, 200) });
    }
  }
  return rows;
}

const length = ([start, end]) => end - start;
const numbers = ({ ids, urls }) => ids ?? urls.map((url) => numberOf.get(url));

/** Whether a total is that of a range of the truth and the first of its documents are in it. */
function isRight(answer, range, most) {
  const shown = new Set(numbers(answer));
  if (answer.total !== length(range) || shown.size !== Math.min(answer.total, most)) return false;
  return [...shown].every((id) => holds(range, id));
}

/** Whether a document is in a range of the truth, which is ascending. */
function holds([start, end], id) {
  let [low, high] = [start, end];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (truth[middle] < id) low = middle + 1;
    else high = middle;
  }
  return low < end && truth[low] === id;
}

function wrong({ typed, folded }, { total, urls = [] }) {
  const strange = urls.filter((url) => !holds(folded, numberOf.get(url)));
  return `“${typed}” is in ${length(folded)} documents, not ${total}; not in ${strange.slice(0, 3).join(", ") || "others"}`;
}
