import { base64url, fromBase64url, utf8 } from "./encoding.js";
import { OAuthError, TokenError } from "./errors.js";
const PATIENCE = 3600;
export function redirect(to, url) {
    to.setHeader("Location", url);
    to.writeHead(302).end();
}
export function keep(to, name, kept) {
    const secure = kept.redirectUri.startsWith("https:") ? "; Secure" : "";
    const value = base64url(utf8(JSON.stringify(kept)));
    addCookie(to, `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${PATIENCE}${secure}`);
}
export function taken(from, to, name) {
    const cookies = (from.headers.cookie ?? "").split(/; */);
    const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
    addCookie(to, `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
    try {
        return JSON.parse(new TextDecoder().decode(fromBase64url(value ?? "")));
    }
    catch {
        throw new TokenError(`the browser came back without the cookie ${name}`);
    }
}
export function returnedCode(from, kept) {
    const query = new URL(from.url ?? "", "http://localhost").searchParams;
    if (!kept.state || query.get("state") !== kept.state)
        throw new TokenError("the browser came back with another state");
    const error = query.get("error");
    if (error)
        throw new OAuthError(error, query.get("error_description") ?? "");
    const code = query.get("code");
    if (!code)
        throw new TokenError("the browser came back without a code");
    return code;
}
function addCookie(to, cookie) {
    const before = [to.getHeader("Set-Cookie") ?? []].flat().map(String);
    to.setHeader("Set-Cookie", [...before, cookie]);
}
