export const title = "MiniSearch 7 as VitePress sets it up: prefix, fuzzy 0.2";
export const reuse = "minisearch";
