import { write } from "../shared/files.mjs";
import lunr from "./chinese.mjs";

export const title = "lunr 2 with lunr-languages zh";

export function build({ documents }, folder) {
  const index = lunr(function () {
    this.use(lunr.zh);
    this.ref("id");
    this.field("body");
    for (const document of documents) this.add(document);
  });
  write(folder, "index.json", JSON.stringify(index));
}
