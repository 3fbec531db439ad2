// A corpus as every peer gets it: documents with url, title and text, numbered from 0.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { jsonLines, plainTexts } from "../../../www/tests/corpora.mjs";

/**
 * Reads a .jsonl file, or a folder of .txt and .md files, which becomes a .jsonl file in `work`, so that all
 * builds read the same lines. Each document has `id`, `url`, `title`, `text` and both as `body`.
 */
export async function readCorpus(source, work) {
  const name = path.basename(source).replace(/\.jsonl$/, "");
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  let file = source;
  if (statSync(source).isDirectory()) {
    file = path.join(folder, "corpus.jsonl");
    writeFileSync(file, jsonLines(await plainTexts(source, /\.(md|txt)$/)));
  }
  const content = readFileSync(file);
  const documents = parse(content.toString(), file);
  return { name, folder, file, documents, hash: createHash("sha256").update(content).digest("hex") };
}

/** The documents of a .jsonl file. */
export const readDocuments = (file) => parse(readFileSync(file, "utf8"), file);

function parse(content, file) {
  const documents = [];
  const lineOf = new Map();
  content.split("\n").forEach((line, before) => {
    if (line.trim() === "") return;
    const place = `${file}:${before + 1}`;
    const { url, title = "", text } = parsed(line, place);
    if (typeof url !== "string" || typeof text !== "string") throw new Error(`${place}: needs the strings "url" and "text"`);
    if (lineOf.has(url)) throw new Error(`${place}: the url ${url} stands in line ${lineOf.get(url)} already; answers are told apart by it`);
    lineOf.set(url, before + 1);
    documents.push({ id: documents.length, url, title, text, body: `${title}\n${text}` });
  });
  if (documents.length === 0) throw new Error(`${file}: holds no document`);
  return documents;
}

function parsed(line, place) {
  try {
    return JSON.parse(line);
  } catch (cause) {
    throw new Error(`${place}: is no JSON object: ${cause.message}`, { cause });
  }
}
