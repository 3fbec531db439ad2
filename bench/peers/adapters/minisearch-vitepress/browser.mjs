import { adapter } from "../minisearch/adapter.mjs";

export const { load, query } = adapter({ fields: ["body"], searchOptions: { fuzzy: 0.2, prefix: true } });
