/** The sections of an index, by what they are for: their colours and their names for people. */
import type { IndexInfo } from "../src/types.js";
import { language } from "./words.js";

export type Section = IndexInfo["sections"][number];

/** Groups in the order of a legend; each has a colour of its name in the style sheet. */
export const GROUPS = ["tables", "lists", "text", "records", "sounds", "words", "other"] as const;
export type Group = (typeof GROUPS)[number];

const OF: Record<string, Group> = {
  HEAD: "tables", CHAR: "tables", SLOTS: "tables", PAGES: "tables", ROUTER: "tables", ROUTES: "tables",
  HEADS: "lists", GRAMS: "lists",
  TOKENS: "text", TEXT: "text",
  DOCS: "records",
  PINYIN: "sounds",
  WORDS: "words", CUTS: "words",
};

const NAMES: Record<Group, readonly [zh: string, en: string]> = {
  tables: ["目录", "tables"],
  lists: ["字串的位置", "positions of strings"],
  text: ["正文", "text"],
  records: ["标题与网址", "titles and addresses"],
  sounds: ["拼音", "pinyin"],
  words: ["词", "words"],
  other: ["其他", "other"],
};

const WHAT: Record<string, readonly [zh: string, en: string]> = {
  HEAD: ["文件头：版本、各部分的位置、校验", "the head: version, places of all sections, checksums"],
  CHAR: ["用字及其次数，异体与繁简的对应", "characters with their counts, and what each folds to"],
  SLOTS: ["长度相近的文档归为一类", "classes of documents of about one length"],
  PAGES: ["路由页的长度", "lengths of the pages of ROUTES"],
  ROUTER: ["从字串到路由页（fst）", "from a string to its page of ROUTES (fst)"],
  ROUTES: ["各部分的页从哪里开始", "where the pages of other sections lie"],
  TOKENS: ["正文编码的码表", "the model that text is coded by"],
  FOLD: ["只有查询里才会出现的字形", "characters that only queries have"],
  HEADS: ["常见字串的总数和最好的十二篇", "totals and the best twelve documents of frequent strings"],
  GRAMS: ["每个字串出现的位置", "where each string stands"],
  DOCS: ["网址、标题、日期、小标题", "addresses, titles, dates, headings"],
  TEXT: ["原文，供摘要使用", "the text, for excerpts"],
  FILTERS: ["筛选、日期、排序", "filters, dates, orders"],
  PINYIN: ["读音，以及哪些字会相邻", "readings, and which characters stand side by side"],
  WORDS: ["联想用的词和标题", "words and titles for completions"],
  CUTS: ["词从哪里开始", "where words begin"],
};

const inLanguage = (pair: readonly [string, string]): string => pair[language() === "en" ? 1 : 0];

export function groupOf(name: string): Group {
  return OF[name] ?? "other";
}

export function groupName(group: Group): string {
  return inLanguage(NAMES[group]);
}

export function meaning(name: string): string {
  const pair = WHAT[name];
  return pair ? inLanguage(pair) : "";
}

/** All of a file by section, in its order. The head stands before the first section and is one here. */
export function sectionsOf(info: IndexInfo): Section[] {
  const listed = info.sections.filter(({ length }) => length > 0);
  const start = Math.min(...listed.map(({ offset }) => offset), info.fileLength);
  const head = { name: "HEAD", offset: 0, length: start, pages: 0 };
  return [head, ...listed].sort((a, b) => a.offset - b.offset);
}

/** The pieces of a range that lie in one section each. */
export function pieces(sections: readonly Section[], offset: number, length: number): { section: Section; offset: number; length: number }[] {
  return sections.flatMap((section) => {
    const start = Math.max(offset, section.offset);
    const end = Math.min(offset + length, section.offset + section.length);
    return start < end ? [{ section, offset: start, length: end - start }] : [];
  });
}
