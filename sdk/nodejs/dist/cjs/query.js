"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.asJson = asJson;
exports.asQuery = asQuery;
exports.pairs = pairs;
const encoding_js_1 = require("./encoding.js");
function asJson(fields) {
    return JSON.parse(JSON.stringify(fields));
}
function asQuery(fields) {
    const said = Object.entries(asJson(fields)).filter(([, value]) => value !== null);
    return Object.fromEntries(said.map(([name, value]) => [name, isList(value) ? value.map(asText) : asText(value)]));
}
function pairs(query) {
    const named = Object.entries(query).flatMap(([name, value]) => isList(value) ? value.map((item) => [`${name}[]`, item]) : [[name, value]]);
    return new URLSearchParams(named);
}
function isList(value) {
    return Array.isArray(value) && value.length > 0;
}
function asText(value) {
    return (0, encoding_js_1.wellFormed)(typeof value === "string" ? value : JSON.stringify(value));
}
