export function utf8(text) {
    return new TextEncoder().encode(text);
}
export function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}
export function base64url(bytes) {
    return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
export function fromBase64url(text) {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
export function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
export function wellFormed(text) {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8(text));
}
