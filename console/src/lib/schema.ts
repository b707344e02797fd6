/** A JSON Schema, as far as requests and settings have it. */
export interface Schema {
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
  $defs?: Record<string, Schema>;
  components?: { schemas: Record<string, Schema> };
  additionalProperties?: boolean | Schema;
  description?: string;
  title?: string;
  default?: unknown;
  examples?: unknown[];
  format?: string;
  writeOnly?: boolean;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  "x-max-bytes"?: number;
}

export type Value = any;

/** Context of forms that show fields as the API has them. */
export const BARE = "bare";

function target(ref: string, root: Schema): Schema {
  const name = ref.split("/").at(-1) ?? "";
  return root.$defs?.[name] ?? root.components?.schemas[name] ?? {};
}

/** A schema without references, and without the `null` that says "may be left out". */
export function plain(schema: Schema, root: Schema): Schema {
  if (schema.$ref) {
    const { $ref, ...own } = schema;
    return plain({ ...target($ref, root), ...own }, root);
  }
  const choices = schema.anyOf ?? schema.oneOf ?? (schema.allOf?.length === 1 ? schema.allOf : undefined);
  if (choices) {
    const rest = choices.filter(({ type }) => type !== "null");
    const { anyOf: _any, oneOf: _one, allOf: _all, ...own } = schema;
    if (rest.length === 1) return plain({ ...rest[0], ...own }, root);
    const values = rest.map((choice) => plain(choice, root).const);
    if (rest.length > 0 && values.every((value) => value !== undefined)) return { ...own, enum: values };
    return own;
  }
  if (Array.isArray(schema.type)) {
    const rest = schema.type.filter((type) => type !== "null");
    return { ...schema, type: rest.length === 1 ? rest[0]! : rest };
  }
  return schema;
}

export type Kind = "choice" | "choices" | "truth" | "number" | "secret" | "text" | "long" | "lines" | "list" | "object" | "json";

/** Names of secrets whose schema does not say so. */
const SECRET = /(password|pass|secret|apikey)$/i;
/** Longest text that stands in one line. */
const ONE_LINE = 512;

/** Whether a schema says that its value is a secret. */
export function isSecret(schema: Schema): boolean {
  return schema?.writeOnly === true || schema?.format === "password";
}

/** How a value is written. */
export function kind(schema: Schema, root: Schema, name = ""): Kind {
  if (schema.enum) return "choice";
  if (schema.type === "boolean") return "truth";
  if (schema.type === "integer" || schema.type === "number") return "number";
  if (schema.type === "string") {
    if (isSecret(schema) || SECRET.test(name)) return "secret";
    return (schema.maxLength ?? 0) > ONE_LINE ? "long" : "text";
  }
  if (schema.type === "array" && schema.items) {
    const items = plain(schema.items, root);
    if (items.enum) return "choices";
    if (items.type === "string") return "lines";
    return items.properties ? "list" : "json";
  }
  return schema.properties ? "object" : "json";
}

function isEmpty(value: Value): boolean {
  if (value === undefined || value === "") return true;
  return false;
}

/** What was filled in: what is empty is left out. */
export function filled(value: Value): Value {
  if (Array.isArray(value)) return value.map(filled);
  if (value === null || typeof value !== "object") return value;
  const said = Object.entries(value).filter(([, one]) => !isEmpty(one));
  return Object.fromEntries(said.map(([name, one]) => [name, filled(one)]));
}

/** A copy that a form may change. */
export function copy<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}

/** What was filled in, with `null` for what was there before and is empty now. */
export function changed(before: Value, after: Value): Value {
  const said = filled(after);
  for (const [name, value] of Object.entries(before ?? {})) {
    if (value !== null && value !== undefined && !(name in said)) said[name] = null;
  }
  return said;
}
