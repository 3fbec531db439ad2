/**
 * The small bar of `midu-highlight.js`: previous, "3 / 12", next, close. It stands in a shadow tree of
 * its own at the end of the page and knows no text and no place.
 */
import { dress } from "./highlight-styles.js";

type Words = readonly [label: string, previous: string, next: string, close: string];

const ZH_HANS: Words = ["搜索到的文字", "上一处", "下一处", "关闭"];
const ZH_HANT: Words = ["搜尋到的文字", "上一處", "下一處", "關閉"];
const JA: Words = ["検索した文字", "前へ", "次へ", "閉じる"];
const EN: Words = ["Text found", "Previous", "Next", "Close"];

function wordsFor(lang: string): Words {
  if (/^zh-(hant|tw|hk|mo)\b/i.test(lang)) return ZH_HANT;
  if (/^(zh\b|$)/i.test(lang)) return ZH_HANS;
  return /^ja\b/i.test(lang) ? JA : EN;
}

/** The bar, and where the number of the place that is shown is written. */
export interface Bar {
  host: HTMLElement;
  status: HTMLElement;
}

/** Shows a bar that tells when the reader wants the place before, the next one, or an end of it. */
export function bar(lang: string, [previous, next, close]: readonly [() => void, () => void, () => void]): Bar {
  const [label, ...names] = wordsFor(lang);
  const host = document.createElement("div");
  Object.assign(host, { lang, role: "group", ariaLabel: label });
  const root = host.attachShadow({ mode: "open" });
  dress(root);
  const [back, on, end] = [previous, next, close].map((command, i) => {
    const button = document.createElement("button");
    button.textContent = names[i] ?? "";
    button.onclick = command;
    return button;
  });
  const status = document.createElement("span");
  status.role = "status";
  host.onkeydown = ({ key }) => {
    if (key === "Escape") close();
  };
  for (const each of [back, status, on, end]) if (each) root.append(each);
  document.body.append(host);
  return { host, status };
}
