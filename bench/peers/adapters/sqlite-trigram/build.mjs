import { copyFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import sqlite3InitModule from "@sqlite.org/sqlite-wasm";
import { write } from "../shared/files.mjs";
import { normalized } from "../shared/text.mjs";

export const title = "SQLite 3.54, FTS5 with trigrams, LIKE below three characters";

export async function build({ documents }, folder) {
  const sqlite3 = await sqlite3InitModule();
  const database = new sqlite3.oo1.DB(":memory:");
  database.exec("CREATE VIRTUAL TABLE texts USING fts5(body, tokenize='trigram')");
  database.exec("BEGIN");
  const insert = database.prepare("INSERT INTO texts(rowid, body) VALUES (?, ?)");
  for (const { id, body } of documents) insert.bind([id + 1, normalized(body)]).stepReset();
  insert.finalize();
  database.exec("COMMIT");
  database.exec("INSERT INTO texts(texts) VALUES('optimize')");
  database.exec("VACUUM");
  write(folder, "index.db", sqlite3.capi.sqlite3_js_db_export(database));
  const module = createRequire(import.meta.url).resolve("@sqlite.org/sqlite-wasm/sqlite3.wasm");
  copyFileSync(module, path.join(folder, "sqlite3.wasm"));
}
