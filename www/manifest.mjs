// dist/custom-elements.json: what `<midu-search>` can be told and what it tells, as editors and documentation read it
// (https://github.com/webcomponents/custom-elements-manifest). Made of the sources: the JSDoc of the class, the
// interface of its events, the defaults in its style sheet.
import { readFile } from "node:fs/promises";
import { create, ts } from "@custom-elements-manifest/analyzer";

const NAME = "MiduSearchElement";
// Where the package has the class and its registration: the sources are not in it.
const MODULE = "dist/midu.js";
const REGISTRATION = "dist/define.js";

const read = (name) => readFile(new URL(`src/${name}.ts`, import.meta.url), "utf8");

/** The manifest as an object. */
export async function manifest() {
  const source = ts.createSourceFile(MODULE, await read("element"), ts.ScriptTarget.ES2022, true);
  const { schemaVersion, modules } = create({ modules: [source] });
  const found = modules[0].declarations.find(({ name }) => name === NAME);
  const defaults = defaultsOf(await read("styles"));
  const declaration = {
    ...found,
    superclass: { name: "HTMLElement" },
    attributes: found.attributes.map((attribute) => ({ ...attribute, ...(has(found, attribute.name) && { fieldName: attribute.name }) })),
    members: found.members.filter(({ privacy }) => privacy !== "private").map((member) => reflected(member, found.attributes)),
    events: eventsOf(source),
    cssProperties: found.cssProperties.map((property) => ({ ...property, default: defaults.get(property.name) })),
  };
  const reference = { name: NAME, module: MODULE };
  return {
    schemaVersion,
    modules: [
      { kind: "javascript-module", path: MODULE, declarations: [declaration], exports: [{ kind: "js", name: NAME, declaration: reference }] },
      { kind: "javascript-module", path: REGISTRATION, declarations: [], exports: [{ kind: "custom-element-definition", name: found.tagName, declaration: reference }] },
    ],
  };
}

/** The element of a manifest. */
export function elementOf({ modules }) {
  return modules[0].declarations[0];
}

function has({ members }, name) {
  return members.some((member) => member.kind === "field" && member.name === name);
}

/** A property of the name of an attribute is that attribute. */
function reflected(member, attributes) {
  const same = member.kind === "field" && attributes.some(({ name }) => name === member.name);
  return same ? { ...member, attribute: member.name, reflects: true } : member;
}

/** Events with their details: in the class they are sent by one method, where a name is a variable. */
function eventsOf(source) {
  const { members } = source.statements.find((each) => ts.isInterfaceDeclaration(each) && each.name.text === "MiduSearchEvents");
  return members.map(({ name, type, jsDoc }) => ({
    name: name.text,
    type: { text: `CustomEvent<${type.getText(source)}>` },
    description: jsDoc?.[0].comment,
  }));
}

/** What stands in the sheet where a page sets nothing. */
function defaultsOf(sheet) {
  return new Map([...sheet.matchAll(/var\((--midu-[\w-]+), (.*)\);$/gm)].map(([, name, value]) => [name, value]));
}
