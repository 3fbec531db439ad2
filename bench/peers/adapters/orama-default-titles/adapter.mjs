import { createTokenizer } from "@orama/tokenizers/mandarin";

export const settings = () => ({ schema: { title: "string", text: "string" }, components: { tokenizer: createTokenizer() } });
