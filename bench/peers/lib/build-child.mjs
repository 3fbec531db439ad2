// Runs the build of one adapter that is JavaScript, in a process of its own so that what it takes can
// be told: `node build-child.mjs ADAPTER CORPUS FOLDER`.
import { readDocuments } from "./corpus.mjs";

const [adapter, file, folder] = process.argv.slice(2);
const { build } = await import(`../adapters/${adapter}/build.mjs`);
await build({ documents: readDocuments(file) }, folder);
process.exit(0);
