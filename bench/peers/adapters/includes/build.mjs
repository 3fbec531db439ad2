import { write } from "../shared/files.mjs";
import { normalized } from "../shared/text.mjs";

export const title = "`String.includes` over an array of texts: the measure of all times";

export function build({ documents }, folder) {
  write(folder, "texts.json", JSON.stringify(documents.map(({ body }) => normalized(body))));
}
