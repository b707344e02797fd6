import { OptionsError } from "./errors.js";
import { ManagementOperations } from "./operations.js";
export class ManagementClient extends ManagementOperations {
    constructor(options) {
        super(options);
    }
    makeRequest(config) {
        const method = (config.method ?? "GET").toUpperCase();
        const path = config.url ?? "";
        if (!path.startsWith("/") || /[?{]/.test(path))
            throw new OptionsError(`"${path}" is no path, such as /api/v3/get-user`);
        const hasBody = method === "POST" || method === "PUT";
        if (hasBody ? config.params : config.data) {
            throw new OptionsError(`${method} takes ${hasBody ? "data" : "params"}, not ${hasBody ? "params" : "data"}`);
        }
        const operation = { id: "makeRequest", method, path, caller: "Management", wire: "Envelope" };
        return this.call(operation, (hasBody ? config.data : config.params) ?? {});
    }
}
