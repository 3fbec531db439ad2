// Known-item search beside the peers, in one browser: `cargo xtask bench relevance` prepares and calls it.
//
//   node bench.mjs --work FOLDER --corpus PATH… [--peer NAME]… [--quick] [--json FILE]
//
// Sites are built once and shared with the other bench; what is asked is asked anew each time.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { launch, visit, within } from "../lib/browser.mjs";
import { adapterOf, buildSite } from "../lib/build.mjs";
import { readCorpus } from "../lib/corpus.mjs";
import { host } from "../lib/host.mjs";
import { PEERS } from "./peers.mjs";
import { knownItems } from "./queries.mjs";
import { rankOf, scored, SHOWN } from "./scores.mjs";
import { COLUMNS, GOAL, relevanceTables, standing } from "./tables.mjs";

const OF_KIND = 200;
const OF_KIND_QUICK = 20;
const AT_ONCE = 25;
const TIMEOUT = 120_000;

const { values: asked } = parseArgs({
  options: {
    work: { type: "string" },
    corpus: { type: "string", multiple: true, default: [] },
    peer: { type: "string", multiple: true, default: [] },
    quick: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const say = (what) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`);
for (const name of asked.peer) if (!PEERS.includes(name)) throw new Error(`--peer ${name}: there is ${PEERS.join(", ")}`);
const peers = asked.peer.length > 0 ? asked.peer : PEERS;

const records = [];
const site = await host(asked.work);
let browser = await launch();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => browser.close().finally(() => process.exit(130)));
}
try {
  for (const source of asked.corpus) await overCorpus(source);
} finally {
  await browser.close();
  await site.close();
}
const relevance = relevanceTables(records);
if (asked.json) writeFileSync(asked.json, JSON.stringify({ records, tables: { relevance } }, null, 1));
console.log(relevance);
const missed = [
  ...records.filter(({ peer, error }) => peer === GOAL.peer && error).map(({ corpus, error }) => `${corpus}: ${GOAL.peer}: ${error}`),
  ...standing(records).filter(({ reached }) => !reached).map(({ corpus, success }) => `${corpus}: success@1 of ${GOAL.column} queries is ${success}, not ${GOAL.success}`),
];
for (const failure of missed) console.error(`error: ${failure}`);
process.exit(missed.length > 0 ? 1 : 0);

async function overCorpus(source) {
  const corpus = await readCorpus(source, asked.work);
  const queries = knownItems(corpus, asked.quick ? OF_KIND_QUICK : OF_KIND);
  say(`${corpus.name}: ${corpus.documents.length} documents, ${queries.length} queries`);
  for (const name of peers) {
    const began = performance.now();
    const record = { corpus: corpus.name, documents: corpus.documents.length, peer: name, title: (await adapterOf(name)).title };
    Object.assign(record, await outcome(name, corpus, queries));
    records.push(record);
    const first = record.scores?.title?.success;
    say(`${corpus.name}: ${name}: ${record.error ?? `${record.faults} failed, success@1 of titles ${first}`} (${Math.round((performance.now() - began) / 1000)} s)`);
  }
}

async function outcome(name, corpus, queries) {
  const { error } = await buildSite(name, corpus, { again: false });
  if (error) return { error };
  // A peer may have taken the last one down.
  if (!browser.isConnected()) browser = await launch();
  try {
    return await scoresOf(name, corpus, queries);
  } catch (fault) {
    return { error: fault.message };
  }
}

/** The ranks of all queries, and the scores of each column. */
async function scoresOf(name, corpus, queries) {
  const numberOf = new Map(corpus.documents.map(({ id, url }) => [url, id]));
  const page = await visit(browser, `${site.origin}/${corpus.name}/${name}/`, { timeout: TIMEOUT });
  const results = [];
  let faults = 0;
  try {
    for (let at = 0; at < queries.length; at += AT_ONCE) {
      const part = queries.slice(at, at + AT_ONCE);
      const answers = await within(TIMEOUT, `${part.length} queries`, page.page.evaluate(answersOf, [part, SHOWN]));
      part.forEach((query, i) => {
        if (answers[i].error !== undefined) faults += 1;
        results.push({ kind: query.kind, typed: query.typed, url: corpus.documents[query.id].url, rank: rankOf(answers[i], query, numberOf) });
      });
    }
  } finally {
    await page.close();
  }
  const scores = COLUMNS.map(([column, kinds]) => [column, scored(results.filter(({ kind }) => kinds.includes(kind)).map(({ rank }) => rank))]);
  return { faults, scores: Object.fromEntries(scores), results };
}

/** Runs in the page: what the peer shows for each query. */
async function answersOf([queries, limit]) {
  const answers = [];
  for (const { typed, relax } of queries) {
    try {
      const { ids, urls } = await globalThis.peer.query(typed, limit, relax ? { relax } : {});
      answers.push({ ids, urls });
    } catch (error) {
      answers.push({ error: String(error).slice(0, 200) });
    }
  }
  return answers;
}
