"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.AuthenticationClient = void 0;
const encoding_js_1 = require("./encoding.js");
const errors_js_1 = require("./errors.js");
const jwks_js_1 = require("./jwks.js");
const operations_js_1 = require("./operations.js");
class AuthenticationClient extends operations_js_1.AuthenticationOperations {
    #given;
    #keys;
    constructor(options) {
        super({ ...options, host: options.appHost });
        this.#given = options;
        this.#keys = new jwks_js_1.KeySet(async () => {
            const [metadata, set] = [await this.getOpenIdConfiguration(), await this.fetchJWKS()];
            return { issuer: metadata["issuer"], keys: set.keys };
        });
    }
    signInByPhonePassCode(request) {
        const { phone, passCode, phoneCountryCode, ...rest } = request;
        return this.#byPassCode({ phone, passCode, phoneCountryCode }, rest);
    }
    signInByEmailPassCode(request) {
        const { email, passCode, ...rest } = request;
        return this.#byPassCode({ email, passCode }, rest);
    }
    signInByPhonePassword(request) {
        const { phone, password, ...rest } = request;
        return this.#byPassword({ phone, password }, rest);
    }
    signInByEmailPassword(request) {
        const { email, password, ...rest } = request;
        return this.#byPassword({ email, password }, rest);
    }
    signInByUsernamePassword(request) {
        const { username, password, ...rest } = request;
        return this.#byPassword({ username, password }, rest);
    }
    signInByAccountPassword(request) {
        const { account, password, ...rest } = request;
        return this.#byPassword({ account, password }, rest);
    }
    signUpByPhoneCode(request) {
        const { phone, passCode, phoneCountryCode, ...rest } = request;
        return this.signUp({ connection: "PASSCODE", passCodePayload: { phone, passCode, phoneCountryCode }, ...rest });
    }
    signUpByEmailCode(request) {
        const { email, passCode, ...rest } = request;
        return this.signUp({ connection: "PASSCODE", passCodePayload: { email, passCode }, ...rest });
    }
    signUpByEmailPassword(request) {
        const { email, password, ...rest } = request;
        return this.signUp({ connection: "PASSWORD", passwordPayload: { email, password }, ...rest });
    }
    signUpByUsernamePassword(request) {
        const { username, password, ...rest } = request;
        return this.signUp({ connection: "PASSWORD", passwordPayload: { username, password }, ...rest });
    }
    #byPassCode(passCodePayload, rest) {
        return this.signInByCredentials({ connection: "PASSCODE", passCodePayload, ...rest });
    }
    #byPassword(passwordPayload, rest) {
        return this.signInByCredentials({ connection: "PASSWORD", passwordPayload, ...rest });
    }
    async buildAuthorizeUrl(options = {}) {
        const random = () => (0, encoding_js_1.base64url)(crypto.getRandomValues(new Uint8Array(32)));
        const { state = random(), nonce = random(), scope = this.#given.scope ?? "openid profile" } = options;
        const codeVerifier = random();
        const digest = await crypto.subtle.digest("SHA-256", (0, encoding_js_1.utf8)(codeVerifier));
        const query = new URLSearchParams({
            client_id: this.#given.appId,
            redirect_uri: this.#given.redirectUri ?? "",
            response_type: "code",
            scope,
            state,
            nonce,
            code_challenge: (0, encoding_js_1.base64url)(new Uint8Array(digest)),
            code_challenge_method: "S256",
        });
        if (scope.split(" ").includes("offline_access"))
            query.set("prompt", "consent");
        return { url: `${this.host}/oidc/auth?${query}`, state, nonce, codeVerifier };
    }
    getAccessTokenByCode(code, options = {}) {
        const request = {
            grant_type: "authorization_code",
            code,
            redirect_uri: this.#given.redirectUri,
            code_verifier: options.codeVerifier,
        };
        return this.exchangeToken(request);
    }
    getNewAccessTokenByRefreshToken(refreshToken) {
        return this.exchangeToken({ grant_type: "refresh_token", refresh_token: refreshToken });
    }
    getAccessTokenByClientCredentials(scope, options) {
        const own = options && { client_id: options.accessKey, client_secret: options.accessSecret };
        return this.exchangeToken({ grant_type: "client_credentials", scope, ...own });
    }
    getUserInfoByAccessToken(accessToken) {
        const client = new AuthenticationClient({ ...this.#given, accessToken });
        return client.getUserInfo();
    }
    introspectToken(request) {
        return super.introspectToken(typeof request === "string" ? { token: request } : request);
    }
    revokeToken(request) {
        return super.revokeToken(typeof request === "string" ? { token: request } : request);
    }
    parseAccessToken(token) {
        return this.#keys.verify(token, this.#given.appId, this.#given.appSecret);
    }
    async parseIDToken(token, options = {}) {
        const claims = await this.parseAccessToken(token);
        if (options.nonce !== undefined && claims["nonce"] !== options.nonce) {
            throw new errors_js_1.TokenError("the token was made for another sign-in: its nonce differs");
        }
        return claims;
    }
    buildLogoutUrl(options = {}) {
        const query = new URLSearchParams();
        const back = options.redirectUri ?? this.#given.logoutRedirectUri;
        if (options.idToken)
            query.set("id_token_hint", options.idToken);
        if (back)
            query.set("post_logout_redirect_uri", back);
        if (options.state)
            query.set("state", options.state);
        return `${this.host}/oidc/session/end?${query}`;
    }
}
exports.AuthenticationClient = AuthenticationClient;
