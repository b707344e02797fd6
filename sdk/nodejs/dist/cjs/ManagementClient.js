"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.ManagementClient = void 0;
const errors_js_1 = require("./errors.js");
const operations_js_1 = require("./operations.js");
class ManagementClient extends operations_js_1.ManagementOperations {
    constructor(options) {
        super(options);
    }
    makeRequest(config) {
        const method = (config.method ?? "GET").toUpperCase();
        const path = config.url ?? "";
        if (!path.startsWith("/") || /[?{]/.test(path))
            throw new errors_js_1.OptionsError(`"${path}" is no path, such as /api/v3/get-user`);
        const hasBody = method === "POST" || method === "PUT";
        if (hasBody ? config.params : config.data) {
            throw new errors_js_1.OptionsError(`${method} takes ${hasBody ? "data" : "params"}, not ${hasBody ? "params" : "data"}`);
        }
        const operation = { id: "makeRequest", method, path, caller: "Management", wire: "Envelope" };
        return this.call(operation, (hasBody ? config.data : config.params) ?? {});
    }
}
exports.ManagementClient = ManagementClient;
