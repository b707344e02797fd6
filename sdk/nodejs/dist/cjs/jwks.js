"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.KeySet = void 0;
const errors_js_1 = require("./errors.js");
const encoding_js_1 = require("./encoding.js");
const ASK_AGAIN = 60_000;
const LEEWAY = 60;
const IMPORT = {
    RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
    ES256: { name: "ECDSA", namedCurve: "P-256" },
    EdDSA: { name: "Ed25519" },
};
const VERIFY = { ...IMPORT, ES256: { name: "ECDSA", hash: "SHA-256" } };
function algorithmOf(jwk) {
    const of = { "RSA ": "RS256", "EC P-256": "ES256", "OKP Ed25519": "EdDSA" };
    const algorithm = of[`${jwk.kty} ${jwk.crv ?? ""}`];
    const signs = jwk.use === undefined || jwk.use === "sig";
    return signs && (jwk.alg === undefined || jwk.alg === algorithm) ? algorithm : undefined;
}
function decoded(part) {
    try {
        return JSON.parse(new TextDecoder().decode((0, encoding_js_1.fromBase64url)(part ?? "")));
    }
    catch {
        throw new errors_js_1.TokenError("the token is no JWT");
    }
}
class KeySet {
    fetch;
    #keys;
    #issuer = "";
    #fetched = 0;
    constructor(fetch) {
        this.fetch = fetch;
    }
    async verify(token, audience, secret) {
        const [head, body, tag, ...more] = token.split(".");
        const header = decoded(head);
        const claims = decoded(body);
        if (header.crit !== undefined || tag === undefined || more.length > 0) {
            throw new errors_js_1.TokenError("the token is no JWT this client reads");
        }
        const key = await this.#key(header, secret);
        const text = (0, encoding_js_1.utf8)(`${head}.${body}`);
        const algorithm = header.alg === "HS256" ? "HMAC" : VERIFY[header.alg];
        if (!(await crypto.subtle.verify(algorithm, key, (0, encoding_js_1.fromBase64url)(tag), text))) {
            throw new errors_js_1.TokenError("the signature of the token is wrong");
        }
        const now = Date.now() / 1000;
        if (!(claims["exp"] > now - LEEWAY))
            throw new errors_js_1.TokenError("the token has expired");
        if (claims["iat"] > now + LEEWAY)
            throw new errors_js_1.TokenError("the token is from the future: check the clocks");
        if (claims["iss"] !== this.#issuer)
            throw new errors_js_1.TokenError("another server made the token");
        if (![claims["aud"]].flat().includes(audience))
            throw new errors_js_1.TokenError("the token is for another application");
        return claims;
    }
    async #key(header, secret) {
        const keys = await this.#known(header.kid);
        if (header.alg === "HS256" && header.kid === undefined && secret) {
            return crypto.subtle.importKey("raw", (0, encoding_js_1.utf8)(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
        }
        const jwk = keys.get(header.kid ?? "");
        if (!jwk || algorithmOf(jwk) !== header.alg)
            throw new errors_js_1.TokenError("the key of the token is not known");
        return crypto.subtle.importKey("jwk", jwk, IMPORT[header.alg], false, ["verify"]);
    }
    async #known(kid) {
        if (this.#keys && (kid === undefined || this.#keys.has(kid) || Date.now() - this.#fetched < ASK_AGAIN)) {
            return this.#keys;
        }
        const { issuer, keys } = await this.fetch();
        this.#issuer = issuer;
        this.#fetched = Date.now();
        this.#keys = new Map(keys.map((key) => [key.kid, key]));
        return this.#keys;
    }
}
exports.KeySet = KeySet;
