/** Where to send a browser; keep the rest until it comes back. */
export interface AuthUrlResult {
    url: string;
    /** Must come back with the code. */
    state?: string;
    /** Must be in the ID token. */
    nonce?: string;
    /** Goes with the code to `getAccessTokenByCode` (RFC 7636). */
    codeVerifier?: string;
}
/** What `buildAuthorizeUrl` puts into the address; what is absent is as the client's options say, or random. */
export interface OidcParams {
    redirectUri?: string;
    responseType?: "code" | "code id_token token" | "code id_token" | "code token" | "id_token token" | "id_token" | "none";
    responseMode?: "query" | "fragment" | "form_post";
    state?: string;
    nonce?: string;
    scope?: string;
    /** A challenge of your own; its verifier is yours to keep. */
    codeChallenge?: string;
    /** How `codeChallenge` was made; S256 when absent. */
    codeChallengeMethod?: "plain" | "S256";
    tenantId?: string;
    /** Whether whoever is signed in already signs in again. */
    forced?: boolean;
}
/** The same for OAuth 2.0 alone. */
export interface OauthParams {
    redirectUri?: string;
    responseType?: "code" | "token";
    state?: string;
    scope?: string;
}
/** The same for CAS, which is not there. */
export interface CasParams {
    service?: string;
}
/** What `buildLogoutUrl` puts into the address. */
export interface LogoutParams {
    redirectUri?: string;
    idToken?: string;
    state?: string;
}
/** Parameters of the authorization endpoint. */
export interface AuthURLParams {
    redirect_uri: string;
    response_type: string;
    response_mode: string;
    client_id: string;
    state: string;
    nonce: string;
    scope: string;
    prompt?: string;
    tenantId?: string;
}
/** Parameters of the end-session endpoint. */
export interface LogoutURLParams {
    post_logout_redirect_uri?: string;
    id_token_hint?: string;
    state?: string;
}
/** Tokens of a sign-in by the browser. */
export interface OIDCTokenResponse {
    access_token: string;
    id_token: string;
    expires_in: number;
    /** There when the scope has `offline_access`. */
    refresh_token: string;
    token_type: string;
    scope?: string;
}
/** Form of `client_credentials`. */
export interface NativeTokenParams extends Record<string, string> {
    grant_type: string;
    client_id: string;
    client_secret: string;
    scope: string;
}
/** Form of `authorization_code`. */
export interface CodeToTokenParams {
    grant_type: "authorization_code";
    client_id: string;
    client_secret: string;
    code: string;
    redirect_uri: string;
}
/** Form of `refresh_token`. */
export interface RefreshTokenParams {
    grant_type: "refresh_token";
    client_id: string;
    client_secret: string;
    refresh_token: string;
}
/** What an application may keep of a sign-in. */
export interface LoginState {
    accessToken: string;
    idToken: string;
    refreshToken?: string;
    expireAt: number;
    parsedIDToken: IDToken;
    parsedAccessToken: AccessToken;
}
/** What is kept while a browser signs in. */
export interface LoginTransaction {
    state?: string;
    nonce?: string;
    codeVerifier?: string;
    redirectUri: string;
}
/** Claims of an access token. One of the application itself has no `sub`. */
export interface AccessToken extends Record<string, any> {
    jti: string;
    sub: string;
    iat: number;
    exp: number;
    scope: string;
    iss: string;
    aud: string;
}
/** Claims about a user (OpenID Connect Core 1.0 section 5.1); those that the scope allows are there. */
export interface UserInfo extends Record<string, any> {
    sub: string;
    name: string;
    nickname: string;
    given_name: string;
    family_name: string;
    birthdate: string;
    gender: "M" | "F" | "U";
    picture: string;
    updated_at: string;
    zoneinfo: string;
    preferred_username: string;
    locale: string;
}
/** Claims of an ID token. */
export interface IDToken extends UserInfo {
    aud: string;
    exp: number;
    iat: number;
    iss: string;
    nonce: string;
    at_hash: string;
    s_hash: string;
}
