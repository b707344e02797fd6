// openid-client and oauth4webapi, unmodified: applications that sign, requests that are pushed,
// and devices. Argument: the address of a server.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { Browser } from "./browser.mjs";
import { HOST, application } from "./server.mjs";

const ISSUER = new URL(`${HOST}/oidc`);
const BACK = "http://127.0.0.1:9/callback";
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";
const INSECURE = { [oauth.allowInsecureRequests]: true };
const KEYS = {
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
  ES256: { name: "ECDSA", namedCurve: "P-256" },
  EdDSA: { name: "Ed25519" },
};
let checks = 0;
const check = (what, text) => {
  checks += 1;
  assert.ok(what, text);
};
let people = 0;
const somebody = () => `136${String((people += 1)).padStart(8, "0")}`;

/** An application that proves itself by that method, and its proofs for both libraries. */
async function signing(method, algorithm) {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(KEYS[algorithm], true, ["sign", "verify"]);
  const jwk = { ...(await crypto.subtle.exportKey("jwk", publicKey)), kid: "one" };
  const app = await application({
    token_endpoint_auth_method: method,
    introspection_endpoint_auth_method: method,
    revocation_endpoint_auth_method: method,
    grant_types: ["authorization_code", "refresh_token", "client_credentials", DEVICE],
    redirect_uris: [BACK],
    jwks: method === "private_key_jwt" ? { keys: [jwk] } : undefined,
  });
  const key = { key: privateKey, kid: "one" };
  const own = {
    private_key_jwt: [() => client.PrivateKeyJwt(key), () => oauth.PrivateKeyJwt(key)],
    client_secret_jwt: [() => client.ClientSecretJwt(app.secret), () => oauth.ClientSecretJwt(app.secret)],
  }[method];
  const execute = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
  const config = await client.discovery(ISSUER, app.id, {}, own[0](), { execute });
  return { app, config, proof: own[1]() };
}

/** A sign-in by a request that was pushed. */
async function pushed(config, browser, phone) {
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const verifier = client.randomPKCECodeVerifier();
  const url = await client.buildAuthorizationUrlWithPAR(config, {
    redirect_uri: BACK,
    scope: "openid phone offline_access",
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
  });
  check(!url.searchParams.has("scope") && url.searchParams.has("request_uri"), "nothing but the reference");
  const back = await browser.go(url, phone);
  const expected = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier };
  return client.authorizationCodeGrant(config, back, expected);
}

async function openidClient({ config }) {
  const [browser, phone] = [new Browser(), somebody()];
  const tokens = await pushed(config, browser, phone);
  check(tokens.claims().phone_number === `+86${phone}`, "claims");
  const next = await client.refreshTokenGrant(config, tokens.refresh_token);
  check((await client.tokenIntrospection(config, next.access_token)).active, "introspection");
  await client.tokenRevocation(config, next.access_token);
  check(!(await client.tokenIntrospection(config, next.access_token)).active, "revocation");
  check((await client.clientCredentialsGrant(config)).access_token, "a machine's token");
  const begun = await client.initiateDeviceAuthorization(config, { scope: "openid phone" });
  const page = await browser.connect(begun.verification_uri_complete, begun.user_code, phone);
  check(page.includes("设备已连接"), page);
  const device = await client.pollDeviceAuthorizationGrant(config, { ...begun, interval: 0 });
  check(device.claims().phone_number === `+86${phone}`, "a device");
}

async function oauth4webapi({ app, proof }) {
  const own = { client_id: app.id };
  const as = await oauth.processDiscoveryResponse(ISSUER, await oauth.discoveryRequest(ISSUER, INSECURE));
  check(as.device_authorization_endpoint && as.pushed_authorization_request_endpoint, "discovery");
  check(as.token_endpoint_auth_methods_supported.includes(app.method), "discovery of methods");
  const wrong = new URLSearchParams({ response_type: "code", redirect_uri: `${BACK}/`, scope: "openid" });
  const refused = await oauth.pushedAuthorizationRequest(as, own, proof, wrong, INSECURE);
  await assert.rejects(oauth.processPushedAuthorizationResponse(as, own, refused), (e) => e.error === "invalid_request");
  const asked = await oauth.deviceAuthorizationRequest(as, own, proof, new URLSearchParams({ scope: "openid" }), INSECURE);
  const begun = await oauth.processDeviceAuthorizationResponse(as, own, asked);
  const poll = async () => {
    const answer = await oauth.deviceCodeGrantRequest(as, own, proof, begun.device_code, INSECURE);
    return oauth.processDeviceCodeResponse(as, own, answer);
  };
  await assert.rejects(poll(), (e) => e.error === "authorization_pending");
  await assert.rejects(poll(), (e) => e.error === "slow_down");
  await new Browser().connect(begun.verification_uri, begun.user_code, somebody());
  check((await poll()).id_token, "a device");
  await assert.rejects(poll(), (e) => e.error === "invalid_grant");
  checks += 4;
}
for (const [method, algorithm] of [["client_secret_jwt", "ES256"], ...Object.keys(KEYS).map((alg) => ["private_key_jwt", alg])]) {
  const one = await signing(method, algorithm);
  await openidClient(one);
  await oauth4webapi(one);
}
process.stdout.write(`${checks} checks of the provider\n`);
