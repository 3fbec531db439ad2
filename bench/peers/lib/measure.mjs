// What one peer does with one corpus: first answer, further queries, times, exactness.
import { FAR, rounds, visit, within } from "./browser.mjs";
import { adapterOf, MEASURE } from "./build.mjs";
import { inTurns, PLAIN } from "./queries.mjs";

const VISITS = 5;
const PASSES = 4;
const FURTHER = 44;
const TIMEOUT = 120_000;
/** What is not timed may take so many times the budget; then the queries so far have to do. */
export const PATIENCE = 4;

/** Value of rank `percent`, by nearest rank. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
}

const median = (values) => percentile(values, 50);
const spread = (values) => [50, 95].map((percent) => percentile(values, percent));

/** Runs something while the host is far; resolves to what was sent meanwhile and its rounds. */
async function counted(bench, requests, work) {
  const [sent, asked] = [bench.host.log.length, requests?.length ?? 0];
  bench.host.far(FAR);
  const result = await work().finally(() => bench.host.far(0));
  const log = bench.host.log.slice(sent);
  const made = (requests ?? result.requests).slice(asked);
  const deep = await rounds(made);
  if (made.length !== log.length) throw new Error(`the browser made ${made.length} requests, the host had ${log.length}`);
  return { result, log, bytes: log.reduce((sum, { bytes }) => sum + bytes, 0), requests: log.length, rounds: deep };
}

/** From an empty cache to ten results, code and all. */
async function firstAnswer(bench, name) {
  const opening = { typed: bench.first, timeout: TIMEOUT };
  const own = [];
  const measure = [];
  const began = performance.now();
  while (own.length < VISITS && (own.length === 0 || performance.now() - began < TIMEOUT / 4)) {
    for (const [times, peer] of [[own, name], [measure, MEASURE]]) {
      const page = await visit(bench.browser, bench.address(peer), opening);
      times.push(page.outcome.milliseconds);
      await page.close();
    }
  }
  const { result, log: _, ...cost } = await counted(bench, undefined, () => visit(bench.browser, bench.address(name), opening));
  return { page: result, first: { ...cost, visits: own.length, ratio: median(own) / median(measure) } };
}

/** What a second query costs a reader whose first was answered. */
async function furtherQueries(bench, name, queries) {
  const rows = [];
  const end = performance.now() + PATIENCE * bench.budget;
  for (const { typed } of queries.slice(0, FURTHER)) {
    if (rows.length > 0 && performance.now() > end) break;
    const { page, requests, close } = await visit(bench.browser, bench.address(name), { typed: bench.first, timeout: TIMEOUT });
    const ask = () => page.evaluate((text) => globalThis.peer.query(text, 10).then(() => undefined), typed);
    rows.push(await counted(bench, requests, ask));
    await close();
  }
  const columns = ["bytes", "requests", "rounds"].map((column) => [column, spread(rows.map((row) => row[column]))]);
  return { queries: rows.length, ...Object.fromEntries(columns) };
}

/** Pieces of a row of queries that are small enough for both sides to share the machine's mood. */
function chunks(queries) {
  const size = 2 * PLAIN.length;
  return Array.from({ length: Math.ceil(queries.length / size) }, (_, i) => queries.slice(i * size, (i + 1) * size));
}

const call = (page, what, queries, exact) => {
  const run = page.evaluate(([name, row, strict]) => globalThis.bench[name](row, strict), [what, queries, exact]);
  return within(4 * TIMEOUT, `${queries.length} queries`, run);
};

/** Times of the peer and of the measure over the same queries, in turns. */
async function race(bench, page, exact, queries) {
  const rows = queries.map((query) => ({ query, own: [], measure: [], right: true }));
  const end = performance.now() + bench.budget;
  let pass = 0;
  for (let over = false; pass < PASSES && !over; pass += over ? 0 : 1) {
    for (const part of chunks(rows)) {
      over = performance.now() > end;
      if (over && (pass > 0 || rows[0].own.length > 0)) break;
      const asked = part.map(({ query }) => query);
      const own = await call(page, "timed", asked, exact);
      const measure = await call(bench.measure.page, "timed", asked, false);
      part.forEach((row, i) => {
        row.own.push(own[i].milliseconds);
        row.measure.push(measure[i].milliseconds);
        row.right &&= own[i].right;
      });
    }
  }
  // The first pass fetches and compiles; where there was time for one only, it has to do.
  const asked = rows.filter(({ own }) => own.length > 0);
  const warm = (times) => (times.length > 1 ? Math.min(...times.slice(1)) : times[0]);
  const [own, measure] = ["own", "measure"].map((side) => asked.map((row) => warm(row[side])));
  const ratios = [50, 95, 99].map((percent) => percentile(own, percent) / percentile(measure, percent));
  return { passes: pass, queries: asked.length, of: rows.length, right: asked.filter(({ right }) => right).length, ratios };
}

/** Recall and precision of whole answers by class, each the mean over its queries. */
async function exactness(bench, page, exact, queries) {
  const rows = [];
  const end = performance.now() + PATIENCE * bench.budget;
  for (const part of chunks(queries)) {
    if (performance.now() > end && rows.length > 0) break;
    rows.push(...(await call(page, "judged", part, exact)));
  }
  const classes = {};
  const byNumber = new Map(queries.map((query) => [query.number, query]));
  for (const { number, came, proper, found } of rows) {
    const { class: kind, written } = byNumber.get(number);
    const sums = (classes[kind] ??= { queries: 0, recall: [], precision: [] });
    sums.queries += 1;
    if (written[1] > written[0]) sums.recall.push(found / (written[1] - written[0]));
    if (came > 0) sums.precision.push(proper / came);
  }
  for (const sums of Object.values(classes)) for (const what of ["recall", "precision"]) sums[what] = mean(sums[what]);
  const faults = rows.filter(({ error }) => error);
  return { asked: rows.length, of: queries.length, classes, errors: faults.length, error: faults[0]?.error };
}

const mean = (values) => (values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length);

/** The page that runs the measure stays open while all peers of a corpus are timed beside it. */
export async function openMeasure(bench) {
  const page = await visit(bench.browser, bench.address(MEASURE), { timeout: TIMEOUT });
  await equip(page, bench.corpus.name);
  return page;
}

/** Gives the page of a peer what the bench runs in it. */
export const equip = ({ page }, corpus) => {
  return page.evaluate(async (name) => {
    globalThis.bench = await import("/bench/page.js");
    await globalThis.bench.equip(name);
  }, corpus);
};

/** Measures a peer that was built. */
export async function measured(bench, name, queries) {
  const { exact = false, lazy = false } = await adapterOf(name);
  const plain = inTurns(queries.filter((query) => PLAIN.includes(query.class)));
  const variants = inTurns(queries.filter((query) => !PLAIN.includes(query.class)));
  const { page, first } = await firstAnswer(bench, name);
  try {
    const further = lazy ? await furtherQueries(bench, name, plain) : { queries: 0, bytes: [0, 0], requests: [0, 0], rounds: [0, 0] };
    await equip(page, bench.corpus.name);
    const sent = bench.host.log.length;
    const warm = await race(bench, page.page, exact, plain);
    if (!lazy && bench.host.log.length > sent) throw new Error("it fetches for a query: its adapter has to say that it is lazy");
    const recall = await exactness(bench, page.page, exact, [...plain, ...variants]);
    return { first, further, warm, recall };
  } finally {
    await page.close();
  }
}
