// The queries of a corpus, drawn from its own texts with a seed, and what is true of each.
//
// `source` is a piece of the corpus as it was written, `typed` is what the reader asks for. Two truths:
// `written`, the documents that hold the source after NFKC and lower case, which is what every peer is
// asked to find; and `folded`, those that hold the query under midu's fold (other script, other width,
// broken over lines), which contain no error but which nobody else promises.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as OpenCC from "opencc-js";
import { HAN, normalized } from "../adapters/shared/text.mjs";
import { random } from "./random.mjs";
import { stampOf } from "./stamp.mjs";
import { foldedQueries, foldedTexts, foldProgram, Texts } from "./truth.mjs";

/** Part of the seed: other numbers ask other queries. */
const SEED = "midu-peers/1";
const LENGTHS = [1, 2, 3, 4, 6, 8, 12];
const OF_CLASS = 50;
const FREQUENT = 20;
const OF_VARIANT = 30;

/** Queries that every peer should answer, timed and judged. */
export const PLAIN = [...LENGTHS.map((length) => `han${length}`), "mixed", "latin", "absent", "frequent"];
/** Queries that are not written as the text is; judged only. */
export const VARIANTS = ["simplified", "traditional", "fullwidth", "halfwidth", "broken", "typo"];

const RUN = new RegExp(`[${HAN}]+`, "gu");
const MIXED = new RegExp(`([${HAN}]{0,4})([A-Za-z0-9]{1,12})(?![A-Za-z0-9])([${HAN}]{0,4})`, "gu");
const BROKEN = new RegExp(`([${HAN}]{2,3})(\\s+)(?=([${HAN}]{2,3}))`, "gu");
const FULLWIDTH = /[^\s\0]{0,2}[Ａ-Ｚａ-ｚ０-９]{1,8}[^\s\0]{0,2}/gu;

const distinct = (list, count) => [...new Set(list)].slice(0, count);
const widened = (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** Han substrings of each length, every place of the corpus as likely as any other. */
function windows(documents, draw) {
  const found = new Map();
  for (const length of LENGTHS) {
    const sample = draw.sample(OF_CLASS * 8);
    for (const { body } of documents) {
      for (const [run] of body.matchAll(RUN)) {
        const characters = Array.from(run);
        for (let i = 0; i + length <= characters.length; i += 1) sample.add([characters, i]);
      }
    }
    const pieces = sample.items.map(([characters, i]) => characters.slice(i, i + length).join(""));
    found.set(length, distinct(draw.shuffled(pieces), Infinity));
  }
  return found;
}

/** One pass over the texts for everything that is no window. */
function gather(documents, draw) {
  const [mixed, latin, fullwidth, broken] = [400, 400, 200, 400].map((count) => draw.sample(count));
  const counts = new Map();
  for (const { body, text } of documents) {
    for (const match of body.matchAll(MIXED)) {
      const piece = mixedPiece(match, body, draw);
      if (piece) mixed.add(piece);
    }
    for (const [word] of body.matchAll(/[A-Za-z]{3,20}/g)) latin.add(word);
    for (const [piece] of body.matchAll(FULLWIDTH)) fullwidth.add(piece);
    for (const [, left, gap, right] of text.matchAll(BROKEN)) broken.add([left + right, left + gap + right]);
    for (const [run] of body.matchAll(RUN)) for (const c of run) counts.set(c, (counts.get(c) ?? 0) + 1);
  }
  return { mixed, latin, fullwidth, broken, counts };
}

/** A Latin word or number with some of the Han characters beside it. */
function mixedPiece(match, body, draw) {
  const [, before, word, after] = match;
  const left = Array.from(before);
  const right = Array.from(after);
  // The end of a longer word.
  if (!before && match.index > 0 && /[A-Za-z0-9]/.test(body[match.index - 1])) return undefined;
  if (left.length + right.length === 0) return undefined;
  const start = left.length === 0 ? "" : left.slice(-1 - draw.below(left.length)).join("");
  const end = right.length === 0 ? "" : right.slice(0, 1 + draw.below(right.length)).join("");
  if (!start || !end) return start + word + end;
  return [start + word, word + end, start + word + end][draw.below(3)];
}

/** Real windows with their characters in another order, that stand nowhere. */
function absent(pieces, written, draw) {
  const found = new Set();
  for (let tries = 0; found.size < OF_CLASS && tries < 20_000; tries += 1) {
    const row = pieces.get([3, 4, 6][tries % 3]);
    if (row.length === 0) continue;
    const piece = draw.shuffled(Array.from(row[draw.below(row.length)])).join("");
    if (!written.has(normalized(piece))) found.add(piece);
  }
  return found;
}

/** Windows with one character exchanged, that stand nowhere. */
function typos(pieces, characters, written, draw) {
  const found = new Map();
  for (const source of draw.shuffled([4, 6].flatMap((length) => pieces.get(length)))) {
    if (found.size === OF_VARIANT) break;
    const changed = Array.from(source);
    changed[draw.below(changed.length)] = characters[draw.below(characters.length)];
    const typed = changed.join("");
    if (!written.has(normalized(typed))) found.set(typed, source);
  }
  return found;
}

/** The same windows in the other script: what a reader types who writes the other one. */
function scripts(pieces, draw) {
  const [simplify, complicate] = [["t", "cn"], ["cn", "t"]].map(([from, to]) => OpenCC.Converter({ from, to }));
  const pool = draw.shuffled([2, 3, 4].flatMap((length) => pieces.get(length)));
  const simplified = [];
  const traditional = [];
  for (const source of pool) {
    const [simple, complex] = [simplify(source), complicate(source)];
    if (simple !== source) simplified.push([simple, source]);
    else if (complex !== source && simplify(complex) === source) traditional.push([complex, source]);
  }
  // A class is asked where its script is not just a rare guest in the corpus.
  const share = simplified.length / Math.max(1, simplified.length + traditional.length);
  return { simplified: share > 0.2 ? simplified : [], traditional: share < 0.8 ? traditional : [] };
}

/** All queries: `{ class, typed, source }`. */
export function drawn({ name, documents }, written) {
  const draw = random(`${SEED}/${name}`);
  const queries = [];
  const add = (kind, typed, source = typed) => queries.push({ class: kind, typed, source });
  const pieces = windows(documents, draw);
  for (const length of LENGTHS) for (const piece of pieces.get(length).slice(0, OF_CLASS)) add(`han${length}`, piece);
  const { mixed, latin, fullwidth, broken, counts } = gather(documents, draw);
  const ascii = [];
  for (const [kind, { items }] of [["mixed", mixed], ["latin", latin]]) {
    const chosen = distinct(draw.shuffled(items), OF_CLASS);
    ascii.push(...chosen);
    for (const piece of chosen) add(kind, piece);
  }
  for (const piece of absent(pieces, written, draw)) add("absent", piece);
  const frequent = [...counts].sort(([, a], [, b]) => b - a).slice(0, FREQUENT);
  for (const [character] of frequent) add("frequent", character);

  const { simplified, traditional } = scripts(pieces, draw);
  for (const [typed, source] of simplified.slice(0, OF_VARIANT)) add("simplified", typed, source);
  for (const [typed, source] of traditional.slice(0, OF_VARIANT)) add("traditional", typed, source);
  for (const source of draw.shuffled(ascii).slice(0, OF_VARIANT)) add("fullwidth", widened(source), source);
  for (const source of distinct(draw.shuffled(fullwidth.items), OF_VARIANT)) add("halfwidth", source.normalize("NFKC").trim(), source);
  const lines = new Map(draw.shuffled(broken.items));
  for (const [typed, source] of [...lines].slice(0, OF_VARIANT)) add("broken", typed, source);
  for (const [typed, source] of typos(pieces, [...counts.keys()], written, draw)) add("typo", typed, source);
  return queries;
}

/**
 * The queries of a corpus, kept in its folder: queries.json, and truth.bin with document numbers, to
 * which the pairs `written` and `folded` of a query point as [start, end]. `stamp` is that of what is
 * asked and true, not of the fold's program: another build of it changes nothing.
 */
export function queriesFor(corpus) {
  const [file, truth, made] = ["queries.json", "truth.bin", "queries.stamp"].map((name) => path.join(corpus.folder, name));
  const inputs = stampOf([fileURLToPath(import.meta.url), foldProgram()], [corpus.hash, process.version]);
  if (!existsSync(made) || readFileSync(made, "utf8") !== inputs) {
    write(corpus, file, truth);
    writeFileSync(made, inputs);
  }
  return { queries: JSON.parse(readFileSync(file, "utf8")), stamp: stampOf([file, truth]) };
}

function write(corpus, file, truth) {
  const written = new Texts(corpus.documents.map(({ body }) => normalized(body)));
  const queries = drawn(corpus, written);
  const typed = foldedQueries(queries.map((query) => query.typed), corpus.folder);
  const folded = foldedTexts(corpus);
  const numbers = [];
  const keep = (documents) => {
    const start = numbers.length;
    for (const document of documents) numbers.push(document);
    return [start, numbers.length];
  };
  queries.forEach((query, number) => {
    query.number = number;
    query.written = keep(written.documents(normalized(query.source)));
    query.folded = keep(folded.documents(typed[number]));
  });
  writeFileSync(truth, Buffer.from(Uint32Array.from(numbers).buffer));
  writeFileSync(path.join(corpus.folder, "urls.json"), JSON.stringify(corpus.documents.map(({ url }) => url)));
  writeFileSync(file, JSON.stringify(queries));
}

/** One query of each class in turn, so that whatever is cut short has seen all classes. */
export function inTurns(queries) {
  const rows = new Map();
  for (const query of queries) rows.set(query.class, [...(rows.get(query.class) ?? []), query]);
  const turns = [];
  for (let i = 0; turns.length < queries.length; i += 1) {
    for (const row of rows.values()) if (i < row.length) turns.push(row[i]);
  }
  return turns;
}
