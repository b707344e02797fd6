type Params = Record<string, unknown>;
/** The text that is signed: method, the headers that count, path and parameters. */
export declare function stringToSign(method: string, headers: Record<string, string>, path: string, params: Params): string;
/** HMAC-SHA1 of a text, in base64. */
export declare function sign(secret: string, text: string): Promise<string>;
/** The headers of a signed management call. */
export declare function signedHeaders(call: {
    method: string;
    path: string;
}, params: Params, options: {
    accessKeyId: string;
    accessKeySecret: string;
    lang: string;
}): Promise<Record<string, string>>;
export {};
