// The tables of docs/element.md, made of the manifest. `npm run manifest` writes both.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { elementOf, manifest } from "./manifest.mjs";

const DOCUMENT = fileURLToPath(new URL("../docs/element.md", import.meta.url));
const BLOCK = /(?<=<!-- element -->\n)[^]*(?=<!-- end element -->)/;

/** What stands between the markers of a text. */
export function blockOf(text) {
  return BLOCK.exec(text)?.[0];
}

/** All tables of the element of a manifest. */
export function tables(made) {
  const { attributes, members, events, cssParts, cssProperties } = elementOf(made);
  const fields = members.filter(({ kind }) => kind === "field");
  const methods = members.filter(({ kind }) => kind === "method");
  const options = [
    ...attributes.map(({ name, fieldName, type, description }) => [code(name), fieldName ? code(fieldName) : "", code(type.text), description]),
    ...fields.filter(({ attribute }) => !attribute).map(({ name, type, description }) => ["", code(name), code(type.text), description]),
  ];
  const sections = [
    ["Attributes and properties", ["attribute", "property", "type", ""], options],
    ["Methods", ["method", "returns", ""], methods.map((method) => [code(signature(method)), code(method.return.type.text), method.description])],
    ["Events", ["event", "`detail`", ""], events.map(({ name, type, description }) => [code(name), code(/<(.*)>/.exec(type.text)[1]), description])],
    ["Parts", ["part", ""], cssParts.map(({ name, description }) => [code(name), description])],
    ["Properties for CSS", ["property", "default", ""], cssProperties.map((property) => [code(property.name), code(property.default), property.description])],
  ];
  return sections.map(([title, head, rows]) => `## ${title}\n\n${table(head, rows)}`).join("\n");
}

function signature({ name, parameters = [] }) {
  return `${name}(${parameters.map((each) => `${each.name}${each.optional ? "?" : ""}: ${each.type.text}`).join(", ")})`;
}

function code(text) {
  return `\`${text}\``;
}

/** A row is one line; a bar inside a cell would part it. */
function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replace(/\s+/g, " ").replaceAll("|", "\\|")).join(" | ")} |\n`;
  return [head, head.map(() => "---"), ...rows].map(line).join("");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await manifest();
  await writeFile(new URL("dist/custom-elements.json", import.meta.url), `${JSON.stringify(made, null, 2)}\n`);
  const text = await readFile(DOCUMENT, "utf8");
  if (blockOf(text) === undefined) throw new Error(`${DOCUMENT} has no block between <!-- element --> and <!-- end element -->.`);
  await writeFile(DOCUMENT, text.replace(BLOCK, () => `\n${tables(made)}\n`));
}
