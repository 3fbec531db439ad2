// Where the wanted document stands among the first ten, and what that comes to. In: answers of a peer
// and its queries. Out: success@1, MRR@10 and found@10 of each kind.
export const SHOWN = 10;

/** The place of the wanted document in an answer, from 1; 0 where it is not shown. */
export function rankOf({ ids, urls, error }, { id }, numberOf) {
  if (error !== undefined) return 0;
  const shown = ids ?? urls.map((url) => known(url, numberOf));
  return shown.slice(0, SHOWN).indexOf(id) + 1;
}

function known(url, numberOf) {
  const number = numberOf.get(url);
  // An answer that cannot be told would count as a miss.
  if (number === undefined) throw new Error(`${url} is the url of no document`);
  return number;
}

/** The scores of some ranks; nothing where there are none. */
export function scored(ranks) {
  if (ranks.length === 0) return undefined;
  const mean = (of) => ranks.reduce((sum, rank) => sum + of(rank), 0) / ranks.length;
  return {
    queries: ranks.length,
    success: mean((rank) => Number(rank === 1)),
    mrr: mean((rank) => (rank === 0 ? 0 : 1 / rank)),
    found: mean((rank) => Number(rank > 0)),
  };
}
