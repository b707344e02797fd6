"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TABLES = void 0;
require("../cjs/generated.js");
const version_js_1 = require("./version.js");
const generated = globalThis[Symbol.for(`@cleat/nodejs ${version_js_1.VERSION}`)];
function named(values) {
    if (Array.isArray(values))
        return Object.fromEntries(values.map((value) => [value, value]));
    return mapped(values, (of) => named(generated.models[of] ?? []));
}
function mapped(from, to) {
    return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(value)]));
}
const errors = mapped(generated.errors, ([statusCode, apiCode]) => (apiCode ? { statusCode, apiCode } : { statusCode }));
exports.TABLES = {
    operations: generated.operations,
    errors: errors,
    ofCredentials: generated.ofCredentials,
    models: mapped(generated.models, named),
};
