import { indexed } from "../shared/pagefind.mjs";

export const title = "Pagefind 1.6, extended, language zh";
export const lazy = true;
export const preload = ["pagefind/pagefind.js"];

export function build({ documents }, folder) {
  return indexed(documents, folder, (index, { url, title: name, body }) => {
    return index.addCustomRecord({ url, content: body, language: "zh", meta: { title: name } });
  });
}
