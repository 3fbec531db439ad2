import { indexing } from "../shared/midu.mjs";

export { finish, inputs, preload } from "../shared/midu.mjs";
export const title = "midu, layout compact: whole, scan";
export const exact = true;
export const command = indexing("compact");
