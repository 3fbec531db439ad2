// Every peer over every corpus, in one browser: `cargo xtask bench peers` prepares and calls it.
//
//   node bench.mjs --work FOLDER --corpus PATH… [--peer NAME]… [--budget SECONDS] [--again] [--json FILE]
//
// What was measured is kept in the folder with a stamp of all that it depends on, so a run that was
// ended goes on where it was, and a second run measures only what changed.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { launch } from "./lib/browser.mjs";
import { adapterNames, adapterOf, buildSite, buildStamp, MEASURE } from "./lib/build.mjs";
import { readCorpus } from "./lib/corpus.mjs";
import { goals } from "./lib/goals.mjs";
import { host } from "./lib/host.mjs";
import { measured, openMeasure } from "./lib/measure.mjs";
import { queriesFor } from "./lib/queries.mjs";
import { filesBelow, stampOf } from "./lib/stamp.mjs";
import { report, tables } from "./report.mjs";

const { values: asked } = parseArgs({
  options: {
    work: { type: "string" },
    corpus: { type: "string", multiple: true, default: [] },
    peer: { type: "string", multiple: true, default: [] },
    budget: { type: "string", default: "10" },
    again: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const LIBRARY = fileURLToPath(new URL("./lib", import.meta.url));
const GOALS = path.join(LIBRARY, "goals.mjs");
const say = (what) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);

const all = adapterNames();
for (const name of asked.peer) if (!all.includes(name)) throw new Error(`--peer ${name}: there is ${all.join(", ")}`);
const peers = asked.peer.length > 0 ? asked.peer : all;
const records = [];
const failures = [];
const bench = { host: await host(asked.work), browser: await launch(), budget: 1000 * Number(asked.budget) };
// What the end of the bench does to a peer is not the peer's failure: nothing is kept after a signal.
let stopping = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => {
    stopping = true;
    bench.browser.close().finally(() => process.exit(130));
  });
}
const began = performance.now();
try {
  for (const source of asked.corpus) await overCorpus(source);
} finally {
  await bench.browser.close();
  await bench.host.close();
}
if (asked.json) writeFileSync(asked.json, JSON.stringify({ records, tables: tables(records) }, null, 1));
console.log(report(records));
say(`${records.length} peers and corpora in ${Math.round((performance.now() - began) / 60_000)} minutes, those kept from before included`);
for (const failure of failures) console.error(`error: ${failure}`);
process.exit(failures.length > 0 ? 1 : 0);

async function overCorpus(source) {
  const corpus = await readCorpus(source, asked.work);
  say(`${corpus.name}: ${corpus.documents.length} documents, queries`);
  const { queries, stamp } = queriesFor(corpus);
  bench.corpus = corpus;
  bench.first = (queries.find((query) => query.class === "han4") ?? queries[0]).typed;
  bench.address = (peer) => `${bench.host.origin}/${corpus.name}/${peer}/`;
  bench.measure = undefined;
  for (const name of peers) {
    const { unavailable } = await adapterOf(name);
    const why = unavailable?.();
    if (why) say(`${corpus.name}: ${name} is left out: ${why}`);
    else records.push(await overPeer(name, corpus, queries, stamp));
  }
  await bench.measure?.close();
}

/** What is kept of an earlier run, or measured now. */
async function overPeer(name, corpus, queries, queryStamp) {
  const adapter = await adapterOf(name);
  const file = path.join(corpus.folder, `${name}.json`);
  const settings = [await buildStamp(name, corpus), queryStamp, bench.first, asked.budget, bench.browser.version()];
  const library = filesBelow(LIBRARY).filter((part) => part !== GOALS || adapter.goals);
  const stamp = stampOf(library, settings);
  if (!asked.again && existsSync(file)) {
    const kept = JSON.parse(readFileSync(file, "utf8"));
    if (kept.stamp === stamp) return kept;
  }
  const began = performance.now();
  const record = { stamp, peer: name, title: adapter.title, corpus: corpus.name, documents: corpus.documents.length };
  Object.assign(record, await outcome(name, adapter, corpus, queries));
  const seconds = Math.round((performance.now() - began) / 1000);
  say(`${corpus.name}: ${name} ${record.error ?? `${record.first.bytes} bytes to the first answer`} (${seconds} s)`);
  if (record.error && adapter.exact) failures.push(`${corpus.name}: ${name}: ${record.error}`);
  else if (!stopping) writeFileSync(file, JSON.stringify(record));
  return record;
}

async function outcome(name, adapter, corpus, queries) {
  const { error, site, stamp: _, ...build } = await buildSite(name, corpus, { again: asked.again });
  if (error) return { build, error };
  try {
    await ready(corpus);
    await bench.host.compress(site);
    const result = { build, ...(await measured(bench, name, queries)) };
    if (adapter.goals) result.goals = await goals(bench, queries);
    return result;
  } catch (fault) {
    return { build, error: fault.message };
  }
}

/** A browser with the measure in a page; a peer may have taken the last one down. */
async function ready(corpus) {
  if (!bench.browser.isConnected()) {
    bench.browser = await launch();
    bench.measure = undefined;
  }
  if (bench.measure) return;
  const { site, error } = await buildSite(MEASURE, corpus, { again: false });
  if (error) throw new Error(`${MEASURE}: ${error}`);
  await bench.host.compress(site);
  bench.measure = await openMeasure(bench);
}
