"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.redirect = redirect;
exports.keep = keep;
exports.taken = taken;
exports.returnedCode = returnedCode;
const encoding_js_1 = require("./encoding.js");
const errors_js_1 = require("./errors.js");
const PATIENCE = 3600;
function redirect(to, url) {
    to.setHeader("Location", url);
    to.writeHead(302).end();
}
function keep(to, name, kept) {
    const secure = kept.redirectUri.startsWith("https:") ? "; Secure" : "";
    const value = (0, encoding_js_1.base64url)((0, encoding_js_1.utf8)(JSON.stringify(kept)));
    addCookie(to, `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${PATIENCE}${secure}`);
}
function taken(from, to, name) {
    const cookies = (from.headers.cookie ?? "").split(/; */);
    const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
    addCookie(to, `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
    try {
        return JSON.parse(new TextDecoder().decode((0, encoding_js_1.fromBase64url)(value ?? "")));
    }
    catch {
        throw new errors_js_1.TokenError(`the browser came back without the cookie ${name}`);
    }
}
function returnedCode(from, kept) {
    const query = new URL(from.url ?? "", "http://localhost").searchParams;
    if (!kept.state || query.get("state") !== kept.state)
        throw new errors_js_1.TokenError("the browser came back with another state");
    const error = query.get("error");
    if (error)
        throw new errors_js_1.OAuthError(error, query.get("error_description") ?? "");
    const code = query.get("code");
    if (!code)
        throw new errors_js_1.TokenError("the browser came back without a code");
    return code;
}
function addCookie(to, cookie) {
    const before = [to.getHeader("Set-Cookie") ?? []].flat().map(String);
    to.setHeader("Set-Cookie", [...before, cookie]);
}
