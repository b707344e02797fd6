// What the pages know of the API, out of the document that the server serves: no page types a path.
import { readFileSync } from "node:fs";

const DOCUMENT = new URL("../../docs/openapi.json", import.meta.url);
const PREFIX = "/api/v3/";
const OPERATIONS = "virtual:operations";
const SCHEMA = "virtual:schema/";

function read() {
  return JSON.parse(readFileSync(DOCUMENT, "utf8"));
}

/** The operations of a pool, by name. */
export function operations(document = read()) {
  const rows = {};
  for (const [path, methods] of Object.entries(document.paths)) {
    if (!path.startsWith(PREFIX)) continue;
    for (const [method, operation] of Object.entries(methods)) {
      if (operation["x-caller"] !== "Management") continue;
      rows[operation.operationId] = {
        method: method.toUpperCase(),
        path: path.slice(PREFIX.length),
        tag: operation.tags[0],
        rust: operation["x-rust"],
        python: operation["x-python"] === true,
        secrets: secrets(document, operation),
        strands: operation["x-errors"].some(({ name }) => name === "UsersStranded"),
      };
    }
  }
  return rows;
}

/** Names of the fields of an operation that the document says are secrets. */
function secrets(document, operation) {
  const [found, seen] = [new Set(), new Set()];
  const visit = (node) => {
    if (!node || typeof node !== "object") return;
    for (const [name, one] of Object.entries(node.properties ?? {})) {
      if (one?.writeOnly === true || one?.format === "password") found.add(name);
    }
    const of = typeof node.$ref === "string" ? node.$ref.split("/").at(-1) : undefined;
    if (of && !seen.has(of)) {
      seen.add(of);
      visit(document.components.schemas[of]);
    }
    Object.values(node).forEach(visit);
  };
  visit([operation.requestBody, operation.responses]);
  return [...found].sort();
}

/** A schema with what it refers to. */
function schema(document, name) {
  const known = document.components.schemas;
  if (!known[name]) throw new Error(`docs/openapi.json has no schema ${name}`);
  const wanted = {};
  const visit = (node) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (!node || typeof node !== "object") return;
    const of = typeof node.$ref === "string" ? node.$ref.split("/").at(-1) : undefined;
    if (of && !wanted[of]) {
      wanted[of] = known[of];
      visit(known[of]);
    }
    Object.values(node).forEach(visit);
  };
  visit(known[name]);
  return { ...known[name], components: { schemas: wanted } };
}

/** The plugin of Vite: `virtual:operations`, and `virtual:schema/<name>` for one schema. */
export function contract() {
  return {
    name: "contract",
    resolveId: (id) => (id === OPERATIONS || id.startsWith(SCHEMA) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${OPERATIONS}`) {
        return `export const OPERATIONS = ${JSON.stringify(operations())};`;
      }
      if (!id.startsWith(`\0${SCHEMA}`)) return undefined;
      return `export default ${JSON.stringify(schema(read(), id.slice(SCHEMA.length + 1)))};`;
    },
  };
}

/** Names of the fields of schemas, and of what they refer to. */
export function fieldsOf(names) {
  const document = read();
  const found = names.flatMap((name) => [schema(document, name), ...Object.values(schema(document, name).components.schemas)]);
  return [...new Set(found.flatMap(({ properties }) => Object.keys(properties ?? {})))];
}
