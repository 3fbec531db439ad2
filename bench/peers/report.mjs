// What was measured as Markdown.
import { PLAIN, VARIANTS } from "./lib/queries.mjs";

/** The peers of the README: the best setting of each library. */
const SHORT = ["midu-paged", "midu-files", "midu-compact", "pagefind", "minisearch-bigram", "orama", "flexsearch", "fuse-exact", "lunr-all", "ufuzzy", "sqlite-trigram", "includes"];
const MISSING = "–";

const HEADS = {
  peers: ["corpus", "peer", "recall", "precision", "first answer, KB", "requests", "round trips", "time", "further query, KB", "requests", "warm p50", "p95", "p99", "build time", "build MB", "disk MB"],
  short: ["", "recall", "precision", "first answer", "further query", "time of a query", "on the host"],
  classes: ["corpus", "peer", ...PLAIN.filter((kind) => kind !== "absent"), ...VARIANTS],
};

/** Three digits, however large. */
export function digits(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING;
  if (value === 0) return "0";
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(value >= 0.0995 ? 2 : 3);
}

/** A share; only what is exactly 1 is written so. */
export function share(value) {
  if (value === null || value === undefined) return MISSING;
  if (value === 1) return "1";
  return value > 0.9995 ? ">0.999" : value.toFixed(3);
}

const kilobytes = (bytes) => digits(bytes / 1e3);
const megabytes = (bytes) => digits(bytes / 1e6);
const times = (ratio) => (ratio === undefined ? MISSING : `×${digits(ratio)}`);
const pair = ([p50, p95], write) => (p95 === 0 ? "0" : `${write(p50)} / ${write(p95)}`);

/** The mean over the classes that every peer should answer. */
function overall({ classes }, what) {
  const values = PLAIN.map((kind) => classes[kind]?.[what]).filter((value) => typeof value === "number");
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A table of Markdown; the first column is text. */
export const table = (head, rows) => [head, head.map((_, i) => (i < 1 ? "---" : "--:")), ...rows].map((row) => `| ${row.join(" | ")} |`).join("\n");

/** midu first, then by name. */
function ordered(records) {
  const place = ({ peer }) => (peer.startsWith("midu") ? `0${peer}` : peer);
  const corpora = [...new Set(records.map(({ corpus }) => corpus))];
  return corpora.flatMap((corpus) => records.filter((record) => record.corpus === corpus).sort((a, b) => (place(a) < place(b) ? -1 : 1)));
}

function peerRow({ corpus, peer, build, first, further, warm, recall, error }) {
  const built = [times(build?.ratio), megabytes(build?.peak ?? Number.NaN), megabytes(build?.disk?.bytes ?? Number.NaN)];
  if (error) return [corpus, peer, `failed: ${error.replaceAll("|", "\\|").slice(0, 80)}`, ...Array(10).fill(""), ...built];
  return [
    corpus,
    peer,
    share(overall(recall, "recall")) + (recall.asked < recall.of ? "†" : ""),
    share(overall(recall, "precision")),
    kilobytes(first.bytes),
    first.requests,
    first.rounds,
    times(first.ratio),
    pair(further.bytes, kilobytes),
    pair(further.requests, String),
    ...warm.ratios.map((ratio) => times(ratio) + (warm.passes < 2 ? "†" : "")),
    ...built,
  ];
}

function shortRow({ peer, build, first, further, warm, recall, error }) {
  if (error) return [peer, "failed", "", "", "", "", ""];
  return [
    peer,
    share(overall(recall, "recall")),
    share(overall(recall, "precision")),
    `${kilobytes(first.bytes)} KB`,
    further.bytes[1] === 0 ? "0" : `${kilobytes(further.bytes[0])} KB`,
    times(warm.ratios[0]),
    `${megabytes(build.disk.bytes)} MB`,
  ];
}

function goalRows(records) {
  const row = (what, goal, value) => [what, goal, ...records.map(({ goals }) => value(goals))];
  const three = (values, write = (value) => value.toLocaleString("en")) => (values ? values.map(write).join(" / ") : MISSING);
  const count = (value) => value.toLocaleString("en");
  return [
    row("queries of 2 to 12 Han characters", "", ({ queries }) => count(queries)),
    row("bytes of lists, warm", "8,192 / 16,384 /", ({ index }) => three(index)),
    row("bytes of tables, warm", "", ({ tables: bytes }) => three(bytes)),
    row("TEXT and DOCS bytes for ten shown hits", "12,288", ({ text }) => three(text)),
    row("queries with ten hits", "", ({ full }) => count(full)),
    row("round trips, warm", "2", ({ warm }) => three(warm)),
    row("round trips, cold, from `open`", "3", ({ cold }) => three(cold)),
    row("bytes, cold, without code", "", ({ coldBytes }) => three(coldBytes)),
    row("requests, warm", "", ({ requests }) => three(requests)),
    row("code: scripts and wasm as sent", "61,440", ({ code }) => count(code)),
    row("resident part", "", ({ resident }) => count(resident)),
    ["first answer with code, as in the first table", "102,400 for weekly", ...records.map(({ first }) => count(first.bytes))],
  ];
}

/** All tables by the name of their place in README.md and docs/peers.md. */
export function tables(records) {
  const rows = ordered(records);
  const good = rows.filter(({ error }) => !error);
  const withGoals = good.filter(({ goals }) => goals);
  const by = (what) => good.map(({ corpus, peer, recall: { classes } }) => [corpus, peer, ...HEADS.classes.slice(2).map((kind) => share(classes[kind]?.[what]))]);
  const short = rows.filter(({ corpus, peer }) => corpus === rows[0].corpus && SHORT.includes(peer));
  return {
    peers: table(HEADS.peers, rows.map(peerRow)),
    recall: table(HEADS.classes, by("recall")),
    precision: table(HEADS.classes, by("precision")),
    goals: withGoals.length === 0 ? "" : table(["p50 / p95 / largest", "goal", ...withGoals.map(({ corpus }) => corpus)], goalRows(withGoals)),
    short: table([rows[0]?.corpus ?? "", ...HEADS.short.slice(1)], short.map(shortRow)),
    settings: table(["peer", "what it is"], [...new Map(rows.map(({ peer, title }) => [peer, [peer, title]])).values()]),
  };
}

/** For the terminal. */
export function report(records) {
  const { peers, recall, goals } = tables(records);
  return [peers, "recall by class of query:", recall, goals && "midu-paged beside its goals:", goals].filter(Boolean).join("\n\n");
}
