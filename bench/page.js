// Runs in the page: the engine and String.prototype.includes over the same folded texts, the same
// queries, in turns, so that what disturbs one disturbs the other. Answers are compared first.

const ROUNDS = 7;
const QUERIES = 120;

/** A small generator with a seed, so that every run asks the same. */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Queries of one length cut from random places: they are present, and common in proportion. */
function cut(documents, length, seed) {
  const random = generator(seed);
  const whole = new RegExp(`^\\p{Script=Han}{${length}}$`, "u");
  const queries = [];
  for (let tries = 0; queries.length < QUERIES && tries < 1e6; tries += 1) {
    const { texts } = documents[random(documents.length)];
    const text = texts[random(texts.length)];
    const start = random(text.length);
    const query = text.slice(start, start + length);
    if (whole.test(query)) queries.push(query);
  }
  return queries;
}

function scan(documents, query) {
  let total = 0;
  for (const { texts } of documents) if (texts.some((text) => text.includes(query))) total += 1;
  return total;
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Milliseconds per query, the median of several rounds of both. */
function race(contestants, queries) {
  const times = contestants.map(() => []);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [which, ask] of contestants.entries()) {
      const start = performance.now();
      for (const query of queries) ask(query);
      times[which].push((performance.now() - start) / queries.length);
    }
  }
  return times.map(median);
}

async function load(folder) {
  const bindings = await import(`/dist/${folder}/midu.js`);
  await bindings.default();
  return bindings.Index;
}

/** One row per length and index: engine and includes in milliseconds per query. */
globalThis.measure = async ({ lengths, layouts, folders }) => {
  const lines = (await (await fetch("/files/folded.jsonl")).text()).trimEnd().split("\n");
  const documents = lines.map((line) => JSON.parse(line));
  const engines = [];
  for (const folder of folders) {
    const Index = await load(folder);
    for (const layout of layouts) {
      const bytes = new Uint8Array(await (await fetch(`/files/${layout}.midu`)).arrayBuffer());
      engines.push({ name: `${layout}, ${folder}`, index: Index.open(bytes) });
    }
  }
  const rows = [];
  for (const length of lengths) {
    const queries = cut(documents, length, length);
    for (const { name, index } of engines) {
      for (const query of queries.slice(0, 30)) {
        const [expected, { total }] = [scan(documents, query), index.search(query)];
        if (total !== expected) throw new Error(`${name}: ${query} is in ${expected} documents, not ${total}`);
      }
      const scanned = queries.slice(0, 30);
      const [includes] = race([(query) => scan(documents, query)], scanned);
      const [engine] = race([(query) => index.search(query)], queries);
      rows.push({ name, length, engine, includes });
    }
  }
  return rows;
};
globalThis.ready = true;
