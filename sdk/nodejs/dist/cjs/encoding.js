"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.utf8 = utf8;
exports.base64 = base64;
exports.base64url = base64url;
exports.fromBase64url = fromBase64url;
exports.hex = hex;
exports.wellFormed = wellFormed;
function utf8(text) {
    return new TextEncoder().encode(text);
}
function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}
function base64url(bytes) {
    return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
function fromBase64url(text) {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
function wellFormed(text) {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8(text));
}
