// The same requests to a server and to oidc-provider, an independent provider; what differs and is
// not explained fails. Argument: the server's address.
import assert from "node:assert/strict";
import http from "node:http";
import { Provider } from "oidc-provider";
import { HOST, application, signIn } from "./server.mjs";

const SECRET = "secret-of_the-app.long~enough";

/** What the server does otherwise, by request and field, and why that is right as well. */
const EXPLAINED = [
  [/^(PUT|DELETE|PATCH|GET) .* \| status: theirs 404, ours 405$/, "the path is known: 405 and Allow (RFC 9110 15.5.6)"],
  [/ \| kept: theirs true, ours false$/, "nothing but keys and metadata may be kept"],
  [/^keys.* \| type: .* ours application\/json$/, "the official SDKs are used to it"],
  [/^revocation.* \| type: theirs text\/plain, ours $/, "an empty answer is of no type"],
  [/^token: nobody \| (status|error|scheme): /, "without a proof it is invalid_client, 401 (RFC 6749 5.2)"],
  [/^token: wrong method \| (status|error|scheme): /, "an unsupported proof is invalid_client, 401 (RFC 6749 5.2)"],
  [/ \| told: theirs invalid_client, ours $/, "a challenge of Basic has no error (RFC 7617)"],
  [/^me: (nobody|Basic) \| (status|error|told): /, "without a token it is 401, and no error is told (RFC 6750 3.1)"],
  [/^introspection: refresh token \| members: /, "when a refresh token was made is not kept"],
];

async function provider() {
  const server = http.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  const host = `http://127.0.0.1:${server.address().port}`;
  const op = new Provider(`${host}/oidc`, {
    clients: [{
      client_id: "app",
      client_secret: SECRET,
      redirect_uris: ["https://shop.example.com/callback"],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      token_endpoint_auth_method: "client_secret_basic",
    }],
    routes: { token: "/token", jwks: "/.well-known/jwks.json", userinfo: "/me", introspection: "/token/introspection", revocation: "/token/revocation" },
    features: {
      devInteractions: { enabled: false },
      introspection: { enabled: true },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
    },
    scopes: ["openid", "profile", "offline_access"],
    cookies: { keys: ["a key for the cookies"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  const callback = op.callback();
  server.on("request", (request, response) => {
    request.originalUrl = request.url;
    request.url = request.url.replace(/^\/oidc(?=\/)/, "");
    return callback(request, response);
  });
  const client = await op.Client.find("app");
  const grant = new op.Grant({ accountId: "ada", clientId: "app" });
  grant.addOIDCScope("openid profile offline_access");
  const grantId = await grant.save();
  const shared = { accountId: "ada", client, grantId, gty: "authorization_code", scope: "openid profile offline_access" };
  const tokens = async () => ({
    access: await new op.AccessToken({ ...shared, claims: {} }).save(),
    refresh: await new op.RefreshToken({ ...shared, claims: {}, authTime: 1 }).save(),
  });
  return { host, id: "app", secret: SECRET, tokens };
}

async function subject() {
  const method = "client_secret_basic";
  const app = await application({
    token_endpoint_auth_method: method, introspection_endpoint_auth_method: method, revocation_endpoint_auth_method: method,
  });
  const tokens = async () => {
    const issued = await signIn(app, "openid profile offline_access");
    return { access: issued.access_token, refresh: issued.refresh_token };
  };
  return { host: HOST, id: app.id, secret: app.secret, tokens };
}

const encoded = (text) => encodeURIComponent(text).replace(/[-_.!~*'()]/g, (c) => `%${c.charCodeAt(0).toString(16)}`);
const basic = (id, secret) => ({ authorization: `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}` });
const bearer = (token) => ({ authorization: `Bearer ${token}` });
const form = (fields, headers) => ({
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
  body: new URLSearchParams(fields).toString(),
});

/** The requests, by name: a path, and what is sent there by one who has tokens. */
const REQUESTS = {
  "metadata": ["/.well-known/openid-configuration", () => ({})],
  "metadata, HEAD": ["/.well-known/openid-configuration", () => ({ method: "HEAD" })],
  "keys": ["/.well-known/jwks.json", () => ({})],
  "keys, HEAD": ["/.well-known/jwks.json", () => ({ method: "HEAD" })],
  "nothing": ["/nothing", () => ({})],
  "nothing, POST": ["/nothing", () => form({})],
  "token: refresh": ["/token", (p, t) => form({ grant_type: "refresh_token", refresh_token: t.refresh }, basic(p.id, p.secret))],
  "token: id beside": ["/token", (p, t) => form({ grant_type: "refresh_token", refresh_token: t.refresh, client_id: p.id }, basic(p.id, p.secret))],
  "token: empty scope": ["/token", (p, t) => form({ grant_type: "refresh_token", refresh_token: t.refresh, scope: "" }, basic(p.id, p.secret))],
  "token: narrower": ["/token", (p, t) => form({ grant_type: "refresh_token", refresh_token: t.refresh, scope: "openid" }, basic(p.id, p.secret))],
  "token: wider": ["/token", (p, t) => form({ grant_type: "refresh_token", refresh_token: t.refresh, scope: "openid email" }, basic(p.id, p.secret))],
  "token: unknown refresh token": ["/token", (p) => form({ grant_type: "refresh_token", refresh_token: "x" }, basic(p.id, p.secret))],
  "token: no refresh token": ["/token", (p) => form({ grant_type: "refresh_token" }, basic(p.id, p.secret))],
  "token: empty refresh token": ["/token", (p) => form({ grant_type: "refresh_token", refresh_token: "" }, basic(p.id, p.secret))],
  "token: no grant": ["/token", (p) => form({}, basic(p.id, p.secret))],
  "token: unknown grant": ["/token", (p) => form({ grant_type: "magic" }, basic(p.id, p.secret))],
  "token: grant twice": ["/token", (p) => form([["grant_type", "refresh_token"], ["grant_type", "refresh_token"], ["refresh_token", "x"]], basic(p.id, p.secret))],
  "token: refresh token twice": ["/token", (p) => form([["grant_type", "refresh_token"], ["refresh_token", "x"], ["refresh_token", "x"]], basic(p.id, p.secret))],
  "token: nobody": ["/token", () => form({ grant_type: "client_credentials" })],
  "token: unknown client": ["/token", () => form({ grant_type: "refresh_token", refresh_token: "x" }, basic("unknown", "x"))],
  "token: wrong secret": ["/token", (p) => form({ grant_type: "refresh_token", refresh_token: "x" }, basic(p.id, "wrong"))],
  "token: wrong method": ["/token", (p) => form({ grant_type: "refresh_token", refresh_token: "x", client_id: p.id, client_secret: p.secret })],
  "token: two proofs": ["/token", (p) => form({ grant_type: "refresh_token", refresh_token: "x", client_secret: p.secret }, basic(p.id, p.secret))],
  "token: two clients": ["/token", (p) => form({ grant_type: "refresh_token", refresh_token: "x", client_id: "other" }, basic(p.id, p.secret))],
  "token: machine": ["/token", (p) => form({ grant_type: "client_credentials" }, basic(p.id, p.secret))],
  "introspection": ["/token/introspection", (p, t) => form({ token: t.access }, basic(p.id, p.secret))],
  "introspection: refresh token": ["/token/introspection", (p, t) => form({ token: t.refresh, token_type_hint: "refresh_token" }, basic(p.id, p.secret))],
  "introspection: unknown token": ["/token/introspection", (p) => form({ token: "x" }, basic(p.id, p.secret))],
  "introspection: no token": ["/token/introspection", (p) => form({}, basic(p.id, p.secret))],
  "introspection: token twice": ["/token/introspection", (p) => form([["token", "x"], ["token", "y"]], basic(p.id, p.secret))],
  "introspection: wrong secret": ["/token/introspection", (p) => form({ token: "x" }, basic(p.id, "wrong"))],
  "revocation": ["/token/revocation", (p, t) => form({ token: t.access }, basic(p.id, p.secret))],
  "revocation: unknown token": ["/token/revocation", (p) => form({ token: "x" }, basic(p.id, p.secret))],
  "revocation: no token": ["/token/revocation", (p) => form({}, basic(p.id, p.secret))],
  "revocation: wrong secret": ["/token/revocation", (p) => form({ token: "x" }, basic(p.id, "wrong"))],
  "me": ["/me", (_, t) => ({ headers: bearer(t.access) })],
  "me, HEAD": ["/me", (_, t) => ({ method: "HEAD", headers: bearer(t.access) })],
  "me, POST": ["/me", (_, t) => form({}, bearer(t.access))],
  "me: form": ["/me", (_, t) => form({ access_token: t.access })],
  "me: two places": ["/me", (_, t) => form({ access_token: t.access }, bearer(t.access))],
  "me: twice": ["/me", (_, t) => form([["access_token", t.access], ["access_token", t.access]])],
  "me: nobody": ["/me", () => ({})],
  "me: rubbish": ["/me", () => ({ headers: bearer("rubbish") })],
  "me: refresh token": ["/me", (_, t) => ({ headers: bearer(t.refresh) })],
  "me: Basic": ["/me", (p) => ({ headers: basic(p.id, p.secret) })],
};
for (const path of ["/token", "/token/introspection", "/token/revocation", "/me", "/.well-known/jwks.json"]) {
  for (const method of ["PUT", "DELETE", "PATCH"]) REQUESTS[`${method} ${path}`] = [path, () => ({ method })];
}
for (const path of ["/token", "/token/introspection", "/token/revocation"]) REQUESTS[`GET ${path}`] = [path, () => ({})];

/** What of an answer must be alike. */
async function seen(party, [path, request]) {
  const answer = await fetch(`${party.host}/oidc${path}`, request(party, await party.tokens()));
  const header = (name) => answer.headers.get(name) ?? "";
  const text = await answer.text();
  const body = text.startsWith("{") ? JSON.parse(text) : {};
  return {
    status: answer.status,
    error: body.error ?? "",
    members: Object.keys(body).filter((name) => MEMBERS.includes(name)).sort().join(" "),
    empty: text === "",
    scheme: header("www-authenticate").split(" ")[0],
    told: /error="([^"]*)"/.exec(header("www-authenticate"))?.[1] ?? "",
    kept: !/no-store|no-cache/.test(header("cache-control")),
    type: header("content-type").split(";")[0],
    bearer: (body.token_type ?? "").toLowerCase(),
    active: body.active ?? "",
    ascii: !/[^\x20-\x21\x23-\x5B\x5D-\x7E]/.test(body.error_description ?? ""),
  };
}
const MEMBERS = ["access_token", "refresh_token", "id_token", "expires_in", "active", "sub", "client_id", "exp", "iat", "keys", "issuer"];

const [theirs, ours] = [await provider(), await subject()];
const faults = [];
let compared = 0;
const used = new Set();
for (const [name, request] of Object.entries(REQUESTS)) {
  const [expected, found] = [await seen(theirs, request), await seen(ours, request)];
  for (const field of Object.keys(expected)) {
    compared += 1;
    if (found[field] === expected[field]) continue;
    const difference = `${name} | ${field}: theirs ${expected[field]}, ours ${found[field]}`;
    const explained = EXPLAINED.find(([pattern]) => pattern.test(difference));
    if (explained) used.add(explained);
    else faults.push(difference);
  }
}
assert.deepEqual(faults, []);
const stale = EXPLAINED.filter((explained) => !used.has(explained));
assert.deepEqual(stale, [], "explanations of what does not differ");
console.log(`oidc-provider: ${compared} values of ${Object.keys(REQUESTS).length} requests compared`);
