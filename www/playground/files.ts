/** What a reader drops, chooses or types -> files to index. Opens none of them. */
import type { Given } from "./shapes.js";

/** How typed text is read. */
export type Form = "paragraphs" | "lines" | "one" | "md" | "html" | "jsonl" | "csv";

/** Kinds of files that the builder reads; others inside a folder are passed over. */
const READ = /\.(html?|xhtml|txt|md|markdown|json|jsonl|ndjson|csv|tsv|xml|rss|atom)$/i;
/** What a folder holds that is no text of it. */
const PASSED = /(^|\/)(\.[^/]+|node_modules)(\/|$)/;

/** Text as files: a line of its own, or a paragraph, is a document where that was chosen. */
export function typed(text: string, form: Form): Given[] {
  if (text.trim() === "") return [];
  if (form !== "paragraphs" && form !== "lines") {
    return [{ name: `text.${form === "one" ? "txt" : form}`, file: new Blob([text]) }];
  }
  const pieces = text.split(form === "lines" ? /\r?\n/ : /\r?\n(?:[^\S\n]*\r?\n)+/).filter((piece) => piece.trim() !== "");
  const digits = String(pieces.length).length;
  return pieces.map((piece, i) => ({ name: `text-${String(i + 1).padStart(digits, "0")}.txt`, file: new Blob([piece]) }));
}

/** Files of an `<input>`; those of a folder have their paths below it. */
export function chosen(list: FileList | null): { files: Given[]; passed: number } {
  const all = [...(list ?? [])].map((file) => ({ name: below(file.webkitRelativePath) || file.name, file, folder: file.webkitRelativePath !== "" }));
  return sifted(all);
}

/** Files and folders that were dropped. The items are gone after the event, so this must be called in it. */
export async function dropped(transfer: DataTransfer): Promise<{ files: Given[]; passed: number }> {
  const items = [...transfer.items].filter(({ kind }) => kind === "file");
  const found = items.map((item) => ({ entry: item.webkitGetAsEntry?.() ?? undefined, file: item.getAsFile() ?? undefined }));
  const all: Found[] = [];
  for (const { entry, file } of found) {
    if (entry?.isDirectory) await walk(entry as FileSystemDirectoryEntry, "", all);
    else if (file) all.push({ name: file.name, file, folder: false });
  }
  return sifted(all);
}

interface Found extends Given {
  readonly folder: boolean;
}

/** What a reader named is read or complained of; of a folder only what can be read is taken. */
function sifted(all: readonly Found[]): { files: Given[]; passed: number } {
  const files = all.filter(({ name, folder }) => !folder || (READ.test(name) && !PASSED.test(name)));
  files.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
  return { files: files.map(({ name, file }) => ({ name, file })), passed: all.length - files.length };
}

function below(path: string): string {
  return path.slice(path.indexOf("/") + 1);
}

async function walk(folder: FileSystemDirectoryEntry, path: string, all: Found[]): Promise<void> {
  const reader = folder.createReader();
  for (;;) {
    // A reader gives a hundred entries at a time, and none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return;
    for (const entry of entries) {
      const name = path === "" ? entry.name : `${path}/${entry.name}`;
      if (PASSED.test(name)) continue;
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, name, all);
      else all.push({ name, folder: true, file: await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)) });
    }
  }
}
