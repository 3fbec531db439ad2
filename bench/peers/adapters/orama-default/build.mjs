export const title = "Orama 3, mandarin tokenizer, threshold as it comes: any word";
export const reuse = "orama";
