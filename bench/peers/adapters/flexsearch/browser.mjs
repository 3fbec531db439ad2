import { adapter } from "./adapter.mjs";
import { options } from "./options.mjs";

export const { load, query } = adapter(options());
