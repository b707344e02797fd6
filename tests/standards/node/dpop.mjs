// openid-client and oauth4webapi, unmodified, with tokens that are bound to a key. Argument: the
// address of a server.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Browser } from "./browser.mjs";
import { HOST, application } from "./server.mjs";

const ISSUER = new URL(`${HOST}/oidc`);
const BACK = "http://127.0.0.1:9/callback";
const INSECURE = { [oauth.allowInsecureRequests]: true };
let checks = 0;
const check = (what, text) => {
  checks += 1;
  assert.ok(what, text);
};
let people = 0;
const somebody = () => `133${String((people += 1)).padStart(8, "0")}`;

const settings = (method, more) => ({
  token_endpoint_auth_method: method,
  introspection_endpoint_auth_method: method,
  redirect_uris: [BACK],
  ...more,
});

async function openidClient(app, algorithm, isStrict) {
  const missing = isStrict ? "invalid_request" : "invalid_grant";
  const proof = { client_secret_post: () => client.ClientSecretPost(app.secret), none: () => client.None() }[app.method]();
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
  const config = await client.discovery(ISSUER, app.id, {}, proof, { execute });
  const DPoP = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm));
  const other = client.getDPoPHandle(config, await client.randomDPoPKeyPair(algorithm));
  const [browser, phone] = [new Browser(), somebody()];
  for (const start of ["dpop_jkt", "pushed"]) {
    const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
    const params = {
      redirect_uri: BACK,
      scope: "openid phone offline_access",
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: "S256",
    };
    const url = start === "pushed"
      ? await client.buildAuthorizationUrlWithPAR(config, params, { DPoP })
      : client.buildAuthorizationUrl(config, { ...params, dpop_jkt: await DPoP.calculateThumbprint() });
    const back = await browser.go(url, phone);
    const expected = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
    const grant = (handle) => client.authorizationCodeGrant(config, back, expected, undefined, handle && { DPoP: handle });
    await assert.rejects(grant(other), (e) => e.error === "invalid_grant");
    await assert.rejects(grant(), (e) => e.error === missing);
    const tokens = await grant(DPoP);
    check(tokens.token_type === "dpop", tokens.token_type);
    const { sub } = tokens.claims();
    const me = await client.fetchUserInfo(config, tokens.access_token, sub, { DPoP });
    check(me.phone_number === `+86${phone}`, "user info");
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, sub), isRefused);
    await assert.rejects(client.fetchUserInfo(config, tokens.access_token, sub, { DPoP: other }), isRefused);
    const profile = new URL(`${HOST}/api/v3/get-profile`);
    const answer = await client.fetchProtectedResource(config, tokens.access_token, profile, "GET", undefined, undefined, { DPoP });
    check((await answer.json()).data.userId === sub, "an operation");
    const told = await client.tokenIntrospection(config, tokens.access_token);
    check(told.active && told.cnf.jkt === (await DPoP.calculateThumbprint()), "introspection");
    if (app.method === "none") {
      await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), (e) => e.error === missing);
      await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP: other }), (e) => e.error === "invalid_grant");
      checks += 2;
    }
    const next = await client.refreshTokenGrant(config, tokens.refresh_token, undefined, { DPoP });
    check(next.token_type === "dpop" && next.access_token !== tokens.access_token, "refreshed");
    checks += 4;
  }
  if (app.method === "none") return;
  const machine = await client.clientCredentialsGrant(config, {}, { DPoP });
  check(machine.token_type === "dpop", "a machine");
}

const isRefused = (error) => {
  const told = error.cause instanceof Array ? error.cause : [];
  return told.some((one) => one.parameters?.error === "invalid_token");
};

async function oauth4webapi(app, algorithm) {
  const own = { client_id: app.id };
  const proof = { client_secret_post: oauth.ClientSecretPost(app.secret), none: oauth.None() }[app.method];
  const as = await oauth.processDiscoveryResponse(ISSUER, await oauth.discoveryRequest(ISSUER, INSECURE));
  check(as.dpop_signing_alg_values_supported.includes(algorithm.replace("Ed25519", "EdDSA")), "discovery");
  const DPoP = oauth.DPoP(own, await oauth.generateKeyPair(algorithm));
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  const params = new URLSearchParams({ redirect_uri: BACK, response_type: "code", scope: "openid", state, nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" });
  const pushed = await oauth.pushedAuthorizationRequest(as, own, proof, params, { ...INSECURE, DPoP });
  const { request_uri } = await oauth.processPushedAuthorizationResponse(as, own, pushed);
  const url = new URL(as.authorization_endpoint);
  url.search = new URLSearchParams({ client_id: app.id, request_uri });
  const answer = oauth.validateAuthResponse(as, own, await new Browser().go(url, somebody()), state);
  const asked = await oauth.authorizationCodeGrantRequest(as, own, proof, answer, BACK, verifier, { ...INSECURE, DPoP });
  const tokens = await oauth.processAuthorizationCodeResponse(as, own, asked, { expectedNonce: nonce, requireIdToken: true });
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const info = await oauth.userInfoRequest(as, own, tokens.access_token, { ...INSECURE, DPoP });
  check((await oauth.processUserInfoResponse(as, own, sub, info)).sub === sub, "user info");
}

for (const method of ["client_secret_post", "none"]) {
  for (const algorithm of ["ES256", "RS256", "Ed25519"]) {
    const isStrict = algorithm === "RS256";
    const app = await application(settings(method, { dpop_bound_access_tokens: isStrict }));
    await openidClient(app, algorithm, isStrict);
    await oauth4webapi(app, algorithm);
  }
}
process.stdout.write(`${checks} checks with keys\n`);
