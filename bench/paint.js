// Runs in the page: milliseconds from a key in the box to the frame that shows the results, beside what the
// client takes for the same query alone, in turns; and the frames while somebody types, beside those while
// nobody does. All pages of a query are there before it is timed.

const ROUNDS = 5;
const QUERIES = 60;
// Between two queries.
const REST = 100;
// Between two keys of somebody who types fast.
const STROKE = 80;

const element = document.querySelector("midu-search");

function percentiles(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return [50, 95].map((percent) => sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)]);
}

/** Pieces of one to six Han characters, spread over all texts. */
async function pieces() {
  const lines = (await (await fetch("/files/folded.jsonl")).text()).trimEnd().split("\n");
  const runs = lines.flatMap((line) => JSON.parse(line).texts.join("\n").match(/\p{Script=Han}{6,}/gu) ?? []);
  return Array.from({ length: QUERIES }, (_, i) => runs[Math.floor((i * runs.length) / QUERIES)].slice(0, 1 + (i % 6)));
}

/** The end of the next frame: what comes behind its callbacks and its painting. */
const painted = () =>
  new Promise((resolve) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(0);
    });
  });

async function typed(query) {
  const input = element.shadowRoot.querySelector("input");
  await element.search("");
  await painted();
  await new Promise((resolve) => setTimeout(resolve, REST));
  const there = new Promise((resolve) => element.addEventListener("midu-results", resolve, { once: true }));
  const start = performance.now();
  input.value = query;
  input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, data: query, inputType: "insertText" }));
  await there;
  await painted();
  return performance.now() - start;
}

async function bare(query) {
  const index = await element.ready();
  const start = performance.now();
  await index.search(query);
  return performance.now() - start;
}

/** Milliseconds of both, and their ratio: medians of each query, of all of them the median and the 95th percentile. */
globalThis.measurePaint = async () => {
  const queries = await pieces();
  const rows = [];
  for (const query of queries) {
    await element.search(query);
    const times = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      times[0].push(await typed(query));
      times[1].push(await bare(query));
    }
    const [paint, client] = times.map((values) => percentiles(values)[0]);
    rows.push({ paint, client, ratio: paint / client });
  }
  return Object.fromEntries(["paint", "client", "ratio"].map((name) => [name, percentiles(rows.map((row) => row[name]))]));
};
/** Gaps between the frames while something goes on: how many, and of these the 95th percentile and the longest. */
async function frames(meanwhile) {
  const gaps = [];
  let before = performance.now();
  let going = true;
  const frame = (now) => {
    gaps.push(now - before);
    before = now;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  await meanwhile();
  going = false;
  return { count: gaps.length, late: gaps.filter((gap) => gap > 25).length, longest: Math.max(...gaps) };
}

/** Frames while queries are typed letter by letter, and for as long while nothing is. */
globalThis.measureTyping = async () => {
  const queries = (await pieces()).filter((query) => query.length > 2).slice(0, 20);
  const input = element.shadowRoot.querySelector("input");
  const keys = queries.flatMap((query) => [...query].map((_, i) => query.slice(0, i + 1)));
  const press = async (act) => {
    for (const text of keys) {
      act(text);
      await new Promise((resolve) => setTimeout(resolve, STROKE));
    }
  };
  const type = (text) => {
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText" }));
  };
  await press(type);
  return { keys: keys.length, typing: await frames(() => press(type)), idle: await frames(() => press(() => undefined)) };
};
globalThis.ready = true;
