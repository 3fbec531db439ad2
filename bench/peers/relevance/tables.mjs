// What was scored as Markdown: for each corpus success@1 / MRR@10, then found@10.
import { share, table } from "../report.mjs";
import { LENGTHS } from "./queries.mjs";

/** Columns and the kinds of queries in each. */
export const COLUMNS = [
  ["title", ["title"]],
  ["2–6 characters", LENGTHS.map((length) => `piece${length}`)],
  ...LENGTHS.map((length) => [String(length), [`piece${length}`]]),
  ["heading", ["heading"]],
  ["title, one typo", ["typo"]],
  ["pinyin of a title", ["pinyin-title"]],
  ["pinyin of 2–4", ["pinyin-piece"]],
];
/** What is promised: the share of whole titles whose document comes first. */
export const GOAL = { peer: "midu-paged", column: "title", success: 0.95 };

/** How each corpus stands to the goal: `{ corpus, success, reached }`. */
export function standing(records) {
  const own = records.filter(({ peer, scores }) => peer === GOAL.peer && scores?.[GOAL.column]);
  return own.map(({ corpus, scores }) => {
    const { success } = scores[GOAL.column];
    return { corpus, success, reached: success >= GOAL.success };
  });
}

/** All tables, for docs/peers.md and the terminal. */
export function relevanceTables(records) {
  const corpora = [...new Set(records.map(({ corpus }) => corpus))];
  const parts = corpora.map((corpus) => {
    const rows = records.filter((record) => record.corpus === corpus);
    return `${heading(rows)}\n\n${ranks(rows)}\n\nfound@10:\n\n${found(rows)}`;
  });
  return [...parts, goals(records)].filter(Boolean).join("\n\n");
}

/** The sample corpus is a folder whose name says little. */
const shown = (corpus) => (corpus === "corpus" ? "www/corpus" : corpus);
const heading = ([{ corpus, documents }]) => `**${shown(corpus)}**, ${documents.toLocaleString("en")} documents; success@1 / MRR@10:`;
const names = COLUMNS.map(([name]) => name);

function ranks(rows) {
  const counts = (rows.find(({ scores }) => scores) ?? {}).scores ?? {};
  const asked = ["queries", ...names.map((name) => counts[name]?.queries ?? 0)];
  return table(["peer", ...names], [asked, ...rows.map((row) => cells(row, ({ success, mrr }) => `${share(success)} / ${share(mrr)}`))]);
}

const found = (rows) => table(["peer", ...names], rows.map((row) => cells(row, (scores) => share(scores.found))));

function cells({ peer, scores, error }, write) {
  if (error) return [peer, `failed: ${error.replaceAll("|", "\\|").slice(0, 80)}`, ...names.slice(1).map(() => "")];
  return [peer, ...names.map((name) => (scores[name] ? write(scores[name]) : share(undefined)))];
}

function goals(records) {
  return standing(records)
    .map(({ corpus, success, reached }) => `Goal: success@1 of ${GOAL.column} queries at least ${GOAL.success}; ${GOAL.peer} over ${shown(corpus)}: ${share(success)}, ${reached ? "reached" : "missed"}.`)
    .join("\n\n");
}
