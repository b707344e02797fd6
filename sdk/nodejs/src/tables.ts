// Sets what is read here: one file for both builds, which cannot import each other's modules.
import "../cjs/generated.js";
import type { ErrorCodes } from "./error-codes.js";
import type { Operation } from "./operation.js";
import { VERSION } from "./version.js";

/** The values of an enum; or the enum of each field. */
type Values = string[] | Record<string, string>;

interface Generated {
  operations: Operation[];
  /** `statusCode` and, where there is one, `apiCode`. */
  errors: Record<keyof ErrorCodes, [number, number?]>;
  ofCredentials: (keyof ErrorCodes)[];
  models: Record<string, Values>;
}

const generated: Generated = (globalThis as any)[Symbol.for(`@cleat/nodejs ${VERSION}`)];

/** The name of a value in the enums of the official client: `adminCreated` is `ADMIN_CREATED`. */
function officialName(value: string): string {
  const name = value.replace(/\W+/g, "_").replace(/^\d/, "_$&");
  return name.replace(/([a-z])([A-Z]+)/g, "$1_$2").toUpperCase();
}

function named(values: Values): Record<string, unknown> {
  if (Array.isArray(values)) {
    return Object.fromEntries([...values.map((value) => [officialName(value), value]), ...values.map((value) => [value, value])]);
  }
  return mapped(values, (of) => named(generated.models[of] ?? []));
}

function mapped<From, To>(from: Record<string, From>, to: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(value)]));
}

const errors = mapped(generated.errors, ([statusCode, apiCode]) => (apiCode ? { statusCode, apiCode } : { statusCode }));

/** The generated tables. */
export const TABLES = {
  operations: generated.operations,
  errors: errors as unknown as ErrorCodes,
  ofCredentials: generated.ofCredentials,
  models: mapped(generated.models, named),
};
