// The corpora of the tests and the indexes made of them by the real command. Indexes go to a
// temporary folder that the caller removes.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The repository. */
export const ROOT = at("../../");
/** Five newspaper texts; not part of the repository. */
export const CHANGZHOU = process.env.MIDU_CHANGZHOU ?? path.join(ROOT, "../shared/corpora/changzhou");
/** The sample corpus of the repository. */
export const SAMPLE = at("../corpus");
export const LAYOUTS = ["paged", "embedded", "compact"];

/** A reason to skip, or false. */
export function missing(folder) {
  return existsSync(folder) ? false : `${path.relative(ROOT, folder)} is not there`;
}

/** Runs the `midu` command: the one that MIDU_CLI names, or the one of this repository. */
export function midu(...given) {
  const [command, before] = process.env.MIDU_CLI
    ? [process.env.MIDU_CLI, []]
    : ["cargo", ["run", "-q", "--release", "-p", "midu-cli", "--"]];
  return execFileSync(command, [...before, ...given], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** A temporary folder with `put` (writes a file) and `index` (makes one), gone after `remove`. */
export async function workshop() {
  const folder = await mkdtemp(path.join(tmpdir(), "midu-test-"));
  return {
    folder,
    async put(name, content) {
      await writeFile(path.join(folder, name), content);
      return path.join(folder, name);
    },
    index(input, name, layout, ...more) {
      const file = path.join(folder, name);
      midu("index", input, "-o", file, "--quiet", "--layout", layout, ...more);
      return file;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * The documents of a folder of plain text, by the rule of the command: front matter gives a title and
 * is no text; without it the first line with a letter or digit is the title, unless it is longer than
 * 100 characters; the rest is the body.
 */
export async function plainTexts(folder, ending = /\.txt$/) {
  const documents = [];
  for (const name of (await readdir(folder)).sort()) {
    if (!ending.test(name)) continue;
    const source = (await readFile(path.join(folder, name), "utf8")).replace(/^\ufeff/, "");
    documents.push({ url: name, ...plainText(source) });
  }
  return documents;
}

function plainText(source) {
  const front = /^---\r?\n([^]*?)\r?\n---[^\S\n]*\n/.exec(source);
  const given = /^title:\s*"?(.*?)"?\s*$/m.exec(front?.[1] ?? "")?.[1];
  const text = source.slice(front?.[0].length ?? 0);
  if (given) return { title: given, text };
  const lines = text.split(/\r\n|[\n\r\f]/);
  const first = lines.findIndex((line) => /[\p{L}\p{N}]/u.test(line));
  const title = (lines[first] ?? "").trim().replace(/^#+/, "").trim();
  if ([...title].length > 100) return { title: "", text };
  lines[first] = "";
  return { title, text: lines.join("\n") };
}

/** Documents as the lines of a .jsonl file. */
export function jsonLines(documents) {
  return documents.map((document) => `${JSON.stringify(document)}\n`).join("");
}
