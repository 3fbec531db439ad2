/** Texts in the languages that the element speaks, chosen by the tag of what is around it. */
export interface Languages<T> {
  hans: T;
  hant: T;
  ja: T;
  en: T;
}

/** The texts for a BCP 47 tag; Simplified Chinese where there is none, English for what is not here. */
export function ofLang<T>(tag: string, texts: Languages<T>): T {
  if (/^zh-(hant|tw|hk|mo)\b/i.test(tag)) return texts.hant;
  if (/^(zh\b|$)/i.test(tag)) return texts.hans;
  return /^ja\b/i.test(tag) ? texts.ja : texts.en;
}
