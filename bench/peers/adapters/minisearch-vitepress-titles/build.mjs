import MiniSearch from "minisearch";
import { write } from "../shared/files.mjs";
import { options } from "./options.mjs";

export const title = "MiniSearch 7 as VitePress sets it up, title of twice the weight";

export function build({ documents }, folder) {
  const index = new MiniSearch(options);
  index.addAll(documents);
  write(folder, "index.json", JSON.stringify(index));
}
