"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.checkKind = checkKind;
exports.checkClaims = checkClaims;
const errors_js_1 = require("./errors.js");
const LEEWAY = 60;
const MARKS = {
    access: { types: ["jwt", "at+jwt"], uses: ["access", "m2m"], foreign: ["nonce", "at_hash", "c_hash", "s_hash", "events"] },
    id: { types: ["jwt"], uses: ["id"], foreign: ["scope", "client_id", "token_type", "scoped_userpool_id", "events"] },
};
function checkKind(kind, typ, claims) {
    const { types, uses, foreign } = MARKS[kind];
    const type = typ === undefined ? "jwt" : String(typ).toLowerCase().replace(/^application\//, "");
    const use = claims["token_use"];
    const guessed = use === undefined && type !== "at+jwt";
    const unmarked = kind === "access" ? typeof claims["scope"] === "string" : isText(claims["sub"]);
    const fits = use === undefined ? foreign.every((name) => claims[name] === undefined) : uses.includes(use);
    if (!types.includes(type) || !fits || (guessed && !unmarked)) {
        throw new errors_js_1.TokenError(`the token is of another kind, not an ${kind === "id" ? "ID" : kind} token`);
    }
}
function checkClaims(kind, claims, issuer, audience) {
    const now = Date.now() / 1000;
    const { exp, iat, nbf = 0, iss, aud, azp, sub } = claims;
    if (!(isTime(exp) && exp > now - LEEWAY))
        throw new errors_js_1.TokenError("the token has expired");
    if (![iat, nbf].every((time) => isTime(time) && time <= now + LEEWAY)) {
        throw new errors_js_1.TokenError("the token is from the future: check the clocks");
    }
    if (iss !== issuer)
        throw new errors_js_1.TokenError("another server made the token");
    const isForUs = (Array.isArray(aud) ? aud : [aud]).includes(audience) && (kind === "access" || (azp ?? audience) === audience);
    if (!isText(audience) || !isForUs)
        throw new errors_js_1.TokenError("the token is for another application");
    if (kind === "id" ? !isText(sub) : sub !== undefined && !isText(sub))
        throw new errors_js_1.TokenError("the token is of nobody");
}
function isTime(value) {
    return typeof value === "number" && Number.isFinite(value);
}
function isText(value) {
    return typeof value === "string" && value !== "";
}
