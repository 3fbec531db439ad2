// Whether a result is still that of its inputs: a hash over files, folders and settings.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

/** All files at or below a path, in the order of their names. */
export function filesBelow(place) {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place).sort().flatMap((name) => filesBelow(path.join(place, name)));
}

/** A hash of the content of these files and folders (an absent one counts as absent) and of settings. */
export function stampOf(places, settings = []) {
  const hash = createHash("sha256").update(JSON.stringify(settings));
  for (const place of places) {
    if (!existsSync(place)) {
      hash.update("\0absent");
      continue;
    }
    for (const file of filesBelow(place)) {
      const content = readFileSync(file);
      hash.update(`\0${path.relative(place, file)}\0${content.length}\0`).update(content);
    }
  }
  return hash.digest("hex");
}
