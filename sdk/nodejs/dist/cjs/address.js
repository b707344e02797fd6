"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.address = address;
const errors_js_1 = require("./errors.js");
function address(operation, given) {
    const params = { ...given };
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
        const text = String(params[name] ?? "");
        delete params[name];
        if (["", ".", ".."].includes(text))
            throw new errors_js_1.OptionsError(`${operation.id} needs ${name}, which stands in its path`);
        return encodeURIComponent(text);
    });
    return { path, params };
}
