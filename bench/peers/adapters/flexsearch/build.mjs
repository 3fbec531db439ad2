import { stored } from "./adapter.mjs";
import { write } from "../shared/files.mjs";
import { options } from "./options.mjs";

export const title = "FlexSearch 0.8, Charset.CJK";

export async function build({ documents }, folder) {
  write(folder, "index.json", await stored(documents, options()));
}
