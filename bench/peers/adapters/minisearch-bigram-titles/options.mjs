import { options as plain } from "../minisearch-bigram/options.mjs";

export const options = { ...plain, fields: ["title", "text"], searchOptions: { ...plain.searchOptions, boost: { title: 2 } } };
