import { indexing } from "../shared/midu.mjs";

export { finish, inputs, preload } from "../shared/midu.mjs";
export const title = "midu, layout paged: read by HTTP Range";
export const exact = true;
export const lazy = true;
export const goals = true;
export const command = indexing("paged");
