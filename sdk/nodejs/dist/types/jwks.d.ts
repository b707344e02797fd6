import { type Claims, type Kind } from "./claims.js";
/** A set of public keys (RFC 7517 section 5). */
export interface JWKSObject {
    keys: object[];
}
/** What a token is verified for. */
export interface Wanted {
    kind: Kind;
    audience: string;
    /** Secret of the application, which may sign its ID tokens (HS256). */
    secret: string | undefined;
    /** Keys to verify by, in the place of those that the server tells. */
    keys?: JWKSObject | undefined;
}
/** The key set of a server, fetched when it is first needed. */
export declare class KeySet {
    #private;
    private readonly fetch;
    constructor(fetch: () => Promise<{
        issuer: string;
        keys: object[];
    }>);
    /** The claims, after signature, kind, issuer, audience and time were checked. */
    verify(token: string, wanted: Wanted): Promise<Claims>;
}
