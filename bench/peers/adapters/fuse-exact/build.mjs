export const title = "Fuse.js 7, extended search for what includes the query";
export const reuse = "fuse";
