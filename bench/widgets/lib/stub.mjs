// What stands in for Algolia's service: it knows the shape of a search and of its answer, and finds blocks that
// hold the query as it is typed. It ranks nothing, folds nothing and forgives nothing, so it says nothing about
// how well that service finds.
import { brotliCompressSync } from "node:zlib";
import { escaped } from "./site.mjs";

const marked = (text, query) => escaped(text).split(escaped(query)).join(`<mark>${escaped(query)}</mark>`);
const level = (text, query) => ({ value: marked(text, query), matchLevel: text.includes(query) ? "full" : "none", matchedWords: [] });

/** Records as DocSearch's crawler makes them: one for a title, a heading, a block. */
function records(texts, origin) {
  return texts.flatMap(({ id, title, topic, blocks }) => {
    let heading = null;
    const url = `${origin}/texts/${id}.html`;
    const record = (i, type, content) => ({
      objectID: `${id}-${i}`,
      url: heading ? `${url}#${heading.anchor}` : url,
      url_without_anchor: url,
      anchor: heading?.anchor ?? null,
      type,
      content,
      hierarchy: { lvl0: topic ?? "短文", lvl1: title, lvl2: heading?.text ?? null, lvl3: null, lvl4: null, lvl5: null, lvl6: null },
    });
    const all = [record("title", "lvl1", null)];
    blocks.forEach(({ level: depth, text }, i) => {
      if (depth) heading = { anchor: `s${i}`, text };
      all.push(depth ? record(i, "lvl2", null) : record(i, "content", text));
    });
    return all;
  });
}

function hit(record, query) {
  const own = record.content ?? record.hierarchy[record.type];
  const at = Math.max(0, own.indexOf(query) - 20);
  const hierarchy = Object.fromEntries(Object.entries(record.hierarchy).filter(([, text]) => text).map(([key, text]) => [key, level(text, query)]));
  const content = record.content && level(`${at ? "…" : ""}${own.slice(at, at + 60)}…`, query);
  const parts = { hierarchy, ...(content ? { content } : {}) };
  return { ...record, _highlightResult: parts, _snippetResult: parts };
}

/** Answers the requests of a context; gives what was asked and how many bytes went back. */
export async function stub(context, texts, origin) {
  const log = [];
  const all = records(texts, origin);
  await context.route(/algolia(net)?\.(net|com|io)/, async (route) => {
    const request = route.request();
    const headers = { "access-control-allow-origin": "*", "access-control-allow-headers": "*" };
    if (request.method() === "OPTIONS") return route.fulfill({ status: 204, headers });
    const { requests = [] } = request.postDataJSON() ?? {};
    const results = requests.map((asked) => {
      const { query = "", hitsPerPage = 20 } = { ...Object.fromEntries(new URLSearchParams(asked.params)), ...asked };
      const found = query ? all.filter(({ type, content, hierarchy }) => (content ?? hierarchy[type]).includes(query)) : [];
      const hits = found.slice(0, hitsPerPage).map((record) => hit(record, query));
      return { index: asked.indexName, query, hits, nbHits: found.length, page: 0, nbPages: 1, hitsPerPage, exhaustiveNbHits: true, processingTimeMS: 1, params: "", queryID: "stub" };
    });
    const body = JSON.stringify({ results });
    log.push({ path: new URL(request.url()).pathname, queries: results.map(({ query }) => query), bytes: brotliCompressSync(body).length, algolia: true });
    return route.fulfill({ status: 200, headers, contentType: "application/json", body });
  });
  return log;
}
