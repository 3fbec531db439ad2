import { writeFileSync } from "node:fs";
import path from "node:path";

/** Writes one file of a peer's site. */
export const write = (folder, name, content) => writeFileSync(path.join(folder, name), content);
