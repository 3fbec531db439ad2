// The paged layout beside what DESIGN.md promises, measured in the browser: bytes, requests and rounds
// of every query. A warm reader has had one other answer, a cold one has nothing but the code; neither
// has met a page of lists or text of the query. What the client says of itself is compared with what the
// browser did and the host sent.
import { FAR, rounds, visit } from "./browser.mjs";
import { percentile } from "./measure.mjs";
import { inTurns } from "./queries.mjs";

const TIMEOUT = 60_000;
const SHOWN = 10;
const INDEX = "corpus.midu";
const PARTS = { DOCS: "text", GRAMS: "index", HEADS: "index", TEXT: "text" };
/** Times the budget that the warm queries may take; then those so far have to do. */
const PATIENCE = 8;
/** One of so many queries is asked cold too. */
const COLD = 6;

/** Bytes of one query by what they are for. */
function split(log, sections) {
  const bytes = { index: 0, text: 0, tables: 0 };
  for (const { start, bytes: length } of log) {
    for (const section of sections) {
      const end = Math.min(start + length, section.offset + section.length);
      bytes[PARTS[section.name] ?? "tables"] += Math.max(0, end - Math.max(start, section.offset));
    }
  }
  return bytes;
}

const sum = (log) => log.reduce((bytes, entry) => bytes + entry.bytes, 0);
const reopen = ({ page }) => page.evaluate(() => globalThis.peer.reopen());
const query = ({ page }, typed) => page.evaluate(([text, limit]) => globalThis.peer.query(text, limit), [typed, SHOWN]);

/** Asks while the host is far, after `before` was done, near or far. */
async function ask(bench, visitor, typed, before) {
  const info = await before();
  const [sent, opened] = [bench.host.log.length, visitor.requests.length];
  bench.host.far(FAR);
  const { cost, urls } = await query(visitor, typed).finally(() => bench.host.far(0));
  const log = bench.host.log.slice(sent);
  const seen = { bytes: sum(log), requests: log.length, rounds: await rounds(visitor.requests.slice(opened)) };
  for (const what of Object.keys(seen)) {
    if (seen[what] !== cost[what]) throw new Error(`“${typed}”: the client counts ${cost[what]} ${what}, the browser and the host ${seen[what]}`);
  }
  return { ...seen, ...split(log, info.sections), shown: urls.length, resident: info.residentLength };
}

const askWarm = (bench, visitor, typed) => {
  return ask(bench, visitor, typed, async () => {
    const info = await reopen(visitor);
    await query(visitor, bench.first);
    return info;
  });
};

/** Bytes and rounds from `open` on. */
async function askCold(bench, visitor, typed) {
  const [sent, before] = [bench.host.log.length, visitor.requests.length];
  await ask(bench, visitor, typed, () => {
    bench.host.far(FAR);
    return reopen(visitor);
  });
  return { bytes: sum(bench.host.log.slice(sent)), rounds: await rounds(visitor.requests.slice(before)) };
}

/** Percentiles over the Han queries of 2 to 12 characters. */
export async function goals(bench, queries) {
  const sent = bench.host.log.length;
  const visitor = await visit(bench.browser, bench.address("midu-paged"), { typed: bench.first, timeout: TIMEOUT });
  try {
    const code = sum(bench.host.log.slice(sent).filter(({ name }) => name !== INDEX));
    const han = inTurns(queries.filter(({ class: kind }) => /^han(?!1$)/.test(kind)));
    const [warm, cold] = [[], []];
    const end = performance.now() + PATIENCE * bench.budget;
    for (const [number, { typed }] of han.entries()) {
      if (number > 0 && performance.now() > end) break;
      warm.push(await askWarm(bench, visitor, typed));
      if (number % COLD === 0) cold.push(await askCold(bench, visitor, typed));
    }
    const spread = (rows, column) => [50, 95, 100].map((percent) => percentile(rows.map((row) => row[column]), percent));
    const full = warm.filter(({ shown }) => shown === SHOWN);
    return {
      queries: warm.length,
      full: full.length,
      code,
      resident: warm[0].resident,
      index: spread(warm, "index"),
      tables: spread(warm, "tables"),
      text: full.length > 0 ? spread(full, "text") : null,
      requests: spread(warm, "requests"),
      warm: spread(warm, "rounds"),
      cold: spread(cold, "rounds"),
      coldBytes: spread(cold, "bytes"),
    };
  } finally {
    await visitor.close();
  }
}
