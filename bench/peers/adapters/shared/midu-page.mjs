// The real client over HTTP. The page's script imports it as a site would, from beside itself.
import { open } from "./midu/midu.js";

// A longer list would fetch the text of every hit. Totals are exact all the same, and compared.
const LISTED = 1000;

/** Opens and asks an index at this address below the site. */
export function adapter(name) {
  let index;
  let address;
  return {
    async load(base) {
      address = base + name;
      index = await open(address);
    },
    /** As a reader who comes anew: no page of the index is there. */
    async reopen() {
      index.dispose();
      index = await open(address);
      return index.info;
    },
    async query(typed, limit, options = {}) {
      const { total, hits, cost } = await index.search(typed, { limit: Math.min(limit, LISTED), ...options });
      return { total, urls: hits.map(({ url }) => url), cost };
    },
  };
}
