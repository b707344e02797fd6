import { checkClaims, checkKind } from "./claims.js";
import { fromBase64url, utf8 } from "./encoding.js";
import { TokenError } from "./errors.js";
const ASK_AGAIN = 60_000;
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
function bytes(part) {
    if (part === undefined || !/^[\w-]*$/.test(part))
        throw new TokenError("the token is no JWT");
    try {
        return fromBase64url(part);
    }
    catch {
        throw new TokenError("the token is no JWT");
    }
}
function decoded(part) {
    let value;
    try {
        value = JSON.parse(new TextDecoder().decode(bytes(part)));
    }
    catch {
    }
    if (typeof value !== "object" || value === null)
        throw new TokenError("the token is no JWT");
    return value;
}
function byKid(keys) {
    const jwks = keys;
    return new Map(jwks.flatMap((key) => (typeof key.kid === "string" ? [[key.kid, key]] : [])));
}
export class KeySet {
    fetch;
    #keys;
    #issuer = "";
    #fetched = 0;
    constructor(fetch) {
        this.fetch = fetch;
    }
    async verify(token, wanted) {
        const [head, body, tag, ...more] = String(token).split(".");
        const header = decoded(head);
        const claims = decoded(body);
        if (header.crit !== undefined || tag === undefined || more.length > 0) {
            throw new TokenError("the token is no JWT this client reads");
        }
        const key = await this.#key(header, wanted);
        const algorithm = header.alg === "HS256" ? "HMAC" : VERIFY[String(header.alg)];
        if (!(await crypto.subtle.verify(algorithm, key, bytes(tag), utf8(`${head}.${body}`)))) {
            throw new TokenError("the signature of the token is wrong");
        }
        checkKind(wanted.kind, header.typ, claims);
        checkClaims(wanted.kind, claims, this.#issuer, wanted.audience);
        return claims;
    }
    async #key(header, { kind, secret, keys }) {
        const known = await this.#known(keys ? undefined : header.kid);
        if (kind === "id" && header.alg === "HS256" && header.kid === undefined && secret) {
            return crypto.subtle.importKey("raw", utf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
        }
        const jwk = (keys ? byKid(keys.keys) : known).get(header.kid ?? "");
        const algorithm = jwk && algorithmOf(jwk);
        if (!algorithm || algorithm !== header.alg)
            throw new TokenError("the key of the token is not known");
        try {
            return await crypto.subtle.importKey("jwk", jwk, IMPORT[algorithm], false, ["verify"]);
        }
        catch {
            throw new TokenError("the key of the token cannot be read");
        }
    }
    async #known(kid) {
        if (this.#keys && (kid === undefined || this.#keys.has(kid) || Date.now() - this.#fetched < ASK_AGAIN)) {
            return this.#keys;
        }
        const { issuer, keys } = await this.fetch();
        this.#issuer = issuer;
        this.#fetched = Date.now();
        this.#keys = byKid(keys);
        return this.#keys;
    }
}
