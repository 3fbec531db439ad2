import path from "node:path";
import { command as midu, has } from "../shared/midu.mjs";

export { finish, inputs, preload } from "../shared/midu.mjs";
export const title = "midu, layout paged in files, for hosts without Range";
export const exact = true;
export const lazy = true;

/** Why it cannot be measured, if so. */
export const unavailable = () => (has("--carrier") ? undefined : "this midu writes no files");

export const command = (file, folder) => {
  return [midu(), ["index", file, "--carrier", "files", "--quiet", "--output", path.join(folder, "corpus")]];
};
