/**
 * The address of the worker as a page's Content-Security-Policy wants it. Where the page requires
 * Trusted Types, one policy named `midu` makes it, for addresses of this origin and blobs only.
 */
import { workerScript } from "./beside.js";

interface Factory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}

/** A string, or the object that stands for one under Trusted Types; nothing where workers are barred. */
export type ScriptAddress = unknown;

const blobs: Record<string, string> = {};
let policy: { createScriptURL(url: string): unknown } | undefined;

/** Where the worker is, that of the full engine or of the small one. */
export function workerAddress(full: boolean): ScriptAddress | undefined {
  if (typeof Worker !== "function" || typeof location === "undefined" || barred()) return undefined;
  const script = workerScript(full);
  // A worker's script must be of the page's origin; a blob is, and it may import from elsewhere.
  const own = script.startsWith("blob:") || new URL(script).origin === location.origin;
  const url = own ? script : (blobs[script] ??= bootstrap(script));
  return scriptAddress(url);
}

/** An address as `Worker` and `<script>` take it; nothing where the page's policies refuse it. */
export function scriptAddress(url: string): ScriptAddress | undefined {
  const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
  if (!factory || typeof location === "undefined" || location.protocol === "file:") return url;
  try {
    policy ??= factory.createPolicy("midu", { createScriptURL: ours });
    return policy.createScriptURL(url);
  } catch {
    return undefined;
  }
}

function bootstrap(script: string): string {
  return URL.createObjectURL(new Blob([`import ${JSON.stringify(script)};`], { type: "text/javascript" }));
}

function ours(url: string): string {
  const { protocol, origin } = new URL(url);
  if (protocol !== "blob:" && origin !== location.origin) throw new TypeError(`${url} is of another origin.`);
  return url;
}

/**
 * Whether the page itself says that it takes no policy of our name. To try it out would be reported as
 * a violation; a policy in a header cannot be read, so there the attempt is made.
 */
function barred(): boolean {
  const metas = globalThis.document?.querySelectorAll<HTMLMetaElement>('meta[http-equiv="content-security-policy" i]') ?? [];
  return [...metas].some(({ content }) => /(^|;)\s*trusted-types\b(?![^;]*(\smidu\b|\*))/i.test(content));
}
