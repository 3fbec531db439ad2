export const title = "lunr 2 with lunr-languages zh, all terms of the query required";
export const reuse = "lunr";
