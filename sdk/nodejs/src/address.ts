import { OptionsError } from "./errors.js";
import type { Operation, Params } from "./operation.js";

/** The path of a call, and the fields that do not stand in it. */
export function address(operation: Operation, given: Params): { path: string; params: Params } {
  const params = { ...given };
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const text = String(params[name] ?? "");
    delete params[name];
    // The dots would shorten the path, escaped or not.
    if (["", ".", ".."].includes(text)) throw new OptionsError(`${operation.id} needs ${name}, which stands in its path`);
    return encodeURIComponent(text);
  });
  return { path, params };
}
