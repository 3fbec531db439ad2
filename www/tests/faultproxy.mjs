// A proxy that breaks what passes through it, as hosts, caches and lines do: for tests of what readers
// see then. Which answer is broken how is said by rules, or drawn by chance from a seed.
import http from "node:http";

/** Ways to break an answer. */
export const MODES = ["abort", 404, 500, 503, 429, "hang", "drip", "cut", "short", "long", "empty", "flip", "swap", "stale", "html"];

/** Numbers from 0 to below 1 that are the same in every run (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/**
 * Passes on what `upstream` (an origin) answers. Returns { origin, log, rule, random, heal, close }:
 * `rule({ match, mode, times, at, bit })` breaks answers whose path and range match; `random({ seed,
 * share, lasting, modes, match })` breaks a share of all answers, of these another share for some time;
 * `heal()` ends both. The mode `swap` answers with another part or pack, `stale` with what `old` (an
 * origin) has at that path.
 */
export async function faultProxy(upstream, { old, headers = { "Cache-Control": "no-store" } } = {}) {
  const log = [];
  let rules = [];
  let draw;
  const broken = new Map();

  function modeFor(path, range) {
    const what = `${path} ${range ?? ""}`;
    const rule = rules.find(({ match, left }) => left > 0 && match.test(what));
    if (rule) {
      rule.left -= 1;
      return rule;
    }
    if (!draw?.match.test(what)) return undefined;
    const known = broken.get(what);
    if (known && known.until > log.length) return known;
    if (draw.next() >= draw.share) return undefined;
    const mode = draw.modes[Math.floor(draw.next() * draw.modes.length)];
    const fault = { mode, at: draw.next(), bit: Math.floor(draw.next() * 8) };
    if (draw.next() < draw.lasting) broken.set(what, { ...fault, until: log.length + 10 + draw.next() * 40 });
    return fault;
  }

  async function answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const range = /bytes=\d+-\d+/.exec(request.headers.range ?? "")?.[0];
    const fault = modeFor(pathname, range);
    const mode = fault?.mode;
    log.push({ path: pathname, range, mode });
    if (mode === "hang") return;
    if (mode === "abort") return request.socket.destroy();
    if (typeof mode === "number" || mode === "html") {
      response.writeHead(mode === "html" ? 200 : mode, { "Content-Type": "text/html", ...headers });
      return response.end("<!doctype html><title>fault</title>");
    }
    const from = mode === "stale" && old ? old : upstream;
    const got = await get(from, mode === "swap" ? swapped(pathname) : pathname, mode === "swap" ? moved(range) : range);
    const body = spoiled(got.body, fault);
    const said = { ...got.headers, ...headers };
    // A host that serves the wrong bytes believes them to be the right ones.
    if (mode === "swap" && range && said["content-range"]) said["content-range"] = `bytes ${range.slice(6)}/*`;
    response.writeHead(got.status, { ...said, "content-length": mode === "cut" ? got.body.length : body.length });
    if (mode === "cut") {
      response.write(body);
      return setTimeout(() => response.destroy(), 10);
    }
    if (mode === "drip") return dripped(response, body);
    response.end(body);
  }

  const server = http.createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    log,
    rule: ({ times = Infinity, ...rule }) => rules.push({ ...rule, left: times }),
    random({ seed, share, lasting = 0, modes = MODES, match = /./ }) {
      draw = { next: chance(seed), share, lasting, modes, match };
    },
    heal() {
      rules = [];
      draw = undefined;
      broken.clear();
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function get(origin, path, range) {
  return new Promise((resolve, reject) => {
    const request = http.get(`${origin}${path}`, { headers: range ? { Range: range } : {} }, (response) => {
      const pieces = [];
      response.on("data", (piece) => pieces.push(piece));
      response.on("error", reject);
      response.on("end", () => {
        const { "content-type": type, "content-range": said } = response.headers;
        const headers = { "content-type": type, ...(said ? { "content-range": said } : {}) };
        resolve({ status: response.statusCode, headers, body: Buffer.concat(pieces) });
      });
    });
    request.on("error", reject);
  });
}

/** Another file of the same kind. */
function swapped(path) {
  return path.replace(/(\d+)\.(bin|js)$/, (_, number, kind) => `${Number(number) === 0 ? 1 : Number(number) - 1}.${kind}`);
}

/** Another part of the same file, as long. */
function moved(range) {
  if (!range) return undefined;
  const [start, last] = range.slice(6).split("-").map(Number);
  const by = start > 4096 ? -1024 : 1024;
  return `bytes=${start + by}-${last + by}`;
}

function spoiled(body, fault) {
  const at = Math.floor((fault?.at ?? 0.5) * body.length);
  switch (fault?.mode) {
    case "cut":
    case "short":
      return body.subarray(0, at);
    case "long":
      return Buffer.concat([body, body.subarray(0, 1 + (at % 16))]);
    case "empty":
      return body.subarray(0, 0);
    case "flip": {
      const flipped = Buffer.from(body);
      if (flipped.length > 0) flipped[at] ^= 1 << (fault.bit ?? 4);
      return flipped;
    }
    default:
      return body;
  }
}

/** One byte at a time, for ever or nearly so. */
function dripped(response, body) {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= body.length || response.destroyed) return clearInterval(timer), response.end();
    response.write(body.subarray(at, (at += 1)));
  }, 20);
  response.on("close", () => clearInterval(timer));
}
