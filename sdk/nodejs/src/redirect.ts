import { base64url, fromBase64url, utf8 } from "./encoding.js";
import { OAuthError, TokenError } from "./errors.js";
import type { LoginTransaction } from "./interfaces.js";

/** A request to the application, such as `http.IncomingMessage`. */
export interface Incoming {
  url?: string | undefined;
  headers: { cookie?: string | undefined };
}

/** An answer of the application, such as `http.ServerResponse`. */
export interface Outgoing {
  getHeader(name: string): unknown;
  setHeader(name: string, value: string | string[]): unknown;
  writeHead(status: number): { end(): unknown };
}

/** How long a browser may take to sign in, in seconds. */
const PATIENCE = 3600;

/** Sends the browser on. */
export function redirect(to: Outgoing, url: string): void {
  to.setHeader("Location", url);
  to.writeHead(302).end();
}

/** Keeps in the browser what its return is compared with. */
export function keep(to: Outgoing, name: string, kept: LoginTransaction): void {
  const secure = kept.redirectUri.startsWith("https:") ? "; Secure" : "";
  const value = base64url(utf8(JSON.stringify(kept)));
  addCookie(to, `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${PATIENCE}${secure}`);
}

/** Takes back what was kept. */
export function taken(from: Incoming, to: Outgoing, name: string): LoginTransaction {
  const cookies = (from.headers.cookie ?? "").split(/; */);
  const value = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.slice(name.length + 1);
  addCookie(to, `${name}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
  try {
    return JSON.parse(new TextDecoder().decode(fromBase64url(value ?? "")));
  } catch {
    throw new TokenError(`the browser came back without the cookie ${name}`);
  }
}

/** The code a browser came back with. */
export function returnedCode(from: Incoming, kept: LoginTransaction): string {
  const query = new URL(from.url ?? "", "http://localhost").searchParams;
  if (!kept.state || query.get("state") !== kept.state) throw new TokenError("the browser came back with another state");
  const error = query.get("error");
  if (error) throw new OAuthError(error, query.get("error_description") ?? "");
  const code = query.get("code");
  if (!code) throw new TokenError("the browser came back without a code");
  return code;
}

function addCookie(to: Outgoing, cookie: string): void {
  const before = [to.getHeader("Set-Cookie") ?? []].flat().map(String);
  to.setHeader("Set-Cookie", [...before, cookie]);
}
