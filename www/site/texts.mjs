// Reads the texts of the pages. A comment `<!-- from PATH: NAME -->` takes in what stands between the marks
// `<!-- NAME -->` and `<!-- end NAME -->` of another text, so that numbers stand in one place.
import { readFile } from "node:fs/promises";
import path from "node:path";

const FROM = /^<!-- from (\S+): (\S+) -->$/;

/** A text and the place of each of its lines. */
export async function textOf(root, file) {
  const lines = [];
  const places = [];
  for (const [at, line] of (await readFile(path.join(root, file), "utf8")).split("\n").entries()) {
    const [, source, name] = FROM.exec(line) ?? [];
    if (!source) {
      lines.push(line);
      places.push(`${file}:${at + 1}`);
      continue;
    }
    const other = path.posix.join(path.posix.dirname(file), source);
    const all = (await readFile(path.join(root, other), "utf8").catch(() => "")).split("\n");
    const [start, end] = [all.indexOf(`<!-- ${name} -->`), all.indexOf(`<!-- end ${name} -->`)];
    if (start < 0 || end < start) throw new Error(`${file}:${at + 1}: ${other} has no place <!-- ${name} --> … <!-- end ${name} -->`);
    for (let inside = start + 1; inside < end; inside++) {
      lines.push(all[inside]);
      places.push(`${other}:${inside + 1}`);
    }
  }
  return { text: lines.join("\n"), place: (line) => places[line] ?? file };
}
