import type { AuthMethod } from "./proof.js";
/** Name of the cookie of `loginWithRedirect`. */
export declare const DEFAULT_COOKIE_KEY = "X-GenAuth-Node-OIDC-State";
/** Scope that a sign-in by the browser asks for. */
export declare const DEFAULT_SCOPE = "openid profile";
/** Where events would come from; this server has none. */
export declare const DEFAULT_SOCKET_URI = "";
/** Options of both clients. */
export interface ClientOptions {
    /** Language of messages; zh-CN when absent. */
    lang?: string;
    /** Longest time for one try of a call, in milliseconds; 10000 when absent. */
    timeout?: number;
    /** How often reading is tried again when the server is not reached; 2 when absent. */
    retries?: number;
    /** The same, by its official name. */
    retryTimes?: number;
    /** `false` is refused for an address with `https`: certificates are always verified. */
    rejectUnauthorized?: boolean;
    /** Where events would come from; without effect. */
    socketUri?: string;
}
/** Options of {@link AuthenticationClient}. */
export interface AuthenticationClientInitOptions extends ClientOptions {
    /** Application id. */
    appId: string;
    /** Application secret; absent in a browser. */
    appSecret?: string;
    /** Address of the server. */
    appHost: string;
    /** How the application is authenticated where tokens are issued; `client_secret_post` when absent. */
    tokenEndPointAuthMethod?: AuthMethod;
    /** The same where tokens are asked about. */
    introspectionEndPointAuthMethod?: AuthMethod;
    /** The same where tokens are revoked. */
    revocationEndPointAuthMethod?: AuthMethod;
    /** Where a sign-in by the browser returns to. */
    redirectUri?: string;
    /** Where a sign-out by the browser returns to. */
    logoutRedirectUri?: string;
    /** Scope asked for; `openid profile` when absent. */
    scope?: string;
    /** Token of the user; see also `withAccessToken`. */
    accessToken?: string | null;
    /**
     * Address of the user that a back end calls for, so that limits count the user; `withClientIp` makes a client for
     * each. The application's secret proves it, or a network that the application names.
     */
    clientIp?: string;
    /** Name of the cookie of `loginWithRedirect`. */
    cookieKey?: string;
    /** `oidc` and `oauth` are the same here; the others are refused. */
    protocol?: "oidc" | "oauth" | "saml" | "cas";
}
/** Options of {@link ManagementClient}. */
export interface ManagementClientOptions extends ClientOptions {
    /** Access key id: the id of the user pool. */
    accessKeyId: string;
    /** Access key secret: the secret of the user pool. Never in a browser. */
    accessKeySecret: string;
    /** Address of the server; there is no default. */
    host?: string;
    /** Id of a tenant; without effect. */
    tenantId?: string;
}
/** Options of {@link ManagementClient}. */
export type ManagementClientInitOptions = ManagementClientOptions;
/** What is taken for absent options of {@link ManagementClient}. */
export declare const DEFAULT_OPTIONS: ManagementClientOptions;
