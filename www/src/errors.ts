/**
 * The one error type of the client. The code is stable and for programs, the message is for people:
 * what happened, where, what to do. A failure is never reported as "no results".
 */

/** Stable reasons: those of the client first, then those of the engine. */
export type MiduErrorCode =
  | "network"
  | "timeout"
  | "http"
  | "wasm"
  | "disposed"
  | "offline"
  | "engine"
  | "not-an-index"
  | "format-version"
  | "truncated"
  | "corrupt"
  | "invalid"
  | "no-documents"
  | "too-large"
  | "unsupported-layout"
  | "unsupported-query"
  | "argument"
  | "query-too-long";

/** Where an error comes from. */
export interface MiduErrorDetail {
  url?: string | undefined;
  status?: number | undefined;
  cause?: unknown;
}

/** Anything that goes wrong in `open` and `search`, except an abort by the caller. */
export class MiduError extends Error {
  override readonly name = "MiduError";
  declare readonly code: MiduErrorCode;
  declare readonly url: string | undefined;
  declare readonly status: number | undefined;

  constructor(code: MiduErrorCode, message: string, detail: MiduErrorDetail = {}) {
    super(message, detail);
    this.code = code;
    this.url = detail.url;
    this.status = detail.status;
  }
}

// What the engine calls its errors. A browser's own have numbers, or names in capitals.
const ENGINE_CODE = /^[a-z-]+$/;

const ADVICE: Partial<Record<MiduErrorCode, string>> = {
  "not-an-index": "Check that the address leads to a file written by `midu index`.",
  "format-version": "Build the index again with the version of midu that the page uses.",
  truncated: "Upload the index again, completely.",
  corrupt: "If the index was replaced on the host just now, reload the page; else upload it again.",
};

/** Turns what the engine threw into a `MiduError`; `url` names the file it speaks of. */
export function fromEngine(thrown: unknown, url?: string): MiduError {
  if (thrown instanceof MiduError) return thrown;
  const own = thrown instanceof Error ? (thrown as Error & { code?: unknown }) : undefined;
  const known = typeof own?.code === "string" && ENGINE_CODE.test(own.code);
  const code = (known ? own.code : "engine") as MiduErrorCode;
  const said = (own?.message ?? String(thrown)).replace(/[.。\s]+$/, "");
  const where = url === undefined ? "" : ` (${url})`;
  const advice = ADVICE[code] ?? "";
  return new MiduError(code, `${said}${where}. ${advice}`.trim(), { url, cause: thrown });
}
