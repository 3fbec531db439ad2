// Builds what a peer puts on a host, once for a corpus, and knows whether that is still up to date.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build as bundle } from "esbuild";
import { watched } from "./process.mjs";
import { filesBelow, stampOf } from "./stamp.mjs";

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const CAPS = { seconds: 300, bytes: 6 * 2 ** 30 };
/** Files for the bench alone lie in this folder of a site; they count for nothing. */
export const UNCOUNTED = "_bench";
/** What all times of builds are divided by. */
export const MEASURE = "includes";

/** Adapters of this ending know a title by itself, which is for the bench of relevance alone. */
const TITLED = "-titles";

/** The adapters that are measured: the measure, midu, then the others by name. */
export function adapterNames() {
  const wanted = (name) => !name.endsWith(TITLED) && existsSync(at(`../adapters/${name}/build.mjs`));
  const folders = readdirSync(at("../adapters")).filter(wanted);
  const rank = (name) => (name === MEASURE ? 0 : name.startsWith("midu") ? 1 : 2);
  return folders.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** What an adapter says of itself. */
export const adapterOf = (name) => import(`../adapters/${name}/build.mjs`);

/** The hash of all that decides what a build gives. */
export async function buildStamp(name, corpus) {
  const { inputs, reuse } = await adapterOf(name);
  const folders = [name, reuse ?? name, "shared"].map((folder) => at(`../adapters/${folder}`));
  return stampOf([...folders, at("../package-lock.json"), ...(inputs?.() ?? [])], [corpus.hash, process.version]);
}

/**
 * Builds, or finds what is there. Resolves to the folder of the site and what the build took, as a
 * ratio to the measure's build right before; `error` says why there is no site.
 */
export async function buildSite(name, corpus, { again }) {
  const folder = path.join(corpus.folder, name);
  const record = path.join(folder, "build.json");
  const site = path.join(folder, "site");
  const stamp = await buildStamp(name, corpus);
  if (!again && existsSync(record)) {
    const kept = JSON.parse(readFileSync(record, "utf8"));
    if (kept.stamp === stamp) return { ...kept, site };
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(site, { recursive: true });
  const adapter = await adapterOf(name);
  const built = adapter.reuse ? await reused(adapter.reuse, corpus, site) : await fresh(name, adapter, corpus, site);
  if (!built.error) {
    adapter.finish?.(site);
    await writePage(name, adapter, site);
    const files = siteFiles(site);
    built.disk = { files: files.length, bytes: files.reduce((sum, file) => sum + statSync(file).size, 0) };
  }
  writeFileSync(record, JSON.stringify({ stamp, ...built }));
  return { stamp, ...built, site };
}

/** The files of a site that a host would have, but not the bench's page. */
export function siteFiles(site) {
  const page = path.join(site, "index.html");
  return filesBelow(site).filter((file) => file !== page && !path.relative(site, file).startsWith(UNCOUNTED));
}

async function reused(other, corpus, site) {
  const { site: from, stamp: _, disk: __, ...built } = await buildSite(other, corpus, { again: false });
  if (!built.error) cpSync(from, site, { recursive: true });
  return built;
}

async function fresh(name, adapter, corpus, site) {
  const measure = await run(MEASURE, await adapterOf(MEASURE), corpus, path.join(corpus.folder, "measure"));
  const own = await run(name, adapter, corpus, site);
  const { cpu, peak, wall, code, stopped, errors } = own;
  const took = { cpu, wall, peak, ratio: cpu / measure.cpu };
  if (code === 0) return took;
  const said = /^.*(?:Error|error|FATAL).*$/m.exec(errors)?.[0] ?? errors.slice(-300);
  return { ...took, error: `build: ${stopped ?? said.trim()}` };
}

async function run(name, adapter, corpus, site) {
  mkdirSync(site, { recursive: true });
  const heap = `--max-old-space-size=${CAPS.bytes / 2 ** 20}`;
  const [program, given] = adapter.command
    ? adapter.command(corpus.file, site)
    : [process.execPath, [heap, at("build-child.mjs"), name, corpus.file, site]];
  return watched(program, given, CAPS);
}

/** The page that loads and asks the peer, and the peer's script in one file, as a site would have it. */
async function writePage(name, { preload = [] }, site) {
  await bundle({
    entryPoints: [at(`../adapters/${name}/browser.mjs`)],
    outfile: path.join(site, "app.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    external: preload.map((file) => `./${file}`),
  });
  const links = ["app.js", ...preload].map((file) => `<link rel="modulepreload" href="${file}">`).join("\n");
  writeFileSync(path.join(site, "index.html"), `<!doctype html>
<html lang="zh">
<meta charset="utf-8">
<link rel="icon" href="data:,">
<title>${name}</title>
${links}
<script type="module">
const typed = new URLSearchParams(location.search).get("q");
try {
  const peer = await import("./app.js");
  await peer.load(new URL(".", location.href).href);
  const first = typed === null ? undefined : await peer.query(typed, 10);
  globalThis.peer = peer;
  globalThis.outcome = { milliseconds: performance.now(), total: first?.total };
} catch (error) {
  globalThis.outcome = { error: String(error?.stack ?? error).slice(0, 500) };
}
</script>
</html>
`);
}
