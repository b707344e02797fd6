// openid-client and oauth4webapi, unmodified, against a server. Argument: its address.
import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import * as client from "openid-client";
import { HOST, application, signIn } from "./server.mjs";

const ISSUER = new URL(`${HOST}/oidc`);
const ALGORITHMS = ["RS256", "ES256", "EdDSA"];
const METHODS = ["client_secret_basic", "client_secret_post", "none"];
let checks = 0;
const check = (what, text) => {
  checks += 1;
  assert.ok(what, text);
};

const settings = (method, algorithm) => ({
  id_token_signed_response_alg: algorithm,
  token_endpoint_auth_method: method,
  introspection_endpoint_auth_method: method,
  revocation_endpoint_auth_method: method,
});

async function openidClient(app, algorithm) {
  const proof = {
    client_secret_basic: () => client.ClientSecretBasic(app.secret),
    client_secret_post: () => client.ClientSecretPost(app.secret),
    none: () => client.None(),
  }[app.method]();
  const insecure = [client.allowInsecureRequests, client.enableNonRepudiationChecks];
  const known = { id_token_signed_response_alg: algorithm };
  const options = { execute: insecure, algorithm: app.method === "none" ? "oauth2" : "oidc" };
  const config = await client.discovery(ISSUER, app.id, known, proof, options);
  const issued = await signIn(app);
  const tokens = await client.refreshTokenGrant(config, issued.refresh_token);
  const claims = tokens.claims();
  check(claims.aud === app.id && claims.updated_at > 0, "claims of the ID token");
  const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  check(info.phone_number.startsWith("+86138") && info.sub === claims.sub, "user info");
  check((await client.tokenIntrospection(config, tokens.access_token)).active, "introspection");
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token, { scope: "openid none" }),
    (error) => error.error === "invalid_scope" && error.status === 400);
  const again = await client.refreshTokenGrant(config, tokens.refresh_token);
  check(again.access_token, "the token was kept");
  await client.tokenRevocation(config, again.access_token);
  check(!(await client.tokenIntrospection(config, again.access_token)).active, "revocation");
  await assert.rejects(client.fetchUserInfo(config, again.access_token, claims.sub), isChallenge("bearer", "invalid_token"));
  await assert.rejects(client.refreshTokenGrant(config, tokens.refresh_token), (error) => error.error === "invalid_grant");
  if (app.method === "none") return;
  const machine = await client.clientCredentialsGrant(config, { scope: "orders" });
  check(machine.scope === "orders" && machine.token_type === "bearer", "a machine's token");
  const wrong = { client_secret_basic: client.ClientSecretBasic, client_secret_post: client.ClientSecretPost };
  const stranger = await client.discovery(ISSUER, app.id, known, wrong[app.method]("wrong"), { execute: insecure });
  await assert.rejects(client.clientCredentialsGrant(stranger), isChallenge("basic"));
  checks += 5;
}

/** The error of a server that says which proof it wants. */
const isChallenge = (scheme, error) => (thrown) => {
  const [told] = thrown.cause instanceof Array ? thrown.cause : [];
  checks += 1;
  return told?.scheme === scheme && told.parameters.realm === ISSUER.href && told.parameters.error === error;
};

async function oauth4webapi(app, algorithm) {
  const own = { client_id: app.id, id_token_signed_response_alg: algorithm };
  const options = { [oauth.allowInsecureRequests]: true };
  const proof = {
    client_secret_basic: oauth.ClientSecretBasic(app.secret),
    client_secret_post: oauth.ClientSecretPost(app.secret),
    none: oauth.None(),
  }[app.method];
  const found = await oauth.discoveryRequest(ISSUER, options);
  const as = await oauth.processDiscoveryResponse(ISSUER, found);
  check(as.response_types_supported.length > 0, "discovery");
  const issued = await signIn(app);
  const refreshing = await oauth.refreshTokenGrantRequest(as, own, proof, issued.refresh_token, options);
  const tokens = await oauth.processRefreshTokenResponse(as, own, refreshing);
  await oauth.validateApplicationLevelSignature(as, refreshing, options);
  const { sub } = oauth.getValidatedIdTokenClaims(tokens);
  const asked = await oauth.userInfoRequest(as, own, tokens.access_token, options);
  check((await oauth.processUserInfoResponse(as, own, sub, asked)).phone_number_verified, "user info");
  const looked = await oauth.introspectionRequest(as, own, proof, tokens.access_token, options);
  check((await oauth.processIntrospectionResponse(as, own, looked)).active, "introspection");
  const ended = await oauth.revocationRequest(as, own, proof, tokens.refresh_token, options);
  await oauth.processRevocationResponse(ended);
  const dead = await oauth.userInfoRequest(as, own, tokens.access_token, options);
  await assert.rejects(oauth.processUserInfoResponse(as, own, sub, dead), isChallenge("bearer", "invalid_token"));
}

for (const method of METHODS) {
  for (const algorithm of ALGORITHMS) {
    const app = await application(settings(method, algorithm));
    await openidClient(app, algorithm);
    await oauth4webapi(app, algorithm);
  }
}
console.log(`openid-client and oauth4webapi: ${checks} checks passed`);
