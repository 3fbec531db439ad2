// Known-item queries of a corpus: each is made from the title or a heading of one document, and that
// document is what a reader who types it wants. In: the documents. Out: `{ kind, typed, id, relax }`.
//
// Everything is drawn with a seed, for each kind apart, so that fewer queries are the first of more.
// What a query is made from points at one document alone among all titles, or among all headings; the
// bodies of others may hold it, and do.
import { pinyin } from "pinyin-pro";
import { HAN, isHan, normalized } from "../adapters/shared/text.mjs";
import { random } from "../lib/random.mjs";
import { Texts } from "../lib/truth.mjs";

/** Part of the seed: other numbers ask other queries. */
const SEED = "midu-relevance/1";
/** Lengths of the pieces of titles that are typed; each has an equal part of the queries of its kind. */
export const LENGTHS = [2, 3, 4, 5, 6];
const PINYIN_LENGTHS = [2, 3, 4];
/** Shorter titles with a typo have nothing left to be known by. */
const LEAST_TYPO = 3;
const TRIES = 50;

const RUN = new RegExp(`[${HAN}]+`, "gu");
const ALL_HAN = new RegExp(`^[${HAN}]{2,}$`, "u");
const HEADING = /^#{1,6}[^\S\n]+(.*?)[^\S\n]*#*$/;
const FENCE = /^\s*(```|~~~)/;
// A page shows these in another way than its source is written.
const MARKUP = /[[\]<>*_`\\|]|https?:/;
// Nobody types the number that a heading begins with.
const NUMBERED = /^(?:\d+|[一二三四五六七八九十]+)[、.．]\s*|^[（(](?:\d+|[一二三四五六七八九十]+)[）)]\s*/;

/** What is the same to every peer: width, case and white space do not tell titles apart. */
const plain = (text) => normalized(text).replace(/\s+/g, " ").trim();

/** All queries of a corpus, at most so many of a kind. */
export function knownItems({ name, documents }, most) {
  const drawFor = (kind) => random(`${SEED}/${name}/${kind}`);
  const titles = documents.map(({ title }) => plain(title));
  const whole = byOwner(titles.map((title) => [title]));
  whole.delete("");
  const known = documents.filter(({ id }) => whole.get(titles[id]) === id);
  const queries = [];
  const add = (kind, found, relax = false) => {
    for (const [typed, id] of found) queries.push({ kind, typed, id, relax });
  };

  add("title", drawFor("title").shuffled(known).slice(0, most).map(({ id, title }) => [title.trim(), id]));
  for (const length of LENGTHS) {
    const windows = titles.map((title) => [...new Set(windowsOf(title, length))]);
    const owner = byOwner(windows);
    const own = windows.map((pieces, id) => pieces.filter((piece) => owner.get(piece) === id));
    add(`piece${length}`, inRounds(own, drawFor(`piece${length}`), Math.ceil(most / LENGTHS.length)));
  }
  add("heading", headings(documents, titles, drawFor("heading")).slice(0, most));
  add("typo", typos(documents, known, titles, drawFor("typo"), most), true);
  const sounds = titles.map(syllables);
  add("pinyin-title", pinyinTitles(known, titles, sounds, drawFor("pinyin-title")).slice(0, most), true);
  add("pinyin-piece", pinyinPieces(titles, sounds, drawFor("pinyin-piece"), most), true);
  return queries;
}

/** Whose each string is: the number of the row that has it, or -1 where several have. */
function byOwner(rows) {
  const owner = new Map();
  rows.forEach((row, id) => {
    for (const piece of row) owner.set(piece, owner.has(piece) && owner.get(piece) !== id ? -1 : id);
  });
  return owner;
}

/** All pieces of so many Han characters in a row. */
function windowsOf(text, length) {
  const pieces = [];
  for (const [run] of text.matchAll(RUN)) {
    const characters = Array.from(run);
    for (let i = 0; i + length <= characters.length; i += 1) pieces.push(characters.slice(i, i + length).join(""));
  }
  return pieces;
}

/** One piece of each row in turn, so that long titles are not asked for more than others. */
function inRounds(rows, draw, most) {
  const order = draw.shuffled(rows.map((pieces, id) => [draw.shuffled(pieces), id]).filter(([pieces]) => pieces.length > 0));
  const found = [];
  for (let round = 0; found.length < most; round += 1) {
    const left = order.filter(([pieces]) => round < pieces.length);
    if (left.length === 0) break;
    for (const [pieces, id] of left.slice(0, most - found.length)) found.push([pieces[round], id]);
  }
  return found;
}

/** The headings of Markdown as a reader would type them. */
export function headingsOf(text) {
  const found = [];
  let fence;
  for (const line of text.split(/\r\n|[\n\r]/)) {
    const mark = FENCE.exec(line)?.[1];
    if (mark && (fence === undefined || fence === mark)) fence = fence === undefined ? mark : undefined;
    const heading = fence === undefined && HEADING.exec(line)?.[1].replace(NUMBERED, "").trim();
    if (heading && !MARKUP.test(heading)) found.push(heading);
  }
  return found;
}

/** Headings of two Han characters or more that stand in one document and are no title. */
function headings(documents, titles, draw) {
  const rows = documents.map(({ text }) => new Map(headingsOf(text).map((heading) => [plain(heading), heading])));
  const owner = byOwner(rows.map((row) => row.keys()));
  const taken = new Set(titles);
  const found = rows.flatMap((row, id) => [...row].filter(([key]) => owner.get(key) === id && !taken.has(key)).map(([, heading]) => [heading, id]));
  return draw.shuffled(found.filter(([heading]) => Array.from(heading).filter(isHan).length >= 2));
}

/**
 * Whole titles with one Han character exchanged for another of the corpus. What comes out stands
 * nowhere in the corpus, and no other title is as near to it.
 */
function typos(documents, known, titles, draw, most) {
  const corpus = new Texts(documents.map(({ body }) => normalized(body)));
  const characters = [...new Set(documents.flatMap(({ body }) => body.match(RUN) ?? []).join(""))];
  const lengths = byLength(titles);
  const found = [];
  for (const { id, title } of draw.shuffled(known)) {
    if (found.length === most) break;
    const row = Array.from(title.trim());
    const places = row.flatMap((character, place) => (isHan(character) ? [place] : []));
    if (places.length < LEAST_TYPO) continue;
    for (let tries = 0; tries < TRIES; tries += 1) {
      const changed = [...row];
      changed[places[draw.below(places.length)]] = characters[draw.below(characters.length)];
      const typed = changed.join("");
      const near = Array.from(plain(typed));
      const others = (lengths.get(near.length) ?? []).filter((other) => other !== id && differences(near, titles[other]) < 2);
      if (others.length > 0 || corpus.has(normalized(typed))) continue;
      found.push([typed, id]);
      break;
    }
  }
  return found;
}

function byLength(titles) {
  const lengths = new Map();
  titles.forEach((title, id) => {
    const { length } = Array.from(title);
    if (!lengths.has(length)) lengths.set(length, []);
    lengths.get(length).push(id);
  });
  return lengths;
}

/** In how many places two texts of one length differ. */
function differences(characters, text) {
  return Array.from(text).filter((character, i) => character !== characters[i]).length;
}

/** The characters of a title with what each sounds like, ü as v; read in the context of the title. */
function syllables(title) {
  const characters = Array.from(title);
  const said = title === "" ? [] : pinyin(title, { toneType: "none", type: "array", v: true });
  return characters.map((character, i) => (isHan(character) && /^[a-z]+$/.test(said[i]) ? said[i] : undefined));
}

/** All titles as one text each of letters, to see what sounds stand in one alone. */
function spelt(titles, sounds) {
  return new Texts(titles.map((title, id) => Array.from(title, (character, i) => sounds[id][i] ?? character).join("")));
}

/** The pinyin of titles that are Han alone. */
function pinyinTitles(known, titles, sounds, draw) {
  const all = spelt(titles, sounds);
  const found = [];
  for (const { id } of draw.shuffled(known)) {
    if (!ALL_HAN.test(titles[id]) || sounds[id].includes(undefined)) continue;
    const typed = sounds[id].join("");
    if (all.documents(typed).length === 1) found.push([typed, id]);
  }
  return found;
}

/** The pinyin of a few characters of a title, a third of them of each length. */
function pinyinPieces(titles, sounds, draw, most) {
  const all = spelt(titles, sounds);
  return PINYIN_LENGTHS.flatMap((length, turn) => {
    const rows = titles.map((_, id) => {
      const pieces = new Set();
      for (let i = 0; i + length <= sounds[id].length; i += 1) {
        const piece = sounds[id].slice(i, i + length);
        if (!piece.includes(undefined)) pieces.add(piece.join(""));
      }
      return [...pieces].filter((typed) => all.documents(typed).length === 1);
    });
    return inRounds(rows, draw, Math.floor((most + turn) / PINYIN_LENGTHS.length));
  });
}
