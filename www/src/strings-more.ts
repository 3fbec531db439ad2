/** What the element says in further languages. Loaded on pages in one of these. */
import { type Strings, zhHant } from "./strings.js";

const ja: Strings = {
  locale: "ja",
  label: "検索",
  placeholder: "語句や文をそのまま入力",
  loading: (size) => `索引を読み込み中 ${size}`,
  searching: "検索中",
  found: (documents, occurrences) => `${documents} 件の文書に ${occurrences} か所`,
  occurrences: (count) => `${count} か所`,
  empty: (query) => `「${query}」は見つかりませんでした`,
  emptyHint: "文字どおりに探します。繁体字と簡体字、全角と半角、空白や改行の違いは問いません。もう少し短い語句でお試しください。",
  more: (count) => `さらに ${count} 件を表示`,
  shown: (count, total) => `全 ${total} 件のうち ${count} 件を表示`,
  retry: "再試行",
  untitled: "無題",
  slow: "（このページでは WebAssembly が使えないため、検索が遅くなります）",
  error: {
    network: "通信できず、索引を取得できませんでした。",
    timeout: "待ち時間が過ぎても索引が届きませんでした。",
    http: "サーバーが索引を返しませんでした。",
    wasm: "このブラウザーまたはページでは検索エンジンを動かせません。",
    "not-an-index": "この場所にあるファイルは索引ではありません。",
    "format-version": "索引の版がこのページと合いません。",
    truncated: "索引が途中で切れています。",
    corrupt: "索引が壊れているか、更新されたばかりです。ページを読み込み直してください。",
    "query-too-long": "検索語が長すぎます。短くしてください。",
    other: "検索中に問題が起きました。",
  },
};

const hongKong: Strings = {
  ...zhHant,
  locale: "zh-HK",
  placeholder: "輸入任何字詞或原句",
  empty: (query) => `找不到「${query}」`,
  emptyHint: "這裏按原文逐字查找，繁簡、全半形、空格和換行都不影響。試試短一點的字詞。",
  error: {
    ...zhHant.error,
    network: "網絡不通，未能取得索引。",
    timeout: "等了太久，索引仍未傳到。",
    wasm: "這個瀏覽器或頁面不准許執行搜尋引擎。",
    "not-an-index": "這個網址上的檔案不是索引。",
    corrupt: "索引的內容有損壞，或剛剛更新過，請重新載入頁面。",
    "query-too-long": "查詢太長，請縮短一些。",
  },
};

/** The strings for a BCP 47 tag of Japanese, Hong Kong or Macau. */
export function furtherStrings(lang: string): Strings {
  return /^ja\b/i.test(lang) ? ja : hongKong;
}
