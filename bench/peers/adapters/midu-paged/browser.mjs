import { adapter } from "../shared/midu-page.mjs";

export const { load, reopen, query } = adapter("corpus.midu");
