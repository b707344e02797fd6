// An issuer whose tokens are good, or wrong in one way each. Prints its address; /tokens lists them, /asked is how
// often the keys were asked for. The application is "app", its secret "a secret of the app".
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
const good = { iss: `${host}/oidc`, aud: "app", sub: "ada", iat: now, exp: now + 600 };

function token(header, claims, by) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${Buffer.from(by(Buffer.from(text))).toString("base64url")}`;
}
const by = (claims) => token({ alg: "RS256", kid: "rsa" }, { ...good, ...claims }, rs256);
const swapped = (from, to) => `${from.split(".")[0]}.${to.split(".")[1]}.${from.split(".")[2]}`;

const right = {
  RS256: by({}),
  ES256: token({ alg: "ES256", kid: "ec" }, good, es256),
  EdDSA: token({ alg: "EdDSA", kid: "ed" }, good, (text) => sign(null, text, ed.privateKey)),
  "HS256 by the application's secret": token({ alg: "HS256" }, good, hs256("a secret of the app")),
  "one of several audiences": by({ aud: ["shop", "app"] }),
  "a clock that is half a minute off": by({ exp: now - 30 }),
};
const pem = rsa.publicKey.export({ format: "pem", type: "spki" });
const wrong = {
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
};

let asked = 0;
const answers = {
  "/oidc/.well-known/openid-configuration": () => ({ issuer: `${host}/oidc` }),
  "/oidc/.well-known/jwks.json": () => { asked += 1; return { keys }; },
  "/tokens": () => ({ right, wrong }),
  "/asked": () => asked,
};
// Only these addresses to the letter: a secret in a query is one too many.
server.on("request", (request, response) => {
  const answer = answers[request.url];
  response.writeHead(answer ? 200 : 404).end(JSON.stringify(answer?.() ?? `nothing at ${request.url}`));
});
console.log(host);
