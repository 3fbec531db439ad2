import { adapter } from "../orama/adapter.mjs";

export const { load, query } = adapter({});
