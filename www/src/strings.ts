/**
 * What the element says, in Simplified Chinese first. Chosen by the nearest `lang`; a language that
 * is not here reads Chinese where it starts with zh, else English.
 */
import type { MiduErrorCode } from "./errors.js";

/** All texts of one language. Numbers come formatted. */
export interface Strings {
  locale: string;
  label: string;
  placeholder: string;
  loading: (size: string) => string;
  searching: string;
  found: (documents: string, occurrences: string) => string;
  occurrences: (count: string) => string;
  empty: (query: string) => string;
  emptyHint: string;
  more: (count: string) => string;
  shown: (count: string, total: string) => string;
  retry: string;
  untitled: string;
  slow: string;
  error: Partial<Record<MiduErrorCode, string>> & { other: string };
}

const zhHans: Strings = {
  locale: "zh-CN",
  label: "搜索",
  placeholder: "输入任意字词或原句",
  loading: (size) => `正在载入索引 ${size}`,
  searching: "正在搜索",
  found: (documents, occurrences) => `找到 ${documents} 篇，共 ${occurrences} 处`,
  occurrences: (count) => `共 ${count} 处`,
  empty: (query) => `没有找到“${query}”`,
  emptyHint: "这里按原文逐字查找，繁简、全半角、空格和换行都不影响。换短一些的词试试。",
  more: (count) => `再看 ${count} 篇`,
  shown: (count, total) => `已显示 ${count} 篇，共 ${total} 篇`,
  retry: "重试",
  untitled: "无题",
  slow: "（此页面不能运行 WebAssembly，搜索会慢一些）",
  error: {
    network: "网络不通，没能取到索引。",
    timeout: "等了太久，索引没有传来。",
    http: "服务器没有给出索引。",
    wasm: "这个浏览器或页面不允许运行搜索引擎。",
    "not-an-index": "这个地址上的文件不是索引。",
    "format-version": "索引的版本与页面不符。",
    truncated: "索引不完整。",
    corrupt: "索引的内容有损坏，或刚刚更新过，请刷新页面。",
    "query-too-long": "查询太长了，请缩短一些。",
    other: "搜索出了问题。",
  },
};

/** Traditional Chinese, of which that of Hong Kong differs in a few words. */
export const zhHant: Strings = {
  locale: "zh-TW",
  label: "搜尋",
  placeholder: "輸入任意字詞或原句",
  loading: (size) => `正在載入索引 ${size}`,
  searching: "正在搜尋",
  found: (documents, occurrences) => `找到 ${documents} 篇，共 ${occurrences} 處`,
  occurrences: (count) => `共 ${count} 處`,
  empty: (query) => `沒有找到「${query}」`,
  emptyHint: "這裡按原文逐字查找，繁簡、全半形、空格和換行都不影響。換短一些的詞試試。",
  more: (count) => `再看 ${count} 篇`,
  shown: (count, total) => `已顯示 ${count} 篇，共 ${total} 篇`,
  retry: "重試",
  untitled: "無題",
  slow: "（此頁面不能執行 WebAssembly，搜尋會慢一些）",
  error: {
    network: "網路不通，沒能取得索引。",
    timeout: "等了太久，索引沒有傳來。",
    http: "伺服器沒有給出索引。",
    wasm: "這個瀏覽器或頁面不允許執行搜尋引擎。",
    "not-an-index": "這個位址上的檔案不是索引。",
    "format-version": "索引的版本與頁面不符。",
    truncated: "索引不完整。",
    corrupt: "索引的內容有損壞，或剛剛更新過，請重新整理頁面。",
    "query-too-long": "查詢太長了，請縮短一些。",
    other: "搜尋出了問題。",
  },
};

const matches = (count: string): string => `${count} ${count === "1" ? "match" : "matches"}`;

const en: Strings = {
  locale: "en",
  label: "Search",
  placeholder: "Type any words or a whole sentence",
  loading: (size) => `Loading the index, ${size}`,
  searching: "Searching",
  found: (documents, occurrences) =>
    `${matches(occurrences)} in ${documents} ${documents === "1" ? "document" : "documents"}`,
  occurrences: matches,
  empty: (query) => `Nothing found for “${query}”`,
  emptyHint:
    "Text is matched literally; Traditional or Simplified, width, spaces and line breaks make no difference. Try a shorter piece.",
  more: (count) => `Show ${count} more`,
  shown: (count, total) => `${count} of ${total} documents shown`,
  retry: "Try again",
  untitled: "Untitled",
  slow: "(slower: this page cannot run WebAssembly)",
  error: {
    network: "The index could not be fetched: no connection.",
    timeout: "The index did not arrive in time.",
    http: "The server did not give the index.",
    wasm: "This browser or page does not let the search engine run.",
    "not-an-index": "The file at this address is not an index.",
    "format-version": "The index was made for another version of this page.",
    truncated: "The index is not complete.",
    corrupt: "The index is damaged or was just replaced; reload the page.",
    "query-too-long": "The query is too long; please shorten it.",
    other: "Something went wrong with the search.",
  },
};

/** The strings for a BCP 47 tag; Simplified Chinese where there is none. */
export function stringsFor(lang: string): Strings {
  if (/^zh-(hant|tw|hk|mo)\b/i.test(lang)) return zhHant;
  return /^(zh\b|$)/i.test(lang) ? zhHans : en;
}

/** The nearest `lang` above an element, through shadow roots; empty where there is none. */
export function nearestLang(from: Element): string {
  let at: Element | null = from;
  while (at) {
    const holder: Element | null = at.closest("[lang]");
    if (holder) return holder.getAttribute("lang") ?? "";
    const root: Node = at.getRootNode();
    at = root instanceof ShadowRoot ? root.host : null;
  }
  return "";
}

/** A size for people: kB as the network counts them. */
export function sizeText(bytes: number, locale: string): string {
  const inMega = bytes >= 1e6;
  const value = bytes / (inMega ? 1e6 : 1e3);
  const maximumFractionDigits = value < 10 && bytes > 0 ? 1 : 0;
  return `${value.toLocaleString(locale, { maximumFractionDigits })} ${inMega ? "MB" : "KB"}`;
}
