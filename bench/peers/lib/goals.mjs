// The paged layout beside what DESIGN.md promises, measured in the browser: bytes, requests and rounds
// of every query for a reader who has the resident part and no page. What the client says of itself is
// compared with what the browser did and the host sent.
import { FAR, rounds, visit } from "./browser.mjs";
import { PATIENCE, percentile } from "./measure.mjs";
import { inTurns } from "./queries.mjs";

const TIMEOUT = 60_000;
const SHOWN = 10;
const INDEX = "corpus.midu";

/** Bytes of one query by what they are for. */
function split(log, sections) {
  const bytes = { index: 0, text: 0 };
  for (const { start, bytes: length } of log) {
    for (const section of sections) {
      const end = Math.min(start + length, section.offset + section.length);
      const inside = Math.max(0, end - Math.max(start, section.offset));
      bytes[["TEXT", "DOCS"].includes(section.name) ? "text" : "index"] += inside;
    }
  }
  return bytes;
}

async function ask(bench, { page, requests }, typed) {
  const before = requests.length;
  bench.host.far(FAR);
  const info = await page.evaluate(() => globalThis.peer.reopen());
  const [sent, opened] = [bench.host.log.length, requests.length];
  const { cost, urls } = await page.evaluate(([text, limit]) => globalThis.peer.query(text, limit), [typed, SHOWN]);
  bench.host.far(0);
  const log = bench.host.log.slice(sent);
  const warm = await rounds(requests.slice(opened));
  const cold = await rounds(requests.slice(before));
  const bytes = log.reduce((sum, entry) => sum + entry.bytes, 0);
  const seen = { bytes, requests: log.length, rounds: warm };
  for (const what of Object.keys(seen)) {
    if (seen[what] !== cost[what]) throw new Error(`“${typed}”: the client counts ${cost[what]} ${what}, the browser and the host ${seen[what]}`);
  }
  return { ...seen, ...split(log, info.sections), cold, shown: urls.length, resident: info.residentLength };
}

/** Percentiles over the Han queries of 2 to 12 characters. */
export async function goals(bench, queries) {
  const opening = { typed: bench.first, timeout: TIMEOUT };
  const before = bench.host.log.length;
  const visitor = await visit(bench.browser, bench.address("midu-paged"), opening);
  try {
    const code = bench.host.log.slice(before).filter(({ name }) => name !== INDEX);
    const han = inTurns(queries.filter(({ class: kind }) => /^han(?!1$)/.test(kind)));
    const rows = [];
    const end = performance.now() + PATIENCE * bench.budget;
    for (const { typed } of han) {
      if (rows.length > 0 && performance.now() > end) break;
      rows.push(await ask(bench, visitor, typed));
    }
    const column = (name, of = rows) => [50, 95, 100].map((percent) => percentile(of.map((row) => row[name]), percent));
    const full = rows.filter(({ shown }) => shown === SHOWN);
    return {
      queries: rows.length,
      full: full.length,
      code: code.reduce((sum, { bytes }) => sum + bytes, 0),
      resident: rows[0].resident,
      index: column("index"),
      text: full.length > 0 ? column("text", full) : null,
      requests: column("requests"),
      warm: column("rounds"),
      cold: column("cold"),
    };
  } finally {
    await visitor.close();
  }
}
