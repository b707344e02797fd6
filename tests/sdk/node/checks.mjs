// The TypeScript client, as an application uses it. Argument: the server's address.
import http from "node:http";
import {
  AnswerError, AuthenticationClient, ClockSkewError, CredentialsError, ErrorCode, ManagementClient, Models,
  OAuthError, OptionsError, TimedOutError, TokenError, UnreachableError, isError,
} from "@cleat/nodejs";
import { sign, stringToSign } from "../../../sdk/nodejs/dist/esm/signature.js";

const HOST = process.argv[2];
let checks = 0;

function expect(condition, what) {
  checks += 1;
  if (!condition) throw new Error(`failed: ${what}`);
}
function ok(answer, what) {
  expect(answer.statusCode === 200, `${what}: ${JSON.stringify(answer)}`);
  return answer.data;
}
async function fails(promise, kind, says, what) {
  const error = await promise.then(() => undefined, (error) => error);
  expect(error instanceof kind && error.message.includes(says), `${what}: ${error?.name}: ${error?.message}`);
  return error;
}
async function dev(path) {
  return (await fetch(HOST + path)).json();
}
async function code(to) {
  return (await dev(`/dev/inbox/messages?limit=1&to=${encodeURIComponent(to)}`))[0].code;
}

const app = await dev("/dev/credentials");
const options = { appId: app.appId, appSecret: app.appSecret, appHost: HOST, lang: "en-US" };
const poolOptions = { accessKeyId: app.userPoolId, accessKeySecret: app.userPoolSecret, host: HOST };
const auth = new AuthenticationClient(options);
const pool = new ManagementClient(poolOptions);
const PHONE = "18800005555", EMAIL = "ts@example.com";

// Sign up and in, by the helpers of the official client.
ok(await auth.sendEmail({ channel: Models.SendEmailDto.channel.CHANNEL_REGISTER, email: EMAIL }), "send");
const user = ok(await auth.signUpByEmailCode({ email: EMAIL, passCode: await code(EMAIL) }), "sign up");
ok(await auth.sendEmail({ channel: "CHANNEL_LOGIN", email: EMAIL }), "send");
const scope = "openid profile offline_access";
const tokens = ok(await auth.signInByEmailPassCode({ email: EMAIL, passCode: await code(EMAIL), options: { scope } }), "sign in");
auth.setAccessToken(tokens.access_token);
expect(ok(await auth.getProfile(), "profile").userId === user.userId, "profile");

// A back end calls for the user at an address.
const elsewhere = auth.withClientIp("203.0.113.9");
expect(ok(await elsewhere.getProfile(), "profile").userId === user.userId, "it keeps the token");
ok(await elsewhere.sendEmail({ channel: "CHANNEL_LOGIN", email: "other@example.com" }), "send");
const byAddress = { email: "other@example.com", passCode: await code("other@example.com"), options: { autoRegister: true } };
ok(await elsewhere.signInByEmailPassCode(byAddress), "sign in");
const signedIn = ok(await pool.getUser({ userId: "other@example.com", userIdType: "email" }), "get");
expect(signedIn.lastIp === "203.0.113.9", "the address of the user counts");

// The bind page names ManagementClient.bindPhone: there it takes the user's token.
ok(await auth.sendSms({ channel: Models.SmsChannel.CHANNEL_BIND_PHONE, phoneNumber: PHONE }), "send");
const bind = { phoneNumber: PHONE, passCode: await code("+86" + PHONE), phoneCountryCode: "+86" };
const other = await pool.bindPhone(bind, "no token");
expect(other.statusCode === 401 && other.apiCode === 2207, "bind with a wrong token");
ok(await pool.bindPhone(bind, tokens.access_token), "bind through the management client");
expect(ok(await auth.getProfile(), "profile").phone === PHONE, "bound");
const again = await auth.bindPhone(bind);
expect(isError(again, ErrorCode.PhoneAlreadyBound) && again.apiCode === 2226, "a refusal is an answer");
expect(!isError(again, ErrorCode.PhoneTaken), "and that refusal alone");
expect(!isError({ statusCode: 429, message: "" }, ErrorCode.ClientAuthFailed), "errors without apiCode are told apart");

// Tokens.
expect((await auth.parseAccessToken(tokens.access_token)).sub === user.userId, "access token");
expect((await auth.parseIDToken(tokens.id_token)).sub === user.userId, "ID token");
const [head, body, tag] = tokens.access_token.split(".");
const forged = btoa(atob(body).replace(user.userId, "0".repeat(24))).replace(/=+$/, "");
await fails(auth.parseAccessToken(`${head}.${forged}.${tag}`), TokenError, "signature", "forged token");
const unsigned = btoa(JSON.stringify({ alg: "none" })).replace(/=+$/, "");
await fails(auth.parseAccessToken(`${unsigned}.${body}.`), TokenError, "not known", "unsigned token");
await fails(new AuthenticationClient({ ...options, appId: "other" }).parseAccessToken(tokens.access_token), TokenError, "another application", "audience");
const machine = await auth.getAccessTokenByClientCredentials("");
expect((await auth.introspectToken(machine.access_token)).client_id === app.appId, "a token of the application itself");
const managed = ok(await pool.makeRequest({ method: "POST", url: "/api/v3/get-management-token", data: poolOptions }), "management token");
/** Every token of this server with every parser: each is believed as what it is, and as nothing else. */
async function matrix(client, all) {
  const parsers = { access: (token) => client.parseAccessToken(token), id: (token) => client.parseIDToken(token) };
  for (const [what, token, kind] of all) {
    for (const [parser, parse] of Object.entries(parsers)) {
      if (parser === kind) expect((await parse(token)).exp > 0, `${what} as ${parser}`);
      else await fails(parse(token), TokenError, "", `${what} as ${parser}`);
    }
  }
}
await matrix(auth, [
  ["access token", tokens.access_token, "access"],
  ["ID token", tokens.id_token, "id"],
  ["refresh token", tokens.refresh_token],
  ["the application's own token", machine.access_token, "access"],
  ["the pool's own token", (await auth.getAccessTokenByClientCredentials("", { accessKey: app.userPoolId, accessSecret: app.userPoolSecret })).access_token],
  ["management token", managed.access_token],
]);
const wrongKey = { accessKey: app.appId, accessSecret: "wrong" };
await fails(auth.getAccessTokenByClientCredentials("", wrongKey), OAuthError, "invalid_client", "another's key");
// Whatever an application signs ID tokens by. By its own secret (HS256), another application's does not verify them.
const login = { email: "algorithms@example.com", password: "a password of theirs 1" };
ok(await pool.createUser({ ...login, emailVerified: true }), "create a user");
for (const alg of ["ES256", "EdDSA", "HS256"]) {
  const made = ok(await pool.createApplication({ appName: alg, oidcConfig: { id_token_signed_response_alg: alg } }), alg);
  const { secret: appSecret } = ok(await pool.getApplicationSecret({ appId: made.appId }), "its secret");
  const own = new AuthenticationClient({ ...options, appId: made.appId, appSecret });
  const { id_token, access_token } = ok(await own.signInByEmailPassword(login), alg);
  await matrix(own, [["access token", access_token, "access"], [`ID token by ${alg}`, id_token, "id"]]);
  expect(JSON.parse(atob(id_token.split(".")[0])).alg === alg, `${alg} is the algorithm`);
  expect((await own.parseIDToken(id_token)).aud === made.appId, `an ID token by ${alg}`);
  const stranger = new AuthenticationClient({ ...options, appId: made.appId, appSecret: "guess" });
  if (alg === "HS256") await fails(stranger.parseIDToken(id_token), TokenError, "signature", "another's secret");
}
// However an application is authenticated at each endpoint; a client that proves it otherwise is refused.
const methods = ["client_secret_post", "client_secret_basic", "none"];
for (const [place, token] of methods.entries()) {
  const [introspection, revocation] = [methods[(place + 1) % 3], methods[(place + 2) % 3]];
  const oidcConfig = {
    token_endpoint_auth_method: token, introspection_endpoint_auth_method: introspection, revocation_endpoint_auth_method: revocation,
  };
  const { appId } = ok(await pool.createApplication({ appName: token, oidcConfig }), token);
  const { secret: appSecret } = ok(await pool.getApplicationSecret({ appId }), "its secret");
  const given = {
    ...options, appId, appSecret,
    tokenEndPointAuthMethod: token, introspectionEndPointAuthMethod: introspection, revocationEndPointAuthMethod: revocation,
  };
  const proven = new AuthenticationClient(given);
  const first = ok(await proven.signInByEmailPassword({ ...login, options: { scope } }), `sign in by ${token}`);
  ok(await proven.withAccessToken(first.access_token).signInByEmailPassword(login), "sign in again");
  const next = await proven.getNewAccessTokenByRefreshToken(first.refresh_token);
  expect((await proven.introspectToken(next.access_token)).active, `introspection by ${introspection}`);
  const key = { accessKey: appId, accessSecret: appSecret };
  expect((await proven.getAccessTokenByClientCredentials("", key)).access_token, "a key named in the call");
  expect((await proven.revokeToken(next.refresh_token)) === true, `revocation by ${revocation}`);
  expect(!(await proven.introspectToken(next.access_token)).active, "revoked");
  if (token === "none") continue;
  const [other] = methods.filter((method) => method !== token);
  const otherwise = new AuthenticationClient({ ...given, tokenEndPointAuthMethod: other });
  await fails(otherwise.signInByEmailPassword(login), CredentialsError, "check the id", `${other}, not ${token}`);
}
// One client for each user: what one is told does not reach the other.
const user1 = auth.withAccessToken(tokens.access_token), user2 = auth.withAccessToken("a token of nobody"), none = auth.withAccessToken();
expect(ok(await user1.getProfile(), "one user").userId === user.userId, "one user");
expect((await user2.getProfile()).statusCode === 401 && (await none.getProfile()).statusCode === 401, "another user, and nobody");
ok(await auth.getProfile(), "the client they were made from");
const fresh = await auth.getNewAccessTokenByRefreshToken(tokens.refresh_token);
expect(fresh.access_token && fresh.refresh_token !== tokens.refresh_token, "refresh");
expect((await auth.introspectToken(fresh.access_token)).active, "introspection");
expect((await auth.revokeToken(fresh.refresh_token)) === true, "revoking tells that it is done");
await fails(auth.getNewAccessTokenByRefreshToken(fresh.refresh_token), OAuthError, "invalid_grant", "revoked");
const start = await new AuthenticationClient({ ...options, redirectUri: "https://shop.example.com/back" }).buildAuthorizeUrl({ scope });
const query = new URL(start.url).searchParams;
expect(query.get("code_challenge_method") === "S256" && query.get("prompt") === "consent", "authorize address");
expect(query.get("redirect_uri") === "https://shop.example.com/back" && query.get("state") === start.state, "authorize address");

// The signature's test vector, of another implementation of the scheme.
const headers = {
  date: "Thu, 01 Jan 2026 00:00:00 GMT",
  "x-genauth-lang": "zh-CN",
  "x-genauth-sdk-version": "gen-auth-node-sdk:5.0.0",
  "x-genauth-signature-method": "HMAC-SHA1",
  "x-genauth-signature-nonce": "00000000000000000000000000000001",
  "x-genauth-signature-version": "1.0",
};
const batch = { userIds: ["u1", "u2"], options: { userIdType: "user_id" }, flag: true };
const signed = await sign("sk", stringToSign("POST", headers, "/api/v3/delete-users-batch", batch));
expect(signed === "j8x2FPN0pW7ljefSW2oHITOhf7k=", "the test vector");

// Signed calls: objects, lists in a query, nothing at all.
const listed = ok(await pool.getUserBatch({ userIds: [user.userId], userIdType: "user_id" }), "lists in a signed query");
expect(listed.length === 1 && listed[0].phone === PHONE, "the user");
const found = ok(await pool.listUsers({ options: { pagination: { page: 1, limit: 5 } } }), "objects in a signed body");
expect(found.totalCount === 3, "three users");
ok(await pool.getSecuritySettings(), "a signed call without parameters");

// What goes wrong says what to do.
let thrown;
try { new AuthenticationClient({ ...options, appHost: "id.example.com" }); } catch (error) { thrown = error; }
expect(thrown instanceof OptionsError && thrown.message.includes("https://"), "an address without a scheme");
await fails(new AuthenticationClient({ ...options, appHost: "http://127.0.0.1:9" }).getSystemInfo(), UnreachableError, "check appHost", "nobody listens");
const silent = http.createServer(() => {});
await new Promise((done) => silent.listen(0, "127.0.0.1", done));
const silentHost = `http://127.0.0.1:${silent.address().port}`;
await fails(new AuthenticationClient({ ...options, appHost: silentHost, timeout: 100 }).sendSms({ channel: "CHANNEL_LOGIN", phoneNumber: PHONE }), TimedOutError, "timeout", "no answer in time");
silent.closeAllConnections();
silent.close();
let asked = 0;
const html = http.createServer((request, response) => {
  asked += 1;
  if (request.method === "GET" && asked === 1) return request.socket.destroy();
  response.end("<html>");
});
await new Promise((done) => html.listen(0, "127.0.0.1", done));
const htmlHost = `http://127.0.0.1:${html.address().port}`;
const proxied = new AuthenticationClient({ ...options, appHost: htmlHost });
await fails(proxied.getSystemInfo(), AnswerError, "not JSON", "an answer of something else");
expect(asked === 2, "reading was tried again");
asked = 0;
html.removeAllListeners("request");
html.on("request", (request) => { asked += 1; request.socket.destroy(); });
await fails(proxied.bindPhone(bind), UnreachableError, "not reached", "cut off");
expect(asked === 1, "what changes something was not tried again");
for (const status of [200, 503]) {
  asked = 0;
  html.removeAllListeners("request");
  html.on("request", (request, response) => {
    asked += 1;
    response.writeHead(status).end(JSON.stringify({ statusCode: 503, message: "busy", requestId: "x" }));
  });
  expect((await proxied.bindPhone(bind)).statusCode === 503, `busy, by HTTP ${status}`);
  expect(asked === 1, "what changes something is asked once of a server that cannot now");
}
// In development mode a server counts the machine's clock as well, so that no clock is off there.
html.removeAllListeners("request");
html.on("request", (request, response) => {
  response.end(JSON.stringify({ statusCode: 401, apiCode: 1305, message: "off", requestId: "x" }));
});
const away = new ManagementClient({ ...poolOptions, host: htmlHost });
const skewed = await fails(away.listUsers(), ClockSkewError, "set the clock", "clock skew");
expect(skewed.apiCode === 1305, "its code");
html.close();
await fails(new ManagementClient({ ...poolOptions, accessKeySecret: "wrong" }).listUsers(), CredentialsError, "check the id and the secret", "a wrong secret");
await fails(new AuthenticationClient({ ...options, appId: "nobody" }).sendSms({ channel: "CHANNEL_LOGIN", phoneNumber: PHONE }), CredentialsError, "check the id", "an unknown application");

console.log(`TypeScript client: ${checks} checks passed`);
