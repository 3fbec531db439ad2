/** What the page says, in Simplified Chinese and English. Texts of `index.html` are found by `data-t`. */

export type Lang = "zh-CN" | "en";

const zh = {
  title: "觅渡试验场",
  lead: "放进一批文字，就在这一页里建成索引、随即搜索。文件不会离开你的设备。",
  home: "觅渡",
  language: "English",
  texts: "文字",
  paste: "输入或粘贴文字",
  pasteHint: "一段文字、一份名单、一页 HTML……",
  form: "分篇",
  "form.paragraphs": "空行分篇",
  "form.lines": "一行一篇",
  "form.one": "合为一篇",
  "form.md": "Markdown",
  "form.html": "HTML",
  "form.jsonl": "JSON Lines",
  "form.csv": "CSV",
  build: "建立索引",
  drop: "也可以把文件或文件夹拖到这里：HTML、Markdown、文本、JSON、JSON Lines、CSV、RSS。",
  dropNow: "松手即放入",
  files: "选择文件",
  folder: "选择文件夹",
  sample: "载入示例",
  clear: "清空",
  layout: "布局",
  "layout.paged": "分页（按需读取）",
  "layout.embedded": "整块（一次载入）",
  "layout.compact": "紧凑（最小）",
  sizes: "大小",
  download: "下载索引",
  search: "搜索",
  try: "试试",
  requests: "每次查询读了什么",
  requestsHint: "索引像放在静态主机上那样，由浏览器按字节范围读取。条的位置是时间，颜色是索引的部分；下面细条是在整个文件里的位置。",
  line: "假想的线路",
  "line.none": "本机（无延迟）",
  "line.fast": "光纤：20 毫秒，100 Mbit/s",
  "line.mobile": "4G：60 毫秒，10 Mbit/s",
  "line.slow": "慢速：300 毫秒，1 Mbit/s",
  scores: "得分从哪里来",
  scoresHint: "前十条结果。选中一条结果，会跳到它的得分。",
  noScript: "试验场需要 JavaScript 和 WebAssembly。",
  placeholder: "在刚建的索引里搜索",
  source: "原文",
  index: "索引",
  documents: "文档",
  characters: "字数",
  ratio: "索引 / 原文",
  time: "建成用时",
  section: "部分",
  what: "内容",
  length: "字节",
  share: "占比",
  offset: "位置",
  round: "轮次",
  sent: "发出",
  took: "用时",
  each: "逐个部分",
  opening: "打开索引",
  nothing: "不需要再读",
  overtaken: "被下一次输入取代",
  details: "请求明细",
  noScores: "搜索之后，这里会列出前十条结果的得分。",
  remove: "移除",
  more: "还有",
  reading: "读取文件",
  starting: "准备中",
  done: "索引已建成",
  failed: "没有建成索引",
  problems: "有些内容没有放进去",
  notes: "值得一看",
  passed: "个文件不是可读的格式，已略过",
  networkError: "载入失败。请检查网络后再试。",
  empty: "还没有文字。请输入、粘贴，或放入文件。",
};

type Key = keyof typeof zh;

const en: Record<Key, string> = {
  title: "midu playground",
  lead: "Put texts in; they are indexed on this page and can be searched at once. Files never leave your device.",
  home: "midu",
  language: "中文",
  texts: "Texts",
  paste: "Type or paste texts",
  pasteHint: "An article, a list of names, a page of HTML …",
  form: "Documents",
  "form.paragraphs": "parted by empty lines",
  "form.lines": "one a line",
  "form.one": "one in all",
  "form.md": "Markdown",
  "form.html": "HTML",
  "form.jsonl": "JSON Lines",
  "form.csv": "CSV",
  build: "Build the index",
  drop: "Or drop files or folders here: HTML, Markdown, text, JSON, JSON Lines, CSV, RSS.",
  dropNow: "Let go to add them",
  files: "Choose files",
  folder: "Choose a folder",
  sample: "Load the sample",
  clear: "Clear",
  layout: "Layout",
  "layout.paged": "paged (read as needed)",
  "layout.embedded": "embedded (loaded at once)",
  "layout.compact": "compact (smallest)",
  sizes: "Sizes",
  download: "Download the index",
  search: "Search",
  try: "Try",
  requests: "What each query reads",
  requestsHint: "As from a static host, the browser reads ranges of bytes. Bars stand at their time, coloured by part of the index; the thin strip below shows where in the file they lie.",
  line: "Pretended line",
  "line.none": "this device (no delay)",
  "line.fast": "fibre: 20 ms, 100 Mbit/s",
  "line.mobile": "4G: 60 ms, 10 Mbit/s",
  "line.slow": "slow: 300 ms, 1 Mbit/s",
  scores: "Where scores come from",
  scoresHint: "The first ten results. Following a result leads to its score.",
  noScript: "The playground needs JavaScript and WebAssembly.",
  placeholder: "Search the index just built",
  source: "Text",
  index: "Index",
  documents: "Documents",
  characters: "Characters",
  ratio: "Index / text",
  time: "Built in",
  section: "Section",
  what: "What",
  length: "Bytes",
  share: "Share",
  offset: "Offset",
  round: "Round",
  sent: "Sent",
  took: "Took",
  each: "Each section",
  opening: "Opening the index",
  nothing: "nothing left to read",
  overtaken: "overtaken by what was typed next",
  details: "Each request",
  noScores: "After a search the scores of the first ten results are here.",
  remove: "Remove",
  more: "more:",
  reading: "reading files",
  starting: "getting ready",
  done: "The index is built",
  failed: "No index was built",
  problems: "Some of it is not in the index",
  notes: "Worth a look",
  passed: "files of other kinds were passed over",
  networkError: "It could not be loaded. Check the connection and try again.",
  empty: "There is no text yet. Type, paste, or drop files.",
};

/** Names of phases, parts of scores, and codes of faults, which are English in the engine. */
const zhNames: Record<string, string> = {
  reading: "读取文件",
  characters: "统计用字",
  folding: "归一字形",
  "grams and text": "编排字串与正文",
  compressing: "压缩",
  writing: "写出",
  title: "标题",
  occurrences: "次数",
  near: "相邻",
  "whole title": "就是标题",
  "start of title": "标题开头",
  heading: "小标题",
  early: "靠前",
  word: "整词",
  weight: "权重",
};

/** What went wrong and what to do, by code. What the engine says of the single case follows it. */
const faults: Record<Lang, Record<string, readonly [what: string, help: string]>> = {
  "zh-CN": {
    unreadable: ["浏览器读不了它", "如果是文件夹或已移动的文件，请重新选择。"],
    "unknown-kind": ["从文件名看不出是哪一种文件", "请用 .html、.md、.txt、.json、.jsonl、.csv 或 .xml；纯文本请改名为 .txt。"],
    "broken-line": ["这一行不是文档", "每行应是一个 JSON 对象，如 {\"url\":\"/a\",\"title\":\"题\",\"text\":\"文\"}。请改正或删去这一行。"],
    "broken-file": ["文件的内容不合格式", "请按格式改正后再放入。"],
    "duplicate-url": ["两篇文档的网址相同", "请让每篇文档的网址各不相同，或去掉其中一篇。"],
    "no-documents": ["没有可以索引的文字", "请放入有文字的文件。"],
    "too-large": ["文字太多", "请少放一些。"],
    engine: ["建索引的程序停住了，多半是内存不够", "请少放一些文件再试。"],
  },
  en: {
    unreadable: ["The browser cannot read it", "If it is a folder or was moved, choose it again."],
    engine: ["The writer stopped, most likely for want of memory", "Try with fewer files."],
  },
};

const dictionaries: Record<Lang, Record<Key, string>> = { "zh-CN": zh, en };

let lang: Lang = "zh-CN";

export function language(): Lang {
  return lang;
}

/** The language of the address, of the last visit, or else of the browser. */
export function preferred(): Lang {
  const named = new URLSearchParams(location.search).get("lang") ?? navigator.language;
  return /^zh\b/i.test(named) ? "zh-CN" : "en";
}

/** Speaks a language from now on, and puts it into the page. */
export function speak(next: Lang): void {
  lang = next;
  document.documentElement.lang = next;
  document.title = t("title");
  for (const element of document.querySelectorAll<HTMLElement>("[data-t]")) element.textContent = t(element.dataset["t"] as Key);
  for (const element of document.querySelectorAll<HTMLElement>("[data-placeholder]")) {
    element.setAttribute("placeholder", t(element.dataset["placeholder"] as Key));
  }
}

export function t(key: Key): string {
  return dictionaries[lang][key];
}

/** The name of a phase or of a part of a score. */
export function named(name: string): string {
  return lang === "zh-CN" ? (zhNames[name] ?? name) : name;
}

/** A fault in words. Where there are none in this language, the engine's own. */
export function explained(fault: { code: string; what: string; help: string }): { what: string; help: string } {
  const known = faults[lang][fault.code];
  if (!known) return { what: fault.what, help: fault.help };
  const [what, help] = known;
  return { what: fault.what === "" ? what : `${what}${lang === "en" ? ": " : "："}${fault.what}`, help };
}

export function count(value: number): string {
  return value.toLocaleString(lang);
}

export function bytes(value: number): string {
  if (value < 1000) return `${value} B`;
  const [unit, by] = value >= 1e6 ? ["MB", 1e6] : ["KB", 1e3];
  return `${(value / by).toLocaleString(lang, { maximumSignificantDigits: 3 })} ${unit}`;
}

export function milliseconds(value: number): string {
  const digits = { maximumSignificantDigits: value < 100 ? 2 : 3 };
  if (value >= 1000) return `${(value / 1000).toLocaleString(lang, digits)} ${lang === "en" ? "s" : "秒"}`;
  return `${value.toLocaleString(lang, digits)} ${lang === "en" ? "ms" : "毫秒"}`;
}

export function shareOf(value: number): string {
  return value.toLocaleString(lang, { style: "percent", maximumFractionDigits: value < 0.1 ? 1 : 0 });
}

/** “2 requests in 1 round, 3.2 KB”. */
export function cost(requests: number, rounds: number, length: number): string {
  if (requests === 0) return `0 B · ${t("nothing")}`;
  if (lang === "en") return `${bytes(length)} · ${requests} request${requests === 1 ? "" : "s"} · ${rounds} round${rounds === 1 ? "" : "s"}`;
  return `${bytes(length)} · ${requests} 次请求 · ${rounds} 轮`;
}

/** All rows together, and how that is to the index. */
export function sum(requests: number, length: number, share: number): string {
  if (lang === "en") return `All together ${bytes(length)} in ${count(requests)} request${requests === 1 ? "" : "s"}: ${shareOf(share)} of the index`;
  return `合计 ${bytes(length)}，${count(requests)} 次请求，是索引的 ${shareOf(share)}`;
}

export function filesGiven(files: number): string {
  return lang === "en" ? `${count(files)} file${files === 1 ? "" : "s"}` : `已放入 ${count(files)} 个文件`;
}
