import { create, insertMultiple, save } from "@orama/orama";
import { write } from "../shared/files.mjs";
import { settings } from "./adapter.mjs";

export const title = "Orama 3, mandarin tokenizer, any word, title of twice the weight";

const AT_ONCE = 500;

export async function build({ documents }, folder) {
  const index = create(settings());
  await insertMultiple(index, documents.map(({ id, title: name, text }) => ({ id: String(id), title: name, text })), AT_ONCE);
  write(folder, "index.json", JSON.stringify(save(index)));
}
