// An issuer whose tokens are good, or wrong in one way each. Prints its address; /tokens lists them, /kinds those of
// every kind and who may believe them, /asked is how often the keys were asked for. The application is "app", its secret
// "a secret of the app".
import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import http from "node:http";

const server = http.createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const host = `http://127.0.0.1:${server.address().port}`;

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ed = generateKeyPairSync("ed25519");
const encryption = generateKeyPairSync("rsa", { modulusLength: 2048 });
const jwk = (pair, more) => ({ ...pair.publicKey.export({ format: "jwk" }), ...more });
// One key says what it signs by, the others leave it to their kind (RFC 7517 section 4.4).
const keys = [jwk(rsa, { kid: "rsa", alg: "RS256" }), jwk(ec, { kid: "ec" }), jwk(ed, { kid: "ed" }), jwk(encryption, { kid: "encryption", use: "enc" })];

const rs256 = (text) => sign("sha256", text, rsa.privateKey);
const es256 = (text) => sign("sha256", text, { key: ec.privateKey, dsaEncoding: "ieee-p1363" });
const hs256 = (secret) => (text) => createHmac("sha256", secret).update(text).digest();
const now = Math.floor(Date.now() / 1000);
const idToken = { iss: `${host}/oidc`, aud: "app", sub: "ada", iat: now, exp: now + 600 };
const accessToken = { ...idToken, scope: "openid" };

function token(header, claims, by) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${Buffer.from(by(Buffer.from(text))).toString("base64url")}`;
}
const made = (good) => (claims) => token({ alg: "RS256", kid: "rsa" }, { ...good, ...claims }, rs256);
const swapped = (from, to) => `${from.split(".")[0]}.${to.split(".")[1]}.${from.split(".")[2]}`;

const by = made(idToken);
const right = {
  RS256: by({}),
  ES256: token({ alg: "ES256", kid: "ec" }, idToken, es256),
  EdDSA: token({ alg: "EdDSA", kid: "ed" }, idToken, (text) => sign(null, text, ed.privateKey)),
  "HS256 by the application's secret": token({ alg: "HS256" }, idToken, hs256("a secret of the app")),
  "one of several audiences": by({ aud: ["shop", "app"] }),
  "a clock that is half a minute off": by({ exp: now - 30 }),
};
const pem = rsa.publicKey.export({ format: "pem", type: "spki" });
/** What is wrong with a token, whatever its kind. */
function wrongs(good) {
  const by = made(good);
  return {
    expired: by({ exp: now - 120 }),
    "without an end": by({ exp: undefined }),
    "from the future": by({ iat: now + 600 }),
    "of another issuer": by({ iss: "https://elsewhere.example.com/oidc" }),
    "for another application": by({ aud: "shop" }),
    "for other applications": by({ aud: ["shop", "blog"] }),
    unsigned: token({ alg: "none" }, good, () => ""),
    "unsigned, with a key": token({ alg: "none", kid: "rsa" }, good, () => ""),
    "signed with the public key as a secret": token({ alg: "HS256", kid: "rsa" }, good, hs256(pem)),
    "signed with the secret, with a key": token({ alg: "HS256", kid: "rsa" }, good, hs256("a secret of the app")),
    "signed with another secret": token({ alg: "HS256" }, good, hs256("guess")),
    "of another key's algorithm": token({ alg: "RS256", kid: "ec" }, good, rs256),
    "of an algorithm that is not the key's": token({ alg: "RS512", kid: "rsa" }, good, (text) => sign("sha512", text, rsa.privateKey)),
    "of a key for encryption": token({ alg: "RS256", kid: "encryption" }, good, (text) => sign("sha256", text, encryption.privateKey)),
    "of an unknown key": token({ alg: "RS256", kid: "other" }, good, rs256),
    "of no key": token({ alg: "RS256" }, good, rs256),
    "with an extension that must be understood": token({ alg: "RS256", kid: "rsa", crit: ["b64"], b64: true }, good, rs256),
    "with the claims of another": swapped(by({}), by({ sub: "eve" })),
    "with a part more": `${by({})}.x`,
    "with a part less": by({}).split(".").slice(0, 2).join("."),
    "no token": "no token",
    empty: "",
    "that ends in words": by({ exp: String(now + 600) }),
    "that ends never": by({ exp: 1e400 }),
    "made at no time": by({ iat: undefined }),
    "made in words": by({ iat: "now" }),
    "not valid yet": by({ nbf: now + 600 }),
    "of no issuer": by({ iss: undefined }),
    "of several issuers": by({ iss: [`${host}/oidc`] }),
    "for nobody": by({ aud: undefined }),
    "for the letters of the application": by({ aud: "an app" }),
    "of a user who is no text": by({ sub: 7 }),
    "whose signature is no base64url": `${by({}).split(".").slice(0, 2).join(".")}.!`,
    "whose claims are no object": token({ alg: "RS256", kid: "rsa" }, null, rs256),
    "whose header is no object": token(null, good, rs256),
  };
}

const wrong = wrongs(idToken);

const typed = (typ, claims) => token({ alg: "RS256", kid: "rsa", typ }, { ...idToken, ...claims }, rs256);
const bySecret = (claims) => token({ alg: "HS256", typ: "JWT" }, { ...idToken, ...claims }, hs256("a secret of the app"));
const marked = (token_use, more) => ({ token_use, scope: "openid", ...more });
const events = { "http://schemas.openid.net/event/backchannel-logout": {} };
/** Every kind of token: who may believe it, and what it is. */
const kinds = [
  // As this server marks them.
  ["access", "an access token", typed("JWT", marked("access"))],
  ["access", "a token of the application itself", typed("JWT", marked("m2m", { sub: undefined, azp: "app" }))],
  ["id", "an ID token", typed("JWT", { token_use: "id", at_hash: "x" })],
  ["id", "an ID token with more claims", typed("JWT", marked("id", { nonce: "n" }))],
  ["", "a management token", typed("JWT", marked("management", { token_type: "management_token", scoped_userpool_id: "p" }))],
  ["", "a token of a use that is not known", typed("JWT", marked("reset"))],
  ["", "a token of several uses", typed("JWT", marked(["access", "id"]))],
  // As others do (RFC 9068, OpenID Connect Core 1.0, OpenID Connect Back-Channel Logout 1.0, RFC 9701).
  ["access", "a typed access token", typed("at+jwt", {})],
  ["access", "a typed access token, in full", typed("application/AT+JWT", { client_id: "app" })],
  ["access", "an access token with a scope", typed(undefined, { scope: "openid" })],
  ["id", "an ID token with a nonce", typed(undefined, { nonce: "n", at_hash: "x" })],
  ["id", "an ID token without any mark", typed("JWT", {})],
  ["id", "an ID token for this party", typed("JWT", { azp: "app" })],
  ["", "an ID token for another party", typed("JWT", { aud: ["app", "shop"], azp: "shop" })],
  ["", "an ID token that says it is an access token", typed("at+jwt", { token_use: "id" })],
  ["", "an ID token of nobody", typed("JWT", { nonce: "n", sub: undefined })],
  ["", "a logout token", typed("logout+jwt", { events })],
  ["", "a logout token without a type", typed(undefined, { events, scope: "openid" })],
  ["", "an answer of introspection", typed("token-introspection+jwt", marked("access"))],
  ["", "a request object", typed("oauth-authz-req+jwt", { scope: "openid" })],
  // By the application's secret, which signs ID tokens alone.
  ["id", "an ID token by the secret", bySecret({ token_use: "id" })],
  ["", "an access token by the secret", bySecret(marked("access"))],
  ["", "an unmarked access token by the secret", bySecret({ scope: "openid" })],
  ["", "a machine's token by the secret", bySecret(marked("m2m", { sub: undefined }))],
  ["", "no JWT, as refresh tokens are", "b3BhcXVl"],
  ...Object.entries(wrongs(accessToken)).map(([what, wrong]) => ["", `an access token ${what}`, wrong]),
].map(([believedAs, what, token]) => ({ believedAs, what, token }));

let asked = 0;
const answers = {
  "/oidc/.well-known/openid-configuration": () => ({ issuer: `${host}/oidc` }),
  "/oidc/.well-known/jwks.json": () => { asked += 1; return { keys }; },
  "/tokens": () => ({ right, wrong }),
  "/kinds": () => kinds,
  "/asked": () => asked,
};
// Only these addresses to the letter: a secret in a query is one too many.
server.on("request", (request, response) => {
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer?.() ?? `nothing at ${request.url}`));
});
console.log(host);
