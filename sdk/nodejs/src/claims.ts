import { TokenError } from "./errors.js";

/** Claims of a token. */
export type Claims = Record<string, any>;

/** What an application verifies: the access token that it is called with, or the ID token of a sign-in. */
export type Kind = "access" | "id";

/** How far the clocks of the two sides may differ, in seconds. */
const LEEWAY = 60;

/** What makes a token the one kind and not the other. */
interface Marks {
  /** `typ` of the header (RFC 7515 section 4.1.9, RFC 9068 section 2.1). */
  types: string[];
  /** `token_use`, where the server says it. An application's own token (RFC 6749 section 4.4) is an access token too. */
  uses: string[];
  /** Claims that only other kinds have. */
  foreign: string[];
}

const MARKS: Record<Kind, Marks> = {
  access: { types: ["jwt", "at+jwt"], uses: ["access", "m2m"], foreign: ["nonce", "at_hash", "c_hash", "s_hash", "events"] },
  id: { types: ["jwt"], uses: ["id"], foreign: ["scope", "client_id", "token_type", "scoped_userpool_id", "events"] },
};

/** Refuses a token of another kind. Where the server does not say what a token is for, its claims tell. */
export function checkKind(kind: Kind, typ: unknown, claims: Claims): void {
  const { types, uses, foreign } = MARKS[kind];
  const type = typ === undefined ? "jwt" : String(typ).toLowerCase().replace(/^application\//, "");
  const use = claims["token_use"];
  const guessed = use === undefined && type !== "at+jwt";
  const unmarked = kind === "access" ? typeof claims["scope"] === "string" : isText(claims["sub"]);
  const fits = use === undefined ? foreign.every((name) => claims[name] === undefined) : uses.includes(use);
  if (!types.includes(type) || !fits || (guessed && !unmarked)) {
    throw new TokenError(`the token is of another kind, not an ${kind === "id" ? "ID" : kind} token`);
  }
}

/** Refuses claims that are not of now, of this server and for this application (OpenID Connect Core 1.0 section 3.1.3.7). */
export function checkClaims(kind: Kind, claims: Claims, issuer: string, audience: string): void {
  const now = Date.now() / 1000;
  const { exp, iat, nbf = 0, iss, aud, azp, sub } = claims;
  if (!(isTime(exp) && exp > now - LEEWAY)) throw new TokenError("the token has expired");
  if (![iat, nbf].every((time) => isTime(time) && time <= now + LEEWAY)) {
    throw new TokenError("the token is from the future: check the clocks");
  }
  if (iss !== issuer) throw new TokenError("another server made the token");
  const isForUs = (Array.isArray(aud) ? aud : [aud]).includes(audience) && (kind === "access" || (azp ?? audience) === audience);
  if (!isText(audience) || !isForUs) throw new TokenError("the token is for another application");
  if (kind === "id" ? !isText(sub) : sub !== undefined && !isText(sub)) throw new TokenError("the token is of nobody");
}

function isTime(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
