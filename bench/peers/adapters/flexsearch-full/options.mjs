import { Charset } from "flexsearch";

export const options = () => ({ encoder: Charset.Normalize, tokenize: "full" });
