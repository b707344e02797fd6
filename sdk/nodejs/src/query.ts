import { wellFormed } from "./encoding.js";
import type { Params } from "./operation.js";

/** Fields as JSON has them: what a body says is what is signed. */
export function asJson(fields: object): Params {
  return JSON.parse(JSON.stringify(fields));
}

/**
 * Fields as a query has them: texts, and lists of texts. `null` is left out, an object is its JSON, and so is the empty
 * list, which no repeated name could say.
 */
export function asQuery(fields: object): Record<string, string | string[]> {
  const said = Object.entries(asJson(fields)).filter(([, value]) => value !== null);
  return Object.fromEntries(said.map(([name, value]) => [name, isList(value) ? value.map(asText) : asText(value)]));
}

/** The pairs of a query; a list says that it is one, as signed calls need. */
export function pairs(query: Record<string, string | string[]>): URLSearchParams {
  const named = Object.entries(query).flatMap(([name, value]) =>
    isList(value) ? value.map((item) => [`${name}[]`, item]) : [[name, value]],
  );
  return new URLSearchParams(named);
}

function isList(value: unknown): value is any[] {
  return Array.isArray(value) && value.length > 0;
}

function asText(value: unknown): string {
  return wellFormed(typeof value === "string" ? value : JSON.stringify(value));
}
