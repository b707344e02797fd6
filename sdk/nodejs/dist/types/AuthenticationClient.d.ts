import type { AccessToken, AuthUrlResult, CasParams, IDToken, LogoutParams, OIDCTokenResponse, OauthParams, OidcParams, UserInfo } from "./interfaces.js";
import { type JWKSObject } from "./jwks.js";
import type * as Models from "./models.js";
import { AuthenticationOperations } from "./operations.js";
import { type AuthenticationClientInitOptions } from "./options.js";
import { type Incoming, type Outgoing } from "./redirect.js";
type SignIn = Pick<Models.SigninByCredentialsDto, "options" | "client_id" | "client_secret">;
type SignUp = Pick<Models.SignUpDto, "profile" | "options">;
type Tokens = Promise<Models.ResponseDto<Models.LoginTokenResponseDataDto>>;
type User = Promise<Models.ResponseDto<Models.UserDto>>;
/** An application and, with an access token, one of its users. */
export declare class AuthenticationClient extends AuthenticationOperations {
    #private;
    constructor(options: AuthenticationClientInitOptions);
    /** The same client, calling for the user of this token; what the server told of its keys is shared. */
    withAccessToken(accessToken?: string | null): AuthenticationClient;
    /** A client for the user at this address, with the same options and token. */
    withClientIp(clientIp: string): AuthenticationClient;
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
    signInByAD(request: SignIn & {
        sAMAccountName: string;
        password: string;
    }): Tokens;
    signInByLDAP(request: SignIn & {
        sAMAccountName: string;
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
    /**
     * Where a browser signs in: authorization code with PKCE (RFC 7636, S256). Keep the rest until it returns, and give
     * `codeVerifier` to `getAccessTokenByCode`.
     */
    buildAuthorizeUrl(options?: OidcParams | OauthParams | CasParams): AuthUrlResult & {
        state: string;
        nonce: string;
    };
    /** A random text that a challenge is made of, the verifier of RFC 7636. */
    generateCodeChallenge(): string;
    /** The challenge of a verifier (RFC 7636 section 4.2), by its official name. */
    getCodeChallengeDigest(options: {
        codeChallenge: string;
        method: "S256" | "plain";
    }): string;
    /** Sends a browser to sign in, and keeps what its return is compared with in a cookie. */
    loginWithRedirect(res: Outgoing, options?: {
        scope?: string;
        state?: string;
        nonce?: string;
        redirectUri?: string;
        forced?: boolean;
    }): Promise<void>;
    /** What the browser came back with, compared with the cookie and exchanged; the ID token is verified. */
    handleRedirectCallback(req: Incoming, res: Outgoing): Promise<OIDCTokenResponse>;
    /** Sends a browser to sign out. */
    logoutWithRedirect(res: Outgoing, options?: LogoutParams): Promise<void>;
    /** Exchanges the code that the browser brought back, once. */
    getAccessTokenByCode(code: string, options?: {
        codeVerifier?: string;
    }): Promise<OIDCTokenResponse>;
    /** Exchanges a refresh token; the answer holds the next one. */
    getNewAccessTokenByRefreshToken(refreshToken: string): Promise<OIDCTokenResponse>;
    /** A token for the application itself, or for the owner of an access key (RFC 6749 section 4.4). */
    getAccessTokenByClientCredentials(scope: string, options?: {
        accessKey: string;
        accessSecret: string;
    }): Promise<Models.TokenResponse>;
    /** Claims about the user of the token, which travels in a header whatever `tokenPlace` says. */
    getUserInfoByAccessToken(accessToken: string, options?: {
        method?: "POST" | "GET";
        tokenPlace?: "query" | "header" | "body";
    }): Promise<UserInfo>;
    introspectToken(request: Models.IntrospectToken | string): Promise<Models.Introspection & Record<string, any>>;
    revokeToken(request: Models.RevokeToken | string): Promise<true>;
    /**
     * The claims of an access token, of a user or of the application itself, verified with the server's keys, which are
     * kept, or with those given. A token of another kind is refused.
     */
    parseAccessToken(token: string, options?: {
        serverJWKS?: JWKSObject;
    }): Promise<AccessToken>;
    /**
     * The claims of an ID token, verified likewise, or with the application's secret where it is signed by that (HS256);
     * `nonce` as it was sent.
     */
    parseIDToken(token: string, options?: {
        nonce?: string;
        serverJWKS?: JWKSObject;
    }): Promise<IDToken>;
    /** Where a browser signs out (OpenID Connect RP-Initiated Logout 1.0). */
    buildLogoutUrl(options?: LogoutParams): string;
}
export {};
