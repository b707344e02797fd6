import { wellFormed } from "./encoding.js";
export function asJson(fields) {
    return JSON.parse(JSON.stringify(fields));
}
export function asQuery(fields) {
    const said = Object.entries(asJson(fields)).filter(([, value]) => value !== null);
    return Object.fromEntries(said.map(([name, value]) => [name, isList(value) ? value.map(asText) : asText(value)]));
}
export function pairs(query) {
    const named = Object.entries(query).flatMap(([name, value]) => isList(value) ? value.map((item) => [`${name}[]`, item]) : [[name, value]]);
    return new URLSearchParams(named);
}
function isList(value) {
    return Array.isArray(value) && value.length > 0;
}
function asText(value) {
    return wellFormed(typeof value === "string" ? value : JSON.stringify(value));
}
