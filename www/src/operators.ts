/**
 * Which searches need the engine that knows the query language. All others are one text, in which both
 * engines find the same.
 */
import type { SearchOptions } from "./types.js";

// Whatever has a meaning in the language, see crates/core/src/syntax: white space inside, quotes, `|`,
// parentheses, `:`, a backslash, `-` in front, wildcards inside. `OR` has one between white space only.
const GRAMMAR = /\S[\s\x85]+\S|["“”「」『』＂|｜()（）:：\\]|^\s*[-－]|.[*?]./su;

// Longer texts than this may be too long for the small engine; the other one cuts them, with a note.
const LONG = 342;

/** Whether this is more than one text, with no more than what the small engine takes. */
export function needsLanguage(query: string, options: SearchOptions): boolean {
  const { limit, offset, signal, progress, relax, lang, literal, ...more } = options;
  return Object.values(more).some(Boolean) || (!literal && (query.length >= LONG || GRAMMAR.test(query)));
}
