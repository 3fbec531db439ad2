import { adapter } from "../minisearch/adapter.mjs";
import { options } from "./options.mjs";

export const { load, query } = adapter(options);
