import { OptionsError } from "./errors.js";
export function address(operation, given) {
    const params = { ...given };
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
        const text = String(params[name] ?? "");
        delete params[name];
        if (["", ".", ".."].includes(text))
            throw new OptionsError(`${operation.id} needs ${name}, which stands in its path`);
        return encodeURIComponent(text);
    });
    return { path, params };
}
