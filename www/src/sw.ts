/**
 * A service worker that answers without a network: `dist/midu-sw.js`, to be copied to the root of a
 * site and registered there, or named in `importScripts` by a site's own one. It keeps the files of one
 * or more lists and gives what `keepOffline` kept. With a network it changes nothing but this: files
 * whose name says what is inside come from where they are kept.
 *
 * A list is an array of `{ url, revision, integrity? }`, as precache manifests are; addresses are
 * relative to it.
 * `register("/midu-sw.js?list=/midu/midu-files.json&list=/offline.json")` names lists, or
 * `self.MIDU_LISTS` does, set before `importScripts`.
 */

interface Extendable {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

interface Listed {
  url: string;
  integrity?: string;
}

interface Scope {
  MIDU_LISTS?: readonly string[];
  addEventListener(name: "install" | "activate", listener: (event: Extendable) => void): void;
  addEventListener(name: "fetch", listener: (event: Fetching) => void): void;
  skipWaiting(): Promise<void>;
  readonly clients: { claim(): Promise<void> };
}

const scope = globalThis as unknown as Scope;
// The end of the name is a digest of the lists, so that files of two versions never mix.
const NAME = "midu-files-";
const IMMUTABLE = /[/.-][0-9a-f]{16,}[/.]/;
// Stands in a cache that has all its files.
const COMPLETE = "/midu-files-complete";
// So long a slow network is waited for where there is something else to give.
const PATIENCE = 4000;

function lists(): string[] {
  const named = scope.MIDU_LISTS ?? new URLSearchParams(location.search).getAll("list");
  return named.map((list) => new URL(list, location.href).href);
}

/** Keeps all that the lists name, unless that is kept already; then drops what other lists named. */
async function precache(): Promise<void> {
  const found = await Promise.all(lists().map(async (list) => [list, await (await fetched({ url: list })).text()] as const));
  const name = `${NAME}${await digest(found.join("\n"))}`;
  const cache = await caches.open(name);
  if (!(await cache.match(COMPLETE))) {
    for (const [list, text] of found) {
      for (const file of JSON.parse(text) as Listed[]) {
        const url = new URL(file.url, list).href;
        await cache.put(url, await fetched({ ...file, url }));
      }
    }
    await cache.put(COMPLETE, new Response());
  }
  // Until here the others answer: they are the older ones, and come first.
  for (const other of await caches.keys()) if (other.startsWith(NAME) && other !== name) await caches.delete(other);
}

async function fetched({ url, integrity }: Listed): Promise<Response> {
  const response = await fetch(url, { cache: "no-cache", ...(integrity && { integrity }) });
  if (!response.ok) throw new TypeError(`${url} answered with status ${response.status}.`);
  return response;
}

async function digest(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  return [...hash.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function answer(request: Request): Promise<Response> {
  if (IMMUTABLE.test(request.url)) {
    const kept = await keptResponse(request);
    if (kept) return kept;
  }
  const network = fetch(request);
  network.catch(() => undefined);
  const patience = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE));
  try {
    return (await Promise.race([network, patience])) ?? (await keptResponse(request)) ?? (await network);
  } catch (error) {
    const kept = await keptResponse(request);
    if (!kept) throw error;
    return kept;
  }
}

/** What is kept at an address, cut to the bytes that were asked for. */
async function keptResponse(request: Request): Promise<Response | undefined> {
  const navigation = request.mode === "navigate";
  const like = { ignoreVary: true, ignoreSearch: navigation };
  // Whether a list names a folder or the page in it.
  const index = navigation ? request.url.replace(/\/([?#].*)?$/, "/index.html") : request.url;
  const kept = (await caches.match(request.url, like)) ?? (await caches.match(index, like));
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  if (!kept || !range) return kept;
  const file = await kept.blob();
  const start = Number(range[1]);
  const end = range[2] ? Math.min(Number(range[2]) + 1, file.size) : file.size;
  if (start >= file.size) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${file.size}` } });
  const headers = new Headers(kept.headers);
  headers.set("Content-Range", `bytes ${start}-${end - 1}/${file.size}`);
  headers.set("Content-Length", String(end - start));
  return new Response(file.slice(start, end), { status: 206, headers });
}

scope.addEventListener("install", (event) => event.waitUntil(precache().then(() => scope.skipWaiting())));
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== location.origin) return;
  // A page that is opened is the moment to look for newer lists.
  if (request.mode === "navigate") event.waitUntil(precache().catch(() => undefined));
  event.respondWith(answer(request));
});
