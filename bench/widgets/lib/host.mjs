// A static host over the site: brotli where a host would use it, byte ranges, a log of bodies, and the policies that
// a probe asks for. `/start/NAME?...` is a start page; all else are files.
import { readFile } from "node:fs/promises";
import http from "node:http";
import { extname, join, normalize } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { start } from "./pages.mjs";

const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".wasm": "application/wasm" };
const TEXTS = ["script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "connect-src 'self' https://*.algolia.net https://*.algolianet.com", "worker-src 'self'", "img-src 'self' data:"];
const POLICIES = {
  csp: `default-src 'none'; ${TEXTS.join("; ")}`,
  tt: "require-trusted-types-for 'script'",
};

export async function host(folder) {
  const log = [];
  const compressed = new Map();
  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    const page = /^\/start-(.+)\.html$/.exec(pathname)?.[1];
    const headers = { "Cache-Control": "no-store", "Content-Type": page ? TYPES[".html"] : (TYPES[extname(pathname)] ?? "application/octet-stream") };
    const policy = POLICIES[searchParams.get("policy")];
    if (policy) headers["Content-Security-Policy"] = policy;
    if (page) {
      const options = Object.fromEntries([...searchParams].map(([key, value]) => [key, key === "lang" ? value : value !== ""]));
      return response.writeHead(200, headers).end(start(page, options));
    }
    let body;
    try {
      body = await readFile(join(folder, normalize(decodeURIComponent(pathname))));
    } catch {
      return response.writeHead(404).end();
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    let status = 200;
    if (range) {
      status = 206;
      headers["Content-Range"] = `bytes ${range[1]}-${Math.min(range[2], body.length - 1)}/${body.length}`;
      body = body.subarray(Number(range[1]), Number(range[2]) + 1);
    } else if (TYPES[extname(pathname)]) {
      if (!compressed.has(pathname)) compressed.set(pathname, brotliCompressSync(body));
      body = compressed.get(pathname);
      headers["Content-Encoding"] = "br";
    }
    if (!/^\/(page|texts)\//.test(pathname)) log.push({ path: pathname, bytes: body.length });
    response.writeHead(status, { ...headers, "Content-Length": body.length }).end(body);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    log,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
