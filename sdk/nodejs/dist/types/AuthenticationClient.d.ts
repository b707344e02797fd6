import { type Claims } from "./jwks.js";
import type * as Models from "./models.js";
import { AuthenticationOperations } from "./operations.js";
/** Options of {@link AuthenticationClient}. */
export interface AuthenticationClientInitOptions {
    /** Application id. */
    appId: string;
    /** Application secret; absent in a browser. */
    appSecret?: string;
    /** Address of the server. */
    appHost: string;
    /** Where a sign-in by the browser returns to. */
    redirectUri?: string;
    /** Where a sign-out by the browser returns to. */
    logoutRedirectUri?: string;
    /** Scope asked for; `openid profile` when absent. */
    scope?: string;
    /** Token of the user; `setAccessToken` sets it later. */
    accessToken?: string;
    /** Language of messages; zh-CN when absent. */
    lang?: string;
    /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
    timeout?: number;
    /** How often reading is tried again when the server is not reached; 2 when absent. */
    retries?: number;
}
type SignIn = Omit<Models.SigninByCredentialsDto, "connection" | "passwordPayload" | "passCodePayload">;
type SignUp = Omit<Models.SignUpDto, "connection" | "passwordPayload" | "passCodePayload">;
type Tokens = Promise<Models.ResponseDto<Models.LoginTokenResponseDataDto>>;
type User = Promise<Models.ResponseDto<Models.UserDto>>;
/** An application and, with an access token, one of its users. */
export declare class AuthenticationClient extends AuthenticationOperations {
    #private;
    constructor(options: AuthenticationClientInitOptions);
    signInByPhonePassCode(request: SignIn & {
        phone: string;
        passCode: string;
        phoneCountryCode?: string;
    }): Tokens;
    signInByEmailPassCode(request: SignIn & {
        email: string;
        passCode: string;
    }): Tokens;
    signInByPhonePassword(request: SignIn & {
        phone: string;
        password: string;
    }): Tokens;
    signInByEmailPassword(request: SignIn & {
        email: string;
        password: string;
    }): Tokens;
    signInByUsernamePassword(request: SignIn & {
        username: string;
        password: string;
    }): Tokens;
    signInByAccountPassword(request: SignIn & {
        account: string;
        password: string;
    }): Tokens;
    signUpByPhoneCode(request: SignUp & {
        phone: string;
        passCode: string;
        phoneCountryCode?: string;
    }): User;
    signUpByEmailCode(request: SignUp & {
        email: string;
        passCode: string;
    }): User;
    signUpByEmailPassword(request: SignUp & {
        email: string;
        password: string;
    }): User;
    signUpByUsernamePassword(request: SignUp & {
        username: string;
        password: string;
    }): User;
    /** Where a browser signs in: authorization code with PKCE (RFC 7636, S256). Keep the rest until it returns. */
    buildAuthorizeUrl(options?: {
        scope?: string;
        state?: string;
        nonce?: string;
    }): Promise<{
        url: string;
        state: string;
        nonce: string;
        codeVerifier: string;
    }>;
    /** Exchanges the code that the browser brought back, once. */
    getAccessTokenByCode(code: string, options?: {
        codeVerifier?: string;
    }): Promise<Models.TokenResponse>;
    /** Exchanges a refresh token; the answer holds the next one. */
    getNewAccessTokenByRefreshToken(refreshToken: string): Promise<Models.TokenResponse>;
    /** A token for the application itself, or for the owner of an access key (RFC 6749 section 4.4). */
    getAccessTokenByClientCredentials(scope: string, options?: {
        accessKey: string;
        accessSecret: string;
    }): Promise<Models.TokenResponse>;
    /** Claims about the user of the token. */
    getUserInfoByAccessToken(accessToken: string): Promise<Record<string, any>>;
    introspectToken(request: Models.IntrospectToken | string): Promise<Models.Introspection>;
    revokeToken(request: Models.RevokeToken | string): Promise<void>;
    /** The claims of an access token, verified with the server's keys, which are kept. */
    parseAccessToken(token: string): Promise<Claims>;
    /** The claims of an ID token, verified with the server's keys, which are kept; `nonce` as it was sent. */
    parseIDToken(token: string, options?: {
        nonce?: string;
    }): Promise<Claims>;
    /** Where a browser signs out (OpenID Connect RP-Initiated Logout 1.0). */
    buildLogoutUrl(options?: {
        idToken?: string;
        redirectUri?: string;
        state?: string;
    }): string;
}
export {};
