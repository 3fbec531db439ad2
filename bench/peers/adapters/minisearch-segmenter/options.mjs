import { words } from "../shared/text.mjs";

export const options = {
  fields: ["body"],
  tokenize: words,
  processTerm: (term) => term,
  searchOptions: { combineWith: "AND" },
};
