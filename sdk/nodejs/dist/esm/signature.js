import { base64, hex, utf8 } from "./encoding.js";
import { VERSION } from "./version.js";
export function stringToSign(method, headers, path, params) {
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
export async function sign(secret, text) {
    const algorithm = { name: "HMAC", hash: "SHA-1" };
    const key = await crypto.subtle.importKey("raw", utf8(secret), algorithm, false, ["sign"]);
    return base64(new Uint8Array(await crypto.subtle.sign("HMAC", key, utf8(text))));
}
export async function signedHeaders(method, path, params, options) {
    const headers = {
        "x-authing-signature-nonce": hex(crypto.getRandomValues(new Uint8Array(16))),
        "x-authing-signature-method": "HMAC-SHA1",
        "x-authing-signature-version": "1.0",
        "x-authing-sdk-version": `cleat-nodejs:${VERSION}`,
        "x-authing-lang": options.lang,
        date: new Date().toUTCString(),
    };
    const text = stringToSign(method, headers, path, params);
    headers["authorization"] = `authing ${options.accessKeyId}:${await sign(options.accessKeySecret, text)}`;
    return headers;
}
