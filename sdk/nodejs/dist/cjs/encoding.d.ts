/** Bytes of a text. */
export declare function utf8(text: string): Uint8Array<ArrayBuffer>;
/** Base64 of bytes. */
export declare function base64(bytes: Uint8Array): string;
/** Base64 for addresses, without padding (RFC 7515 section 2). */
export declare function base64url(bytes: Uint8Array): string;
/** Bytes of base64url. */
export declare function fromBase64url(text: string): Uint8Array<ArrayBuffer>;
/** Hexadecimal digits of bytes. */
export declare function hex(bytes: Uint8Array): string;
