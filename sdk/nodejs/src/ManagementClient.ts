import { OptionsError } from "./errors.js";
import { ManagementOperations } from "./operations.js";
import type { ManagementClientOptions } from "./options.js";

/** A user pool. Calls are signed; the operations of a user take the user's token as an argument. */
export class ManagementClient extends ManagementOperations {
  constructor(options: ManagementClientOptions) {
    super(options);
  }

  /** A signed call of any path: `params` go into the query of a GET, `data` into the body of a POST. */
  makeRequest(config: { method?: string; url?: string; params?: object; data?: object }): Promise<any> {
    const method = (config.method ?? "GET").toUpperCase() as "GET" | "POST" | "PUT" | "DELETE";
    const path = config.url ?? "";
    if (!path.startsWith("/") || /[?{]/.test(path)) throw new OptionsError(`"${path}" is no path, such as /api/v3/get-user`);
    const hasBody = method === "POST" || method === "PUT";
    if (hasBody ? config.params : config.data) {
      throw new OptionsError(`${method} takes ${hasBody ? "data" : "params"}, not ${hasBody ? "params" : "data"}`);
    }
    const operation = { id: "makeRequest", method, path, caller: "Management", wire: "Envelope" } as const;
    return this.call(operation, (hasBody ? config.data : config.params) ?? {});
  }
}
