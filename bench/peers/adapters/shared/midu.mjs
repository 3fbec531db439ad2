// What the midu adapters have in common: the real command makes the index, and the site gets all of
// the built package.
import { spawnSync } from "node:child_process";
import { cpSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const DIST = fileURLToPath(new URL("../../../../www/dist/", import.meta.url));
// No page loads these.
const LEFT_OUT = /^(demo|types|wasm-embedded|node_modules)\b|\.(map|d\.ts)$|\.stamp$/;

export const preload = ["midu/midu.js"];

/** The command that `MIDU_CLI` names. */
export function command() {
  const program = process.env.MIDU_CLI;
  if (!program) throw new Error("MIDU_CLI names no midu command; `cargo xtask bench peers` sets it");
  return program;
}

/** Whether `midu index` has an option. */
export function has(option) {
  return spawnSync(command(), ["index", "--help"], { encoding: "utf8" }).stdout.includes(option);
}

/** The command line that indexes a corpus in a layout. */
export const indexing = (layout) => (file, folder) => {
  return [command(), ["index", file, "--layout", layout, "--quiet", "--output", path.join(folder, "corpus.midu")]];
};

/** Puts the client beside the index. */
export function finish(folder) {
  const wanted = (source) => !LEFT_OUT.test(path.relative(DIST, source));
  cpSync(DIST, path.join(folder, "midu"), { recursive: true, filter: wanted });
}

/** What a build of these adapters depends on beside the adapter itself. */
export const inputs = () => [command(), DIST];
