/** Bytes of a text. */
export function utf8(text) {
    return new TextEncoder().encode(text);
}
/** Base64 of bytes. */
export function base64(bytes) {
    return btoa(String.fromCharCode(...bytes));
}
/** Base64 for addresses, without padding (RFC 7515 section 2). */
export function base64url(bytes) {
    return base64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
/** Bytes of base64url. */
export function fromBase64url(text) {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
/** Hexadecimal digits of bytes. */
export function hex(bytes) {
    return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
