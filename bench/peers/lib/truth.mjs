// Which documents hold a string: found by looking, in texts that are normalized or folded.
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { jsonLines } from "../../../www/tests/corpora.mjs";

/** Texts in a row, one for each document. */
export class Texts {
  #row;
  #starts = [];

  constructor(texts) {
    let at = 0;
    for (const text of texts) {
      this.#starts.push(at);
      at += text.length + 1;
    }
    this.#starts.push(at);
    this.#row = `${texts.join("\0")}\0`;
  }

  has(wanted) {
    return this.#row.includes(wanted);
  }

  /** The documents that hold `wanted`, ascending. */
  documents(wanted) {
    const found = [];
    for (let at = this.#row.indexOf(wanted); at >= 0; ) {
      const document = this.#documentAt(at);
      found.push(document);
      at = this.#row.indexOf(wanted, this.#starts[document + 1]);
    }
    return found;
  }

  #documentAt(place) {
    let [low, high] = [0, this.#starts.length - 1];
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle] <= place) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** The program that folds as the engine does: examples/folded.rs. */
export function foldProgram() {
  const program = process.env.MIDU_FOLDED;
  if (!program) throw new Error("MIDU_FOLDED names no program; `cargo xtask bench peers` sets it");
  return program;
}

/** The folded fields of every document of a .jsonl file, by url. */
function foldFile(file, output) {
  const out = openSync(output, "w");
  const { status, stderr } = spawnSync(foldProgram(), [file], { stdio: ["ignore", out, "pipe"], encoding: "utf8" });
  closeSync(out);
  if (status !== 0) throw new Error(`${file} could not be folded: ${stderr}`);
  const lines = readFileSync(output, "utf8").trimEnd().split("\n").map((line) => JSON.parse(line));
  return new Map(lines.map(({ url, texts }) => [url, texts]));
}

/** The documents of a corpus as midu promises to search them. Fields stay apart. */
export function foldedTexts({ file, folder, documents }) {
  const fields = foldFile(file, path.join(folder, "folded.jsonl"));
  return new Texts(documents.map(({ url }) => fields.get(url).join("\u0001")));
}

/** Queries as midu understands them. */
export function foldedQueries(queries, folder) {
  const file = path.join(folder, "typed.jsonl");
  writeFileSync(file, jsonLines(queries.map((title, url) => ({ url: String(url), title, text: "" }))));
  const fields = foldFile(file, path.join(folder, "typed-folded.jsonl"));
  return queries.map((_, url) => fields.get(String(url))[0]);
}
