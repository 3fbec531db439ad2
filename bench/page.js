// Runs in the page: the engine and String.prototype.includes over the same folded texts, the same
// queries, in turns, so that what disturbs one disturbs the other. Every timed answer is compared.
//
// Warm: all pages of a query are supplied before it is timed, and only Index.search is timed, twice:
// for totals alone, which is what the scan tells, and with ten hits, their excerpts and marks.

const ROUNDS = 5;
const QUERIES = 30;
// Of each feature of the query language; the slowest take a tenth of a second.
const FEATURE_QUERIES = 40;
// The clock of a page steps by a tenth of a millisecond, so a query is repeated until it shows.
const LEAST_MS = 3;

/** A small generator with a seed, so that every run asks the same. */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Han queries of one length cut from random places of all texts: as frequent as they are there. */
function cut(documents, length, seed) {
  const random = generator(seed);
  const whole = new RegExp(`^\\p{Script=Han}{${length}}$`, "u");
  const row = documents.flatMap(({ texts }) => texts);
  const ends = [];
  let characters = 0;
  for (const text of row) ends.push((characters += text.length));
  const queries = [];
  for (let tries = 0; queries.length < QUERIES && tries < 1e6; tries += 1) {
    const place = random(characters);
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] <= place) low = middle + 1;
      else high = middle;
    }
    const start = place - (ends[low] - row[low].length);
    const query = row[low].slice(start, start + length);
    if (whole.test(query)) queries.push(query);
  }
  return queries;
}

function scan(documents, query) {
  let total = 0;
  for (const { texts } of documents) if (texts.some((text) => text.includes(query))) total += 1;
  return total;
}

function percentiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return [50, 95].map((percent) => sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]);
}

/** Microseconds of one call, from as many as take a time that can be measured. */
function time(ask, query, expected) {
  for (let calls = 1; ; calls *= 4) {
    const start = performance.now();
    let total;
    for (let call = 0; call < calls; call += 1) total = ask(query);
    const spent = performance.now() - start;
    if (total !== expected) throw new Error(`${query} is in ${expected} documents, not ${total}`);
    if (spent >= LEAST_MS) return (spent * 1000) / calls;
  }
}

async function load(folder) {
  const bindings = await import(`/dist/${folder}/midu.js`);
  await bindings.default({ module_or_path: `/dist/${folder}/midu_bg.wasm` });
  return bindings.Index;
}

/** An index over a file in memory; a paged one gets its resident part, and pages when it asks. */
function open(Index, file, layout) {
  const resident = Index.residentLength(file.subarray(0, Index.headLength()));
  const index = Index.open(file.subarray(0, resident));
  const supply = (query) => {
    for (let step = index.search(query); step.kind === "pages"; step = index.search(query)) {
      if (layout !== "paged") throw new Error(`${layout} asks for pages`);
      for (const { id, offset, length } of step.pages) index.supply(id, file.subarray(offset, offset + length));
    }
  };
  return { supply, show: (query) => index.search(query).total, count: (query) => index.search(query, 0, 0).total };
}

/** Microseconds of includes and of each task for one query: medians of rounds in turns. */
function race(documents, tasks, query) {
  const expected = scan(documents, query);
  const asks = [(each) => scan(documents, each), ...tasks];
  const times = asks.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    asks.forEach((ask, which) => times[which].push(time(ask, query, expected)));
  }
  return times.map((values) => percentiles(values)[0]);
}

/** One row per length, engine and task: ratio, engine and includes, each median and 95th percentile. */
globalThis.measure = async ({ lengths, engines }) => {
  const lines = (await (await fetch("/files/folded.jsonl")).text()).trimEnd().split("\n");
  const documents = lines.map((line) => JSON.parse(line));
  const tasks = [];
  const supplies = [];
  for (const { layout, folder } of engines) {
    const file = new Uint8Array(await (await fetch(`/files/${layout}.midu`)).arrayBuffer());
    const name = folder === "wasm-scalar" ? `${layout}, no SIMD` : layout;
    const { supply, show, count } = open(await load(folder), file, layout);
    supplies.push(supply);
    tasks.push({ name: `${name}: totals`, run: count }, { name: `${name}: ten hits`, run: show });
  }
  const rows = [];
  for (const length of lengths) {
    const queries = cut(documents, length, length);
    const races = queries.map((query) => {
      for (const supply of supplies) supply(query);
      return race(documents, tasks.map(({ run }) => run), query);
    });
    tasks.forEach(({ name }, which) => {
      const ratio = percentiles(races.map((times) => times[which + 1] / times[0]));
      const engine = percentiles(races.map((times) => times[which + 1]));
      const includes = percentiles(races.map(([first]) => first));
      rows.push({ name, length, queries: queries.length, ratio, engine, includes });
    });
  }
  const characters = documents.flatMap(({ texts }) => texts).reduce((sum, text) => sum + text.length, 0);
  return { characters, documents: documents.length, rows };
};
/** Microseconds of one call, as `time`, for what is compared with nothing. */
function spent(ask) {
  for (let calls = 1; ; calls *= 4) {
    const start = performance.now();
    for (let call = 0; call < calls; call += 1) ask();
    const spent = performance.now() - start;
    if (spent >= LEAST_MS) return (spent * 1000) / calls;
  }
}

/** One row per feature of the query language, each as a ratio to the median of the first, one text. */
globalThis.measureLanguage = async ({ folder, files }) => {
  const Index = await load(folder);
  const tables = [];
  for (const name of files) {
    const features = await (await fetch(`/files/${name}.json`)).json();
    const file = new Uint8Array(await (await fetch(`/files/${name}.midu`)).arrayBuffer());
    const index = Index.open(file.subarray(0, Index.residentLength(file.subarray(0, Index.headLength()))));
    let unit;
    const rows = features.filter(({ asked }) => asked.length).map(({ feature, asked }) => {
      const times = asked.slice(0, FEATURE_QUERIES).map(({ search, suggest, request }) => {
        const ask = () => (request ? index.query(request) : search ? index.search(search) : index.suggest(suggest));
        for (let step = ask(); step.kind === "pages"; step = ask()) {
          for (const { id, offset, length } of step.pages) index.supply(id, file.subarray(offset, offset + length));
        }
        return percentiles([spent(ask), spent(ask), spent(ask)])[0];
      });
      unit ??= percentiles(times)[0];
      const ratio = percentiles(times).map((value) => value / unit);
      return { feature, queries: times.length, ratio, engine: percentiles(times) };
    });
    tables.push({ name, rows });
  }
  return tables;
};
globalThis.ready = true;
