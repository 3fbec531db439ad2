import { Charset } from "flexsearch";

export const options = () => ({ encoder: Charset.CJK, tokenize: "strict" });
