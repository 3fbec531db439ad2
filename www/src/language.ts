/**
 * Searches in the query language, passages and suggestions: what they need of the engine and how they are
 * put to it. Loaded when a page asks for one.
 */
import { abortable } from "./abort.js";
import type { Asked, EngineHost, Found, Passed, Suggested } from "./engine.js";
import { needsLanguage } from "./operators.js";
import type { Passage, Passages, PassagesOptions, RelaxStep, SearchOptions, SuggestOptions, Suggestion } from "./types.js";

const STEPS: readonly RelaxStep[] = ["signs", "near", "pinyin", "edit"];

// As in crates/core/src/relax.rs.
const MOST_BESIDE = 100;
const MOST_BESIDE_INITIALS = 12;
const LATIN = /^[a-zü'’]{2,}$/i;
const VOWELS = /[aeiouvü]+/i;
// What stands between the vowels of syllables; longer runs of consonants are initials.
const BETWEEN = /^(?:ng?|r)?['’]?(?:[zcs]h?|[bdfghj-mnpqrtwxy])?$/i;

/** One index while something is asked of it. */
export interface Asking {
  host: EngineHost;
  /** Rejects with an error that has a code of `MiduErrorCode`. */
  ask(asked: Asked): Promise<Found & Suggested & Passed>;
}

/** The answer to a search. `plain` is what one text finds: where that is nothing, it is relaxed. */
export async function answered(asking: Asking, query: string, options: SearchOptions, plain: Found | undefined): Promise<Found> {
  const { limit = 10, offset = 0, signal, progress: _, relax = false, lang, ...more } = options;
  const steps = relax === true ? STEPS : relax || [];
  if (!plain && !needsLanguage(query, options)) {
    const found = await asking.ask({ call: "search", args: [query, offset, limit] });
    return relax ? answered(asking, query, options, found) : found;
  }
  if (plain && plain.total > 0 && !(steps.includes("pinyin") && !options.literal && mayBeHeard(query, plain.total))) return plain;
  // What was found is true, whether or not something near it could be found.
  const larger = await enlarged(asking, signal).catch((error: unknown) => {
    if (!plain?.total || signal?.aborted) throw error;
    return false;
  });
  if (!larger) {
    if (plain) return plain;
    throw refused();
  }
  const wanted = { query, offset, limit, relax: chosen(relax) };
  const found = await asking.ask({ call: "query", args: [copied({ ...wanted, ...given(more) })] });
  const { relaxed, also, notes = [] } = found;
  if (lang === undefined || (!relaxed && !also && notes.length === 0)) return found;
  // The results are worth more than what is to be said of them.
  const texts = await import("./remarks.js").catch(() => undefined);
  if (!texts) return found;
  const remark = texts.remark(query, relaxed, notes, lang);
  return { ...found, ...(remark && { remark }), ...(also && { also: { ...also, remark: texts.remarkBetween(also, lang) } }) };
}

/** Whether the larger engine may read a text as pinyin too that so many documents hold. It is the one to decide; this spares loading it. */
function mayBeHeard(query: string, total: number): boolean {
  const text = query.normalize("NFKC").trim();
  if (!LATIN.test(text) || total > MOST_BESIDE) return false;
  return total <= MOST_BESIDE_INITIALS || text.split(VOWELS).every((between) => BETWEEN.test(between));
}

/** Texts that begin with what was typed. */
export async function suggested(asking: Asking, prefix: string, { limit = 8, signal }: SuggestOptions): Promise<Suggestion[]> {
  if (!(await enlarged(asking, signal))) throw refused();
  return (await asking.ask({ call: "suggest", args: [prefix, limit] })).suggestions;
}

/** The places of one document, as many as are wanted where it has them. `now` is of what was found. */
export async function passed(asking: Asking, now: boolean, query: string, doc: number, options: PassagesOptions): Promise<Passages> {
  if (!now) throw coded("argument", "The index was replaced since this was found. Search again.");
  if (!(await enlarged(asking, options.signal))) throw refused();
  const { limit = 10, from = 0, relax, literal, fuzzy, filter } = options;
  const request = copied(given({ query, limit, literal, fuzzy, filter, relax: chosen(relax) }));
  const passages: Passage[] = [];
  let next: number | undefined = from;
  // A long document is looked through part by part.
  while (next !== undefined && passages.length < limit) {
    const more: Passed = await asking.ask({ call: "passages", args: [{ ...request, limit: limit - passages.length }, doc, next] });
    passages.push(...more.passages);
    next = more.next;
  }
  return { passages, ...(next !== undefined && { next }) };
}

function chosen(relax: SearchOptions["relax"]): Record<string, true> {
  const steps = relax === true ? STEPS : relax || [];
  return Object.fromEntries(steps.map((step) => [step, true]));
}

async function enlarged({ host }: Asking, signal: AbortSignal | undefined): Promise<boolean> {
  return abortable(host.enlarge(), signal);
}

function refused(): Error {
  const said = "The engine that this index was opened with finds plain texts only. Give `open` the module of dist/wasm-full.";
  return coded("unsupported-query", said);
}

function given(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

/** What cannot be handed to another thread must not look like the death of that one. */
function copied<T>(request: T): T {
  try {
    return structuredClone(request);
  } catch (cause) {
    throw coded("argument", `The options of a search must be plain objects (${String(cause)}).`);
  }
}

/** As the engine throws it; the client makes a `MiduError` of it. */
function coded(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}
