// The same authorization requests to a server and to oidc-provider, an independent provider: each is
// answered by a page of its own, by the page for a sign-in, or by an error for the application. What
// differs and is not explained fails. Argument: the server's address.
import assert from "node:assert/strict";
import http from "node:http";
import { Provider } from "oidc-provider";
import { HOST, application } from "./server.mjs";

const BACK = "https://shop.example.com/callback";
const CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const LONG = "x".repeat(2000);

/** What the server does otherwise, by request and answers, and why that is right as well. */
const EXPLAINED = [
  [/ redirect_uri (null|\[""\]): theirs sign-in, ours page 400$/, "OpenID Connect needs the address, however many there are (Core 3.1.2.1)"],
  [/ redirect_uri \[".*(:443|SHOP).*: theirs sign-in, ours page 400$/, "addresses are compared to the letter (RFC 9700 2.1)"],
  [/ redirect_uri \["[^"]*","[^"]*"\]: theirs query invalid_request, ours page 400$/, "of two addresses none is trusted"],
  [/ response_mode \["smoke"\]: theirs query unsupported_response_mode, ours query invalid_request$/, "no standard has that error"],
  [/ scope .*: theirs query invalid_request, ours query invalid_scope$/, "a scope that is unknown or malformed (RFC 6749 4.1.2.1)"],
  [/ scope \["profile"\]: theirs query invalid_request, ours sign-in$/, "without openid it is OAuth alone, without an ID token"],
  [/ prompt \["select_account"\]: theirs query invalid_request, ours sign-in$/, "oidc-provider offers no choice of accounts by itself"],
  [/ claims \["{}"\]: theirs query invalid_request, ours sign-in$/, "both members may be absent (Core 5.5)"],
  [/ request_uri \["urn:.*: theirs query invalid_request_uri, ours page 400$/, "what was pushed is gone, and with it where an answer goes"],
  [/ request_uri \["garbage"\]: theirs query invalid_request_uri, ours query request_uri_not_supported$/, "none is supported (Core 6.2)"],
];

async function provider() {
  const server = http.createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  server.unref();
  const host = `http://127.0.0.1:${server.address().port}`;
  const client = (client_id, token_endpoint_auth_method) => ({
    client_id,
    token_endpoint_auth_method,
    client_secret: token_endpoint_auth_method === "none" ? undefined : "secret-of_the-app.long~enough",
    redirect_uris: [BACK],
    grant_types: ["authorization_code", "refresh_token"],
  });
  const op = new Provider(`${host}/oidc`, {
    clients: [client("secret", "client_secret_basic"), client("public", "none")],
    routes: { authorization: "/auth" },
    features: {
      devInteractions: { enabled: false },
      claimsParameter: { enabled: true },
      webMessageResponseMode: { enabled: true },
    },
    acrValues: ["urn:cleat:acr:code", "urn:cleat:acr:password"],
    responseTypes: ["code"],
    pkce: { methods: ["S256"], required: (_, { clientAuthMethod }) => clientAuthMethod === "none" },
    scopes: ["openid", "profile", "phone", "offline_access"],
    claims: { profile: ["name"], phone: ["phone_number"] },
    interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
    cookies: { keys: ["a key for the cookies"] },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  const callback = op.callback();
  server.on("request", (request, response) => {
    request.originalUrl = request.url;
    request.url = request.url.replace(/^\/oidc(?=\/)/, "");
    return callback(request, response);
  });
  return { host, secret: "secret", public: "public" };
}

async function subject() {
  const app = async (token_endpoint_auth_method) =>
    (await application({ token_endpoint_auth_method, redirect_uris: [BACK] })).id;
  return { host: HOST, secret: await app("client_secret_basic"), public: await app("none") };
}

/** What is done to the values of a parameter, by its name. `undefined` leaves it out; a list of several
 *  gives it as often. */
const FAULTS = {
  nothing: [[]],
  client_id: [undefined, [""], ["nobody"], ["\0"], ["nobody", "nobody"]],
  redirect_uri: [
    undefined, [""], [`${BACK}/`], [`${BACK}?a=b`], [`${BACK}#x`], ["https://evil.test/"], ["javascript:alert(1)"],
    ["https://shop.example.com:443/callback"], ["https://SHOP.example.com/callback"], [BACK, BACK],
  ],
  response_type: [
    undefined, [""], ["code token"], ["token"], ["id_token"], ["id_token token"], ["code id_token"], ["none"],
    ["CODE"], ["magic"], ["code", "code"],
  ],
  response_mode: [["query"], ["fragment"], ["form_post"], ["web_message"], ["smoke"], [""], ["query", "query"]],
  scope: [
    undefined, [""], ["openid"], ["openid profile phone offline_access"], ["openid openid"], ["profile"], ["magic"],
    ["openid magic"], ["OPENID"], ["\u00e9"], ["openid\tprofile"], ["openid", "openid"],
  ],
  state: [undefined, [""], [LONG], ["\u00e9 &=#+"], ["a", "b"]],
  nonce: [undefined, [""], [LONG], ["a", "b"]],
  code_challenge: [undefined, [""], ["short"], [`${CHALLENGE}=`], [`${CHALLENGE.slice(0, -1)}!`], [LONG], [CHALLENGE, CHALLENGE]],
  code_challenge_method: [undefined, [""], ["plain"], ["s256"], ["S512"], ["S256", "S256"]],
  prompt: [["none"], ["login"], ["consent"], ["login consent"], ["select_account"], ["none login"], ["magic"], [""], ["login", "login"]],
  max_age: [["0"], ["100"], ["-1"], ["soon"], ["1.5"], ["99999999999999999999"], [""], ["1", "2"]],
  id_token_hint: [["garbage"], ["eyJhbGciOiJub25lIn0.e30."], [""], ["a", "b"]],
  claims: [
    ["{}"], ['{"userinfo":{"name":null}}'], ['{"id_token":{"name":{"essential":true}}}'], ["["], ["[]"], ["1"],
    ['{"userinfo":[]}'], [""], ["{}", "{}"],
  ],
  request: [["eyJhbGciOiJub25lIn0.e30."], ["garbage"], [""]],
  request_uri: [["https://shop.example.com/request"], ["urn:ietf:params:oauth:request_uri:unknown"], ["garbage"], [""]],
  registration: [["{}"]],
  ui_locales: [["en"], ["se"], ["\u00e9"]],
  display: [["page"], ["popup"], ["magic"]],
  login_hint: [["+8613900000001"], [LONG]],
  acr_values: [["urn:cleat:acr:code"], ["magic"], ["a", "b"]],
  magic: [["x"], ["x", "y"]],
};

/** The usual parameters, with these values of one over them. */
function params(party, client, name, values) {
  const usual = {
    client_id: party[client],
    redirect_uri: BACK,
    response_type: "code",
    scope: "openid",
    state: "a state",
    nonce: "a nonce",
    code_challenge: CHALLENGE,
    code_challenge_method: "S256",
  };
  const own = name === "client_id" && values?.length === 2 ? [party[client], party[client]] : values;
  const rest = Object.entries(usual).filter(([other]) => other !== name);
  return new URLSearchParams([...rest, ...(own ?? []).map((value) => [name, value])]);
}

/** A request whose own site sends it; within the server it goes where that says. */
async function ask(party, method, text) {
  const url = new URL(`${party.host}/oidc/auth${method === "GET" ? `?${text}` : ""}`);
  const headers = method === "POST" ? { "content-type": "application/x-www-form-urlencoded" } : {};
  const body = method === "POST" ? text.toString() : undefined;
  const answer = await fetch(url, { method, headers, body, redirect: "manual" });
  const to = answer.headers.get("location");
  const again = to && new URL(to, url);
  return again?.pathname === "/oidc/auth" ? fetch(again, { redirect: "manual" }) : answer;
}

/** What becomes of a request. */
async function seen(party, method, text) {
  const answer = await ask(party, method, text);
  const to = answer.headers.get("location");
  if (!to) {
    const page = await answer.text();
    assert.ok(answer.status < 500, `${text}: ${answer.status}`);
    const error = /name="error" value="([^"]*)"/.exec(page)?.[1] ?? /"error":\s*"([a-z_]+)"/.exec(page)?.[1];
    if (error && page.includes("<form")) return `form_post ${error}`;
    return error && page.includes("postMessage") ? `web_message ${error}` : `page ${answer.status}`;
  }
  const url = new URL(to, party.host);
  if (url.origin === party.host) return url.pathname.startsWith("/login/") ? "sign-in" : url.pathname;
  assert.ok(to.startsWith(BACK), to);
  const told = url.hash ? new URLSearchParams(url.hash.slice(1)) : url.searchParams;
  const iss = told.get("iss") === `${party.host}/oidc` ? "" : " without iss";
  const states = text.getAll("state").filter((state) => state !== "");
  const state = states.length !== 1 || told.get("state") === states[0] ? "" : " without state";
  return `${url.hash ? "fragment" : "query"} ${told.get("error")}${iss}${state}`;
}

const [theirs, ours] = [await provider(), await subject()];
const faults = [];
const used = new Set();
let compared = 0;
for (const [name, all] of Object.entries(FAULTS)) {
  for (const values of all) {
    for (const [method, client] of [["GET", "secret"], ["POST", "public"]]) {
      const [expected, found] = [
        await seen(theirs, method, params(theirs, client, name, values)),
        await seen(ours, method, params(ours, client, name, values)),
      ];
      compared += 1;
      if (found === expected) continue;
      const shown = JSON.stringify(values ?? null).replace(LONG, "LONG");
      const difference = `${method} ${client} ${name} ${shown}: theirs ${expected}, ours ${found}`;
      const explained = EXPLAINED.find(([pattern]) => pattern.test(difference));
      if (explained) used.add(explained);
      else faults.push(difference);
    }
  }
}
assert.deepEqual(faults, []);
const stale = EXPLAINED.filter((explained) => !used.has(explained));
assert.deepEqual(stale, [], "explanations of what does not differ");
assert.ok(compared >= 150, `${compared}`);
process.stdout.write(`oidc-provider: ${compared} authorization requests compared\n`);
