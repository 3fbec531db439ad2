import sqlite3InitModule from "@sqlite.org/sqlite-wasm";
import { bytes, first } from "../shared/fetched.mjs";
import { normalized } from "../shared/text.mjs";

let match;
let like;

export async function load(base) {
  const start = sqlite3InitModule({ locateFile: (name) => base + name, print() {}, printErr() {} });
  const [sqlite3, file] = await Promise.all([start, bytes(`${base}index.db`)]);
  const database = new sqlite3.oo1.DB(":memory:");
  const place = sqlite3.wasm.allocFromTypedArray(file);
  const { SQLITE_DESERIALIZE_FREEONCLOSE: owned } = sqlite3.capi;
  const code = sqlite3.capi.sqlite3_deserialize(database.pointer, "main", place, file.length, file.length, owned);
  database.checkRc(code);
  match = database.prepare("SELECT rowid FROM texts WHERE texts MATCH ?");
  like = database.prepare("SELECT rowid FROM texts WHERE body LIKE ? ESCAPE '\\'");
}

export function query(typed, limit) {
  const wanted = normalized(typed);
  const short = Array.from(wanted).length < 3;
  const statement = short ? like : match;
  statement.bind(1, short ? `%${wanted.replace(/[\\%_]/g, "\\$&")}%` : `"${wanted.replaceAll('"', '""')}"`);
  const ids = [];
  while (statement.step()) ids.push(statement.getInt(0) - 1);
  statement.reset();
  return first(ids, limit);
}
