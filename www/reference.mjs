// The tables of docs/element.md and docs/zh-CN/element.md, made of the manifest. `npm run manifest` writes all three.
// What things are in Chinese stands in element.zh-CN.json, under the English sentence: one that changes asks for a new
// translation.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { elementOf, manifest } from "./manifest.mjs";

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const BLOCK = /(?<=<!-- element -->\n)[^]*(?=<!-- end element -->)/;

/** The words around the tables, in the language of a page. */
const HEADINGS = {
  en: {
    options: ["Attributes and properties", ["attribute", "property", "type", ""]],
    methods: ["Methods", ["method", "returns", ""]],
    events: ["Events", ["event", "`detail`", ""]],
    parts: ["Parts", ["part", ""]],
    css: ["Properties for CSS", ["property", "default", ""]],
  },
  zh: {
    options: ["属性", ["HTML 属性", "JavaScript 属性", "类型", ""]],
    methods: ["方法", ["方法", "返回", ""]],
    events: ["事件", ["事件", "`detail`", ""]],
    parts: ["部件", ["部件", ""]],
    css: ["CSS 属性", ["属性", "默认值", ""]],
  },
};

/** The documents that have the tables, by language. */
export const DOCUMENTS = { en: at("../docs/element.md"), zh: at("../docs/zh-CN/element.md") };

/** Chinese descriptions by English ones. */
export async function translations() {
  return JSON.parse(await readFile(at("element.zh-CN.json"), "utf8"));
}

/** Every English description in the tables of a manifest, once. */
export function descriptions(made) {
  const { attributes, members, events, cssParts, cssProperties } = elementOf(made);
  const own = members.filter(({ attribute }) => !attribute);
  return [...new Set([...attributes, ...own, ...events, ...cssParts, ...cssProperties].map(({ description }) => description))];
}

/** What stands between the markers of a text. */
export function blockOf(text) {
  return BLOCK.exec(text)?.[0];
}

/** All tables of the element of a manifest; `said` gives descriptions in the language, where it has them. */
export function tables(made, lang = "en", said = {}) {
  const { attributes, members, events, cssParts, cssProperties } = elementOf(made);
  const fields = members.filter(({ kind }) => kind === "field");
  const methods = members.filter(({ kind }) => kind === "method");
  const what = ({ description }) => said[description] ?? description;
  const rows = {
    options: [
      ...attributes.map((each) => [code(each.name), each.fieldName ? code(each.fieldName) : "", code(each.type.text), what(each)]),
      ...fields.filter(({ attribute }) => !attribute).map((each) => ["", code(each.name), code(each.type.text), what(each)]),
    ],
    methods: methods.map((method) => [code(signature(method)), code(method.return.type.text), what(method)]),
    events: events.map((event) => [code(event.name), code(/<(.*)>/.exec(event.type.text)[1]), what(event)]),
    parts: cssParts.map((part) => [code(part.name), what(part)]),
    css: cssProperties.map((property) => [code(property.name), code(property.default), what(property)]),
  };
  return Object.entries(HEADINGS[lang]).map(([kind, [title, head]]) => `## ${title}\n\n${table(head, rows[kind])}`).join("\n");
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
  await writeFile(at("dist/custom-elements.json"), `${JSON.stringify(made, null, 2)}\n`);
  const said = await translations();
  for (const [lang, file] of Object.entries(DOCUMENTS)) {
    const text = await readFile(file, "utf8");
    if (blockOf(text) === undefined) throw new Error(`${file} has no block between <!-- element --> and <!-- end element -->.`);
    await writeFile(file, text.replace(BLOCK, () => `\n${tables(made, lang, lang === "zh" ? said : {})}\n`));
  }
}
