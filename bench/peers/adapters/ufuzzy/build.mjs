export const title = "uFuzzy 1, its settings for any script";
export const reuse = "fuse";
