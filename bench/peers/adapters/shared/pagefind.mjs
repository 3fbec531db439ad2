// Builds a Pagefind bundle as a site has it, without the files that belong to its own box.
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { close, createIndex } from "pagefind";
import { write } from "./files.mjs";

const AT_ONCE = 64;

/** Indexes all documents; `add` puts one into the index. */
export async function indexed(documents, folder, add) {
  const { index, errors } = await createIndex({ forceLanguage: "zh" });
  if (!index) throw new Error(errors.join("; "));
  for (let at = 0; at < documents.length; at += AT_ONCE) {
    const records = documents.slice(at, at + AT_ONCE).map((document) => add(index, document));
    for (const { errors: faults } of await Promise.all(records)) if (faults.length > 0) throw new Error(faults.join("; "));
  }
  const bundle = path.join(folder, "pagefind");
  const written = await index.writeFiles({ outputPath: bundle });
  if (written.errors.length > 0) throw new Error(written.errors.join("; "));
  await close();
  // A page that brings its own box fetches none of these.
  for (const name of readdirSync(bundle)) {
    if (/(-ui|-highlight|component|playground)/.test(name)) rmSync(path.join(bundle, name), { recursive: true });
  }
  listFragments(bundle, folder);
}

/** For the bench alone: which page a result is, so that long lists need no download of each. */
function listFragments(bundle, folder) {
  const urls = {};
  for (const name of readdirSync(path.join(bundle, "fragment"))) {
    const fragment = gunzipSync(readFileSync(path.join(bundle, "fragment", name))).toString();
    urls[name.replace(".pf_fragment", "")] = JSON.parse(fragment.slice(fragment.indexOf("{"))).url;
  }
  mkdirSync(path.join(folder, "_bench"), { recursive: true });
  write(folder, "_bench/urls.json", JSON.stringify(urls));
}
