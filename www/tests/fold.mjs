// An independent twin of the fold, small and slow, for the queries of these tests only: it knows just
// the Traditional characters that those queries need. Shares nothing with the engine on purpose.

const TO_SIMPLIFIED = new Map(
  Object.entries({
    產: "产", 産: "产", 業: "业", 長: "长", 蕩: "荡", 質: "质", 個: "个", 箇: "个", 項: "项", 萬: "万", 億: "亿",
    製: "制", 誼: "谊", 風: "风", 時: "时", 間: "间", 學: "学", 書: "书", 開: "开", 來: "来", 國: "国", 門: "门",
    車: "车", 馬: "马", 魚: "鱼", 鳥: "鸟", 東: "东", 見: "见", 聲: "声", 湯: "汤", 麵: "面", 龍: "龙", 閱: "阅", 讀: "读", 燈: "灯", 牆: "墙",
  }),
);
const HAN = /\p{Script=Han}/u;
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;
const SPACE = /\s/u;

/** The folded text as characters, each with the source range that it came from. */
function folded(source) {
  const characters = [];
  let at = 0;
  for (const character of source) {
    const end = at + character.length;
    if (!IGNORABLE.test(character)) {
      for (const piece of character.normalize("NFKC").toLowerCase()) {
        const value = SPACE.test(piece) ? " " : (TO_SIMPLIFIED.get(piece) ?? piece);
        characters.push({ value, start: at, end });
      }
    }
    at = end;
  }
  return withoutSpaces(characters);
}

/** Drops a run of white space next to Han and at the ends, shortens any other to one space. */
function withoutSpaces(characters) {
  const kept = [];
  for (let i = 0; i < characters.length; ) {
    let next = i;
    while (characters[next]?.value === " ") next += 1;
    if (next > i) {
      const [before, after] = [kept.at(-1), characters[next]];
      const joins = !before || !after || HAN.test(before.value) || HAN.test(after.value);
      if (!joins) kept.push(characters[i]);
      i = next;
    } else {
      kept.push(characters[i]);
      i += 1;
    }
  }
  return kept;
}

/** The folded text. */
export function fold(text) {
  return folded(text).map(({ value }) => value).join("");
}

/** Where the query occurs, as [start, end) in UTF-16 units of the source; overlapping ones too. */
export function occurrences(source, query) {
  const text = folded(source);
  const wanted = folded(query).map(({ value }) => value);
  const found = [];
  if (wanted.length === 0) return found;
  for (let i = 0; i + wanted.length <= text.length; i += 1) {
    if (wanted.every((value, k) => text[i + k].value === value)) {
      found.push([text[i].start, text[i + wanted.length - 1].end]);
    }
  }
  return found;
}

/** Ranges joined where they touch or overlap, so that two ways to mark the same text compare equal. */
export function joined(ranges) {
  const result = [];
  for (const [start, end] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else result.push([start, end]);
  }
  return result;
}

/** What a whole corpus holds of a query: urls in order of the alphabet, and the number of occurrences. */
export function scan(documents, query) {
  const urls = [];
  let total = 0;
  const each = {};
  for (const { url, title, text } of documents) {
    const count = occurrences(title, query).length + occurrences(text, query).length;
    if (count === 0) continue;
    urls.push(url);
    each[url] = count;
    total += count;
  }
  return { urls: urls.sort(), occurrences: total, each };
}
