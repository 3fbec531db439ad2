import { write } from "../shared/files.mjs";

export const title = "Fuse.js 7 as it comes";

export function build({ documents }, folder) {
  write(folder, "texts.json", JSON.stringify(documents.map(({ body }) => body)));
}
