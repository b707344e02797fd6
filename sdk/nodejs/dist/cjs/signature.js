"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.stringToSign = stringToSign;
exports.sign = sign;
exports.signedHeaders = signedHeaders;
const encoding_js_1 = require("./encoding.js");
const version_js_1 = require("./version.js");
function stringToSign(method, headers, path, params) {
    const names = Object.keys(headers).sort();
    const lines = names.map((name) => `${name}:${headers[name].replace(/[\t\n\r\f]/g, " ").trim()}\n`);
    const pairs = Object.entries(params)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([name, value]) => `${name}=${asText(value)}`);
    return `${method}\n${lines.join("")}${path}${pairs.length ? `?${pairs.join("&")}` : ""}`;
}
function asText(value) {
    return typeof value === "string" ? value : JSON.stringify(value);
}
async function sign(secret, text) {
    const algorithm = { name: "HMAC", hash: "SHA-1" };
    const key = await crypto.subtle.importKey("raw", (0, encoding_js_1.utf8)(secret), algorithm, false, ["sign"]);
    return (0, encoding_js_1.base64)(new Uint8Array(await crypto.subtle.sign("HMAC", key, (0, encoding_js_1.utf8)(text))));
}
async function signedHeaders(method, path, params, options) {
    const headers = {
        "x-authing-signature-nonce": (0, encoding_js_1.hex)(crypto.getRandomValues(new Uint8Array(16))),
        "x-authing-signature-method": "HMAC-SHA1",
        "x-authing-signature-version": "1.0",
        "x-authing-sdk-version": `cleat-nodejs:${version_js_1.VERSION}`,
        "x-authing-lang": options.lang,
        date: new Date().toUTCString(),
    };
    const text = stringToSign(method, headers, path, params);
    headers["authorization"] = `authing ${options.accessKeyId}:${await sign(options.accessKeySecret, text)}`;
    return headers;
}
