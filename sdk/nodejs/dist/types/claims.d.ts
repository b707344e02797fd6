/** Claims of a token. */
export type Claims = Record<string, any>;
/** What an application verifies: the access token that it is called with, or the ID token of a sign-in. */
export type Kind = "access" | "id";
/** Refuses a token of another kind. Where the server does not say what a token is for, its claims tell. */
export declare function checkKind(kind: Kind, typ: unknown, claims: Claims): void;
/** Refuses claims that are not of now, of this server and for this application (OpenID Connect Core 1.0 section 3.1.3.7). */
export declare function checkClaims(kind: Kind, claims: Claims, issuer: string, audience: string): void;
