"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.AuthenticationClient = void 0;
const encoding_js_1 = require("./encoding.js");
const errors_js_1 = require("./errors.js");
const jwks_js_1 = require("./jwks.js");
const operations_js_1 = require("./operations.js");
const options_js_1 = require("./options.js");
const redirect_js_1 = require("./redirect.js");
const sha256_js_1 = require("./sha256.js");
class AuthenticationClient extends operations_js_1.AuthenticationOperations {
    #given;
    #keys;
    constructor(options) {
        super({ ...options, host: options.appHost });
        const { protocol = "oidc" } = options;
        if (!["oidc", "oauth"].includes(protocol)) {
            throw new errors_js_1.OptionsError(`the protocol ${protocol} is not there; this client speaks oidc`);
        }
        this.#given = options;
        this.#keys = new jwks_js_1.KeySet(async () => {
            const [{ issuer }, { keys }] = [await this.getOpenIdConfiguration(), await this.fetchJWKS()];
            if (typeof issuer !== "string" || issuer === "")
                throw new errors_js_1.AnswerError(this.host, 200, "it names no issuer");
            if (!Array.isArray(keys))
                throw new errors_js_1.AnswerError(this.host, 200, "it has no keys");
            return { issuer, keys };
        });
    }
    withAccessToken(accessToken) {
        const client = new AuthenticationClient({ ...this.#given, accessToken: accessToken ?? null });
        client.#keys = this.#keys;
        return client;
    }
    withClientIp(clientIp) {
        const client = new AuthenticationClient({ ...this.#given, accessToken: this.accessToken ?? null, clientIp });
        client.#keys = this.#keys;
        return client;
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
    signInByAD(request) {
        const { sAMAccountName, password, ...rest } = request;
        return this.signInByCredentials({ connection: "AD", adPayload: { sAMAccountName, password }, ...rest });
    }
    signInByLDAP(request) {
        const { sAMAccountName, password, ...rest } = request;
        return this.signInByCredentials({ connection: "LDAP", ldapPayload: { sAMAccountName, password }, ...rest });
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
    buildAuthorizeUrl(options = {}) {
        const given = options;
        const { state = random(), nonce = random(), scope = this.#given.scope ?? options_js_1.DEFAULT_SCOPE } = given;
        const { codeChallenge, codeChallengeMethod = "S256", responseType = "code" } = given;
        const codeVerifier = codeChallenge === undefined ? this.generateCodeChallenge() : undefined;
        const redirectUri = given.redirectUri ?? this.#given.redirectUri;
        const offline = scope.split(" ").includes("offline_access");
        const prompt = [given.forced && "login", offline && "consent"].filter(Boolean).join(" ");
        const query = new URLSearchParams({
            client_id: this.#given.appId,
            ...(redirectUri !== undefined && { redirect_uri: redirectUri }),
            response_type: responseType,
            ...(given.responseMode && { response_mode: given.responseMode }),
            scope,
            state,
            nonce,
            code_challenge: codeVerifier === undefined ? codeChallenge : digest(codeVerifier),
            code_challenge_method: codeVerifier === undefined ? codeChallengeMethod : "S256",
            ...(prompt && { prompt }),
            ...(given.tenantId && { tenantId: given.tenantId }),
        });
        return { url: `${this.host}/oidc/auth?${query}`, state, nonce, ...(codeVerifier && { codeVerifier }) };
    }
    generateCodeChallenge() {
        return random();
    }
    getCodeChallengeDigest(options) {
        return options.method === "plain" ? options.codeChallenge : digest(options.codeChallenge);
    }
    async loginWithRedirect(res, options = {}) {
        const { url, ...kept } = this.buildAuthorizeUrl(options);
        const redirectUri = options.redirectUri ?? this.#given.redirectUri ?? "";
        (0, redirect_js_1.keep)(res, this.#cookie, { ...kept, redirectUri });
        (0, redirect_js_1.redirect)(res, url);
    }
    async handleRedirectCallback(req, res) {
        const { codeVerifier, redirectUri, nonce, ...kept } = (0, redirect_js_1.taken)(req, res, this.#cookie);
        const code = (0, redirect_js_1.returnedCode)(req, { ...kept, redirectUri });
        const tokens = await this.#exchanged(code, codeVerifier, redirectUri || undefined);
        if (tokens.id_token)
            await this.parseIDToken(tokens.id_token, { nonce: nonce ?? "" });
        return tokens;
    }
    async logoutWithRedirect(res, options = {}) {
        (0, redirect_js_1.redirect)(res, this.buildLogoutUrl(options));
    }
    get #cookie() {
        return this.#given.cookieKey ?? options_js_1.DEFAULT_COOKIE_KEY;
    }
    getAccessTokenByCode(code, options = {}) {
        return this.#exchanged(code, options.codeVerifier, this.#given.redirectUri);
    }
    async #exchanged(code, code_verifier, redirect_uri) {
        const request = { grant_type: "authorization_code", code, redirect_uri, code_verifier };
        return (await this.exchangeToken(request));
    }
    async getNewAccessTokenByRefreshToken(refreshToken) {
        const tokens = await this.exchangeToken({ grant_type: "refresh_token", refresh_token: refreshToken });
        return tokens;
    }
    getAccessTokenByClientCredentials(scope, options) {
        const own = options && { client_id: options.accessKey, client_secret: options.accessSecret };
        return this.exchangeToken({ grant_type: "client_credentials", scope, ...own });
    }
    async getUserInfoByAccessToken(accessToken, options = {}) {
        const client = this.withAccessToken(accessToken);
        return (await (options.method === "POST" ? client.postUserInfo() : client.getUserInfo()));
    }
    introspectToken(request) {
        return super.introspectToken(typeof request === "string" ? { token: request } : request);
    }
    revokeToken(request) {
        return super.revokeToken(typeof request === "string" ? { token: request } : request);
    }
    parseAccessToken(token, options = {}) {
        const wanted = { kind: "access", audience: this.#given.appId, secret: undefined, keys: options.serverJWKS };
        return this.#keys.verify(token, wanted);
    }
    async parseIDToken(token, options = {}) {
        const { appId, appSecret } = this.#given;
        const wanted = { kind: "id", audience: appId, secret: appSecret, keys: options.serverJWKS };
        const claims = await this.#keys.verify(token, wanted);
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
function random() {
    return (0, encoding_js_1.base64url)(crypto.getRandomValues(new Uint8Array(32)));
}
function digest(verifier) {
    return (0, encoding_js_1.base64url)((0, sha256_js_1.sha256)((0, encoding_js_1.utf8)(verifier)));
}
