// A static server for the tests: byte ranges, faults on demand, a log of what was asked for. It can
// play a host that knows no ranges. Not for anything but tests.
import { readFile } from "node:fs/promises";
import http from "node:http";
import path from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * Serves folders: `mounts` maps a path prefix to a folder, longest prefix first.
 * Returns { origin, log, headers, fault(rule), ranges(knows), close() }. A rule has `match` (RegExp on
 * the path), `times` and `mode`: a status number, "html", "cut" (half the body), "flip" (one bit),
 * "hang", "slow". What is put into `headers` goes out with every file; `beside` gives more by path.
 */
export async function serve(mounts, { ranges = true } = {}) {
  let knowsRanges = ranges;
  const log = [];
  const more = {};
  let faults = [];
  let beside = () => ({});
  const prefixes = Object.keys(mounts).sort((a, b) => b.length - a.length);

  async function answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const entry = { path: pathname, range: range?.[0], left: false };
    log.push(entry);
    // Whether who asked was gone before the answer was.
    response.on("close", () => (entry.left = !response.writableFinished));
    const fault = faults.find((rule) => rule.left > 0 && rule.match.test(pathname));
    if (fault) fault.left -= 1;
    const mode = fault?.mode;
    if (mode === "hang") return;
    if (mode === "slow") await new Promise((resolve) => setTimeout(resolve, fault.delay ?? 800));
    if (typeof mode === "number") {
      response.writeHead(mode, { "Content-Type": "text/html", "Cache-Control": "no-store" });
      return response.end("<!doctype html><h1>fault</h1>");
    }
    const prefix = prefixes.find((each) => pathname.startsWith(each));
    let body;
    try {
      const inside = decodeURIComponent(pathname.slice(prefix.length)) || "index.html";
      const file = path.join(mounts[prefix], inside.endsWith("/") ? `${inside}index.html` : inside);
      body = mode === "html" ? Buffer.from("<!doctype html><title>app</title>") : await readFile(file);
    } catch {
      response.writeHead(404, { "Content-Type": "text/html" });
      return response.end("<!doctype html><h1>not here</h1>");
    }
    const type = mode === "html" ? TYPES[".html"] : (TYPES[path.extname(pathname) || ".html"] ?? "application/octet-stream");
    const headers = { "Content-Type": type, "Cache-Control": "no-store", ...more, ...beside(pathname) };
    let status = 200;
    if (knowsRanges && range && mode !== "html") {
      const [start, last] = [Number(range[1]), Math.min(Number(range[2]), body.length - 1)];
      if (start >= body.length) {
        response.writeHead(416, { "Content-Range": `bytes */${body.length}` });
        return response.end();
      }
      status = 206;
      headers["Accept-Ranges"] = "bytes";
      headers["Content-Range"] = `bytes ${start}-${last}/${body.length}`;
      body = body.subarray(start, last + 1);
    }
    if (mode === "flip") {
      body = Buffer.from(body);
      body[body.length >> 1] ^= 0x10;
    }
    response.writeHead(status, { ...headers, "Content-Length": body.length });
    if (mode !== "cut") return response.end(body);
    response.write(body.subarray(0, body.length >> 1));
    setTimeout(() => response.destroy(), 20);
  }

  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    log,
    headers: more,
    /** Sets a function from the path of a file to further headers. */
    beside: (headers) => void (beside = headers),
    /** Adds a fault; without an argument, removes all of them. */
    fault(rule) {
      faults = rule ? [...faults, { ...rule, left: rule.times ?? Infinity }] : [];
    },
    /** Whether it knows ranges from now on. */
    ranges: (knows) => void (knowsRanges = knows),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
