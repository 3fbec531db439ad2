/** What the element says in further languages. Loaded on pages in one of these. */
import type { Strings } from "./strings.js";

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
  locale: "zh-HK",
  label: "搜尋",
  placeholder: "輸入任何字詞或原句",
  loading: (size) => `正在載入索引 ${size}`,
  searching: "正在搜尋",
  found: (documents, occurrences) => `找到 ${documents} 篇，共 ${occurrences} 處`,
  occurrences: (count) => `共 ${count} 處`,
  empty: (query) => `找不到「${query}」`,
  emptyHint: "這裏按原文逐字查找，繁簡、全半形、空格和換行都不影響。試試短一點的字詞。",
  more: (count) => `再看 ${count} 篇`,
  shown: (count, total) => `已顯示 ${count} 篇，共 ${total} 篇`,
  retry: "重試",
  untitled: "無題",
  slow: "（此頁面不能執行 WebAssembly，搜尋會慢一些）",
  error: {
    network: "網絡不通，未能取得索引。",
    timeout: "等了太久，索引仍未傳到。",
    http: "伺服器沒有給出索引。",
    wasm: "這個瀏覽器或頁面不准許執行搜尋引擎。",
    "not-an-index": "這個網址上的檔案不是索引。",
    "format-version": "索引的版本與頁面不符。",
    truncated: "索引不完整。",
    corrupt: "索引的內容有損壞，或剛剛更新過，請重新載入頁面。",
    "query-too-long": "查詢太長，請縮短一些。",
    other: "搜尋出了問題。",
  },
};

/** The strings for a BCP 47 tag of Japanese, Hong Kong or Macau. */
export function furtherStrings(lang: string): Strings {
  return /^ja\b/i.test(lang) ? ja : hongKong;
}
