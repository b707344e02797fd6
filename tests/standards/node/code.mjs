// openid-client and oauth4webapi, unmodified, by the authorization code flow and the sign-in pages.
// Argument: the address of a server.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Browser } from "./browser.mjs";
import { HOST, application } from "./server.mjs";

const ISSUER = new URL(`${HOST}/oidc`);
const BACK = "http://127.0.0.1:9/callback";
const METHODS = ["client_secret_basic", "client_secret_post", "none"];
let checks = 0;
const check = (what, text) => {
  checks += 1;
  assert.ok(what, text);
};

async function openidClient(app, phone, algorithm) {
  const proof = {
    client_secret_basic: () => client.ClientSecretBasic(app.secret),
    client_secret_post: () => client.ClientSecretPost(app.secret),
    none: () => client.None(),
  }[app.method]();
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
  const known = { id_token_signed_response_alg: algorithm };
  const config = await client.discovery(ISSUER, app.id, known, proof, { execute });
  const browser = new Browser();
  for (const more of [{}, { prompt: "none" }, { max_age: "300" }]) {
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const verifier = client.randomPKCECodeVerifier();
    const url = client.buildAuthorizationUrl(config, {
      redirect_uri: BACK,
      scope: "openid phone offline_access",
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
      ...more,
    });
    const back = await browser.go(url, phone);
    const expected = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
    if (more.max_age) expected.maxAge = Number(more.max_age);
    const tokens = await client.authorizationCodeGrant(config, back, expected);
    const claims = tokens.claims();
    check(claims.phone_number === `+86${phone}` && claims.amr.includes("sms"), "claims");
    const me = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
    check(me.phone_number === claims.phone_number, "user info");
    const next = await client.refreshTokenGrant(config, tokens.refresh_token);
    check(next.claims().auth_time === claims.auth_time, "refreshed");
    await assert.rejects(client.authorizationCodeGrant(config, back, expected), (e) => e.error === "invalid_grant");
    checks += 1;
  }
  const unknown = new URL(client.buildAuthorizationUrl(config, { redirect_uri: `${BACK}/`, scope: "openid" }));
  const page = await fetch(unknown, { redirect: "manual" });
  check(page.status === 400 && !page.headers.get("location"), "an address nobody registered");
}

async function oauth4webapi(app, phone, algorithm) {
  const own = { client_id: app.id, id_token_signed_response_alg: algorithm, require_auth_time: true };
  const options = { [oauth.allowInsecureRequests]: true };
  const proof = {
    client_secret_basic: oauth.ClientSecretBasic(app.secret),
    client_secret_post: oauth.ClientSecretPost(app.secret),
    none: oauth.None(),
  }[app.method];
  const found = await oauth.discoveryRequest(ISSUER, options);
  const as = await oauth.processDiscoveryResponse(ISSUER, found);
  check(as.authorization_response_iss_parameter_supported, "RFC 9207");
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const url = new URL(as.authorization_endpoint);
  const challenge = await oauth.calculatePKCECodeChallenge(verifier);
  const params = { client_id: app.id, redirect_uri: BACK, response_type: "code", scope: "openid", state, nonce,
    code_challenge: challenge, code_challenge_method: "S256" };
  for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value);
  const back = await new Browser().go(url, phone);
  const answer = oauth.validateAuthResponse(as, own, back, state);
  const asked = await oauth.authorizationCodeGrantRequest(as, own, proof, answer, BACK, verifier, options);
  const tokens = await oauth.processAuthorizationCodeResponse(as, own, asked, { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(as, asked, options);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const info = await oauth.userInfoRequest(as, own, tokens.access_token, options);
  check((await oauth.processUserInfoResponse(as, own, sub, info)).sub === sub, "user info");
  const denied = new URL(url);
  denied.searchParams.set("prompt", "none");
  const refused = await new Browser().go(denied, phone);
  assert.throws(() => oauth.validateAuthResponse(as, own, refused, state), (e) => e.error === "login_required");
  checks += 1;
}

let people = 0;
for (const method of METHODS) {
  for (const algorithm of ["RS256", "ES256", "EdDSA"]) {
    const config = { token_endpoint_auth_method: method, id_token_signed_response_alg: algorithm, redirect_uris: [BACK] };
    const app = await application(config);
    people += 2;
    const phone = (n) => `137${String(n).padStart(8, "0")}`;
    await openidClient(app, phone(people), algorithm);
    await oauth4webapi(app, phone(people + 1), algorithm);
  }
}
process.stdout.write(`${checks} checks\n`);
