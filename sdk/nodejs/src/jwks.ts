import { type Claims, type Kind, checkClaims, checkKind } from "./claims.js";
import { fromBase64url, utf8 } from "./encoding.js";
import { TokenError } from "./errors.js";

interface Header {
  alg?: unknown;
  kid?: string;
  typ?: unknown;
  crit?: unknown;
}

/** A key that is not known is asked for no more often than this, in milliseconds. */
const ASK_AGAIN = 60_000;

const IMPORT: Record<string, any> = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  EdDSA: { name: "Ed25519" },
};
const VERIFY: Record<string, any> = { ...IMPORT, ES256: { name: "ECDSA", hash: "SHA-256" } };

type Jwk = JsonWebKey & { kid?: string };

/** A set of public keys (RFC 7517 section 5). */
export interface JWKSObject {
  keys: object[];
}

/** What a token is verified for. */
export interface Wanted {
  kind: Kind;
  audience: string;
  /** Secret of the application, which may sign its ID tokens (HS256). */
  secret: string | undefined;
  /** Keys to verify by, in the place of those that the server tells. */
  keys?: JWKSObject | undefined;
}

/** What a key signs by; nothing where this client does not know it (RFC 7518 section 6, RFC 8037 section 2). */
function algorithmOf(jwk: Jwk): string | undefined {
  const of: Record<string, string> = { "RSA ": "RS256", "EC P-256": "ES256", "OKP Ed25519": "EdDSA" };
  const algorithm = of[`${jwk.kty} ${jwk.crv ?? ""}`];
  const signs = jwk.use === undefined || jwk.use === "sig";
  return signs && (jwk.alg === undefined || jwk.alg === algorithm) ? algorithm : undefined;
}

function bytes(part: string | undefined): Uint8Array<ArrayBuffer> {
  if (part === undefined || !/^[\w-]*$/.test(part)) throw new TokenError("the token is no JWT");
  try {
    return fromBase64url(part);
  } catch {
    throw new TokenError("the token is no JWT");
  }
}

function decoded(part: string | undefined): any {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes(part)));
  } catch {
    // Said below.
  }
  if (typeof value !== "object" || value === null) throw new TokenError("the token is no JWT");
  return value;
}

function byKid(keys: object[]): Map<string, Jwk> {
  const jwks = keys as Jwk[];
  return new Map(jwks.flatMap((key) => (typeof key.kid === "string" ? [[key.kid, key]] : [])));
}

/** The key set of a server, fetched when it is first needed. */
export class KeySet {
  #keys: Map<string, Jwk> | undefined;
  #issuer = "";
  #fetched = 0;

  constructor(private readonly fetch: () => Promise<{ issuer: string; keys: object[] }>) {}

  /** The claims, after signature, kind, issuer, audience and time were checked. */
  async verify(token: string, wanted: Wanted): Promise<Claims> {
    const [head, body, tag, ...more] = String(token).split(".");
    const header: Header = decoded(head);
    const claims: Claims = decoded(body);
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

  async #key(header: Header, { kind, secret, keys }: Wanted): Promise<CryptoKey> {
    const known = await this.#known(keys ? undefined : header.kid);
    if (kind === "id" && header.alg === "HS256" && header.kid === undefined && secret) {
      return crypto.subtle.importKey("raw", utf8(secret), { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
    }
    const jwk = (keys ? byKid(keys.keys) : known).get(header.kid ?? "");
    // The key decides the algorithm, never the token.
    const algorithm = jwk && algorithmOf(jwk);
    if (!algorithm || algorithm !== header.alg) throw new TokenError("the key of the token is not known");
    try {
      return await crypto.subtle.importKey("jwk", jwk, IMPORT[algorithm], false, ["verify"]);
    } catch {
      throw new TokenError("the key of the token cannot be read");
    }
  }

  /** The keys; fetched anew when the one asked for is not among them. */
  async #known(kid: string | undefined): Promise<Map<string, Jwk>> {
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
