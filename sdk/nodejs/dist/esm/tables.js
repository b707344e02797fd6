import "../cjs/generated.js";
import { VERSION } from "./version.js";
const generated = globalThis[Symbol.for(`@cleat/nodejs ${VERSION}`)];
function officialName(value) {
    const name = value.replace(/\W+/g, "_").replace(/^\d/, "_$&");
    return name.replace(/([a-z])([A-Z]+)/g, "$1_$2").toUpperCase();
}
function named(values) {
    if (Array.isArray(values)) {
        return Object.fromEntries([...values.map((value) => [officialName(value), value]), ...values.map((value) => [value, value])]);
    }
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
