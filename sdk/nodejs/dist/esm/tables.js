import "../cjs/generated.js";
import { VERSION } from "./version.js";
const generated = globalThis[Symbol.for(`@cleat/nodejs ${VERSION}`)];
function named(values) {
    if (Array.isArray(values))
        return Object.fromEntries(values.map((value) => [value, value]));
    return mapped(values, (of) => named(generated.models[of] ?? []));
}
function mapped(from, to) {
    return Object.fromEntries(Object.entries(from).map(([name, value]) => [name, to(value)]));
}
const errors = mapped(generated.errors, ([statusCode, apiCode]) => (apiCode ? { statusCode, apiCode } : { statusCode }));
export const TABLES = {
    operations: generated.operations,
    errors: errors,
    ofCredentials: generated.ofCredentials,
    models: mapped(generated.models, named),
};
