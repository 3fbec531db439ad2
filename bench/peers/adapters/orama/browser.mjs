import { adapter } from "./adapter.mjs";

export const { load, query } = adapter({ threshold: 0 });
