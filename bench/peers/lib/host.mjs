// The static host: files as they are, those that hosts compress as brotli, byte ranges, no caching,
// and a log of every body that was sent.
//
//   /CORPUS/PEER/        the page of a peer and its files
//   /bench/              what the bench runs in the page
//   /truth/CORPUS        numbers of documents, see queries.mjs
//   /urls/CORPUS         urls of documents in the order of their numbers
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { siteFiles, UNCOUNTED } from "./build.mjs";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
};
// Larger files take minutes at the best quality, for about 4 % fewer bytes.
const LARGE = 16 * 2 ** 20;

/** Starts a host over the folders of corpora in `work`. */
export async function host(work) {
  const log = [];
  const compressed = new Map();
  let delay = 0;
  const server = http.createServer((request, response) => {
    setTimeout(() => answer(request, response), delay);
  });

  function answer(request, response) {
    const { pathname } = new URL(request.url, "http://localhost");
    const steps = decodeURIComponent(pathname).split("/").slice(1);
    const file = place(work, steps);
    if (!file || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const headers = {
      "Cache-Control": "no-store",
      "Content-Type": TYPES[path.extname(file)] ?? "application/octet-stream",
      // With these the clock of the page is fine enough to time what takes microseconds.
      "Cross-Origin-Embedder-Policy": "require-corp",
      "Cross-Origin-Opener-Policy": "same-origin",
    };
    const sent = body(file, request.headers, headers);
    if (steps.length > 2 && steps.at(-1) !== "" && steps[2] !== UNCOUNTED && steps[0] !== "bench") {
      log.push({ name: steps.slice(2).join("/"), start: sent.start ?? 0, bytes: sent.length });
    }
    headers["Content-Length"] = sent.length;
    response.writeHead(sent.status, headers);
    createReadStream(sent.file, { start: sent.start, end: sent.end }).pipe(response);
  }

  function body(file, asked, headers) {
    const smaller = compressed.get(file);
    if (smaller && /\bbr\b/.test(asked["accept-encoding"] ?? "")) {
      headers["Content-Encoding"] = "br";
      return { status: 200, file: smaller, length: statSync(smaller).size };
    }
    const { size } = statSync(file);
    const range = /^bytes=(\d+)-(\d+)$/.exec(asked.range ?? "");
    if (!range || Number(range[1]) >= size) return { status: 200, file, length: size };
    const [start, end] = [Number(range[1]), Math.min(Number(range[2]), size - 1)];
    headers["Content-Range"] = `bytes ${start}-${end}/${size}`;
    return { status: 206, file, start, end, length: end - start + 1 };
  }

  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    log,
    /** Lets every answer wait, as a far host does. */
    far(milliseconds) {
      delay = milliseconds;
    },
    /** Compresses the files of a site whose types hosts compress. */
    async compress(site) {
      for (const file of siteFiles(site)) {
        if (TYPES[path.extname(file)]) compressed.set(file, await smaller(file, path.join(work, "brotli")));
      }
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function place(work, [first, second, ...rest]) {
  if (first === "bench") return fileURLToPath(new URL("./page.mjs", import.meta.url));
  if (first === "truth") return path.join(work, second, "truth.bin");
  if (first === "urls") return path.join(work, second, "urls.json");
  if (second === undefined || rest.includes("..")) return undefined;
  return path.join(work, first, second, "site", ...(rest.at(-1) === "" ? [...rest.slice(0, -1), "index.html"] : rest));
}

/** The brotli of a file, kept by content: several peers have the same file. */
async function smaller(file, folder) {
  const content = readFileSync(file);
  const kept = path.join(folder, createHash("sha256").update(content).digest("hex"));
  if (!existsSync(kept)) {
    mkdirSync(folder, { recursive: true });
    const params = {
      [constants.BROTLI_PARAM_QUALITY]: content.length > LARGE ? 9 : constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    };
    writeFileSync(`${kept}.new`, await promisify(brotliCompress)(content, { params }));
    renameSync(`${kept}.new`, kept);
  }
  return kept;
}
