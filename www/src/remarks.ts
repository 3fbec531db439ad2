/**
 * What there is to say of an answer: that it is not of the query as it was typed, and what of the query
 * was left out. Loaded with the first such answer.
 */
import type { Also, Relaxed, RelaxStep } from "./types.js";

interface Texts {
  relaxed: (query: string, how: string) => string;
  also: (how: string) => string;
  step: Record<RelaxStep, (texts: string) => string>;
  note: Record<string, string>;
  quote: (text: string) => string;
}

const zhHans: Texts = {
  relaxed: (query, how) => `未找到“${query}”，以下结果${how}。`,
  also: (how) => `以下结果${how}。`,
  step: {
    signs: () => "忽略了标点和空格",
    near: (texts) => `中各部分相近：${texts}`,
    pinyin: () => "按拼音查找",
    edit: (texts) => `相差一个字：${texts}`,
  },
  note: {
    "too-many-terms": "条件太多，只用了前面的。",
    "too-deep": "括号层数太多，里层的当作文字。",
    "long-text": "查询太长，只用了前面一部分。",
    "many-places": "出现的地方太多，可能还有别的结果。",
    "nothing-asked": "只有要排除的内容，没有要查找的。",
  },
  quote: (text) => `“${text}”`,
};

const zhHant: Texts = {
  relaxed: (query, how) => `未找到「${query}」，以下結果${how}。`,
  also: (how) => `以下結果${how}。`,
  step: {
    signs: () => "忽略了標點和空格",
    near: (texts) => `中各部分相近：${texts}`,
    pinyin: () => "按拼音查找",
    edit: (texts) => `相差一個字：${texts}`,
  },
  note: {
    "too-many-terms": "條件太多，只用了前面的。",
    "too-deep": "括號層數太多，裡層的當作文字。",
    "long-text": "查詢太長，只用了前面一部分。",
    "many-places": "出現的地方太多，可能還有別的結果。",
    "nothing-asked": "只有要排除的內容，沒有要查找的。",
  },
  quote: (text) => `「${text}」`,
};

const en: Texts = {
  relaxed: (query, how) => `Nothing found for “${query}”; these results ${how}.`,
  also: (how) => `These results ${how}.`,
  step: {
    signs: () => "ignore punctuation and spaces",
    near: (texts) => `have its parts near each other: ${texts}`,
    pinyin: () => "match it as pinyin",
    edit: (texts) => `differ by one character: ${texts}`,
  },
  note: {
    "too-many-terms": "Too many terms; only the first ones were used.",
    "too-deep": "Parentheses are nested too deep; the inner ones were read as text.",
    "long-text": "The query is too long; only its beginning was used.",
    "many-places": "Found at very many places; there may be further results.",
    "nothing-asked": "The query only says what to leave out.",
  },
  quote: (text) => `“${text}”`,
};

const ja: Texts = {
  relaxed: (query, how) => `「${query}」は見つかりませんでした。${how}結果を表示しています。`,
  also: (how) => `以下は${how}結果です。`,
  step: {
    signs: () => "句読点と空白を無視した",
    near: (texts) => `次の語が近くにある（${texts}）`,
    pinyin: () => "ピンインとして検索した",
    edit: (texts) => `一文字違いの（${texts}）`,
  },
  note: {
    "too-many-terms": "条件が多すぎるため、先頭のものだけを使いました。",
    "too-deep": "括弧の入れ子が深すぎるため、内側は文字として扱いました。",
    "long-text": "検索語が長すぎるため、先頭の部分だけを使いました。",
    "many-places": "出現箇所が非常に多いため、ほかにも結果があるかもしれません。",
    "nothing-asked": "除外する語だけで、探す語がありません。",
  },
  quote: (text) => `「${text}」`,
};

/** The remark on an answer in the language of a BCP 47 tag. */
export function remark(query: string, relaxed: Relaxed | undefined, notes: readonly string[], lang: string): string {
  const texts = textsFor(lang.toLowerCase());
  const said = relaxed ? [texts.relaxed(query.trim(), how(relaxed, texts))] : [];
  return [...said, ...noted(notes, texts)].join(" ");
}

/** The remark on what follows the query's own hits. */
export function remarkBetween(also: Also, lang: string): string {
  const texts = textsFor(lang.toLowerCase());
  return [texts.also(how(also, texts)), ...noted(also.notes, texts)].join(" ");
}

function how({ step, texts: found }: Relaxed, { step: says, quote }: Texts): string {
  return says[step](found.map(quote).join(" "));
}

function noted(notes: readonly string[], { note }: Texts): string[] {
  return notes.map((name) => note[name] ?? name);
}

function textsFor(tag: string): Texts {
  if (/^zh-(hant|tw|hk|mo)\b/.test(tag)) return zhHant;
  if (/^ja\b/.test(tag)) return ja;
  return tag === "" || /^zh\b/.test(tag) ? zhHans : en;
}
