/** Claims of a token. */
export type Claims = Record<string, any>;
/** The key set of a server, fetched when it is first needed. */
export declare class KeySet {
    #private;
    private readonly fetch;
    constructor(fetch: () => Promise<{
        issuer: string;
        keys: any[];
    }>);
    /** The claims, after signature, issuer, audience and time were checked. */
    verify(token: string, audience: string, secret: string | undefined): Promise<Claims>;
}
