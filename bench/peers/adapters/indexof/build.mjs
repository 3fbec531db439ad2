import { write } from "../shared/files.mjs";
import { normalized } from "../shared/text.mjs";

export const title = "`String.indexOf` over one string of all texts";

export function build({ documents }, folder) {
  write(folder, "all.txt", documents.map(({ body }) => normalized(body).replaceAll("\0", " ")).join("\0"));
}
