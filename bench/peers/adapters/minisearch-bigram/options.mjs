import { bigrams, isHan } from "../shared/text.mjs";

const alone = (term, terms) => terms.length === 1 && isHan(term) && Array.from(term).length === 1;

export const options = {
  fields: ["body"],
  tokenize: (text) => bigrams(text, { whole: true }),
  processTerm: (term) => term,
  searchOptions: {
    tokenize: (text) => bigrams(text, { whole: false }),
    combineWith: "AND",
    prefix: (term, _, terms) => alone(term, terms),
  },
};
