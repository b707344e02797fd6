// A server under test: its applications, and a user who signs in by code.
import assert from "node:assert/strict";

export const HOST = process.argv[2];
const json = { "content-type": "application/json" };

async function api(path, body, headers = {}) {
  const answer = await fetch(HOST + path, { method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
  const told = await answer.json();
  assert.equal(told.statusCode, 200, `${path}: ${JSON.stringify(told)}`);
  return told.data;
}

const own = await (await fetch(`${HOST}/dev/credentials`)).json();
const key = { accessKeyId: own.userPoolId, accessKeySecret: own.userPoolSecret };
const { access_token: token } = await api("/api/v3/get-management-token", key);
const pool = { authorization: `Bearer ${token}` };

/** An application of these settings, with its secret. */
export async function application(oidcConfig) {
  const { appId } = await api("/api/v3/create-application", { appName: "Standard", oidcConfig }, pool);
  const query = new URLSearchParams({ appId });
  const answer = await fetch(`${HOST}/api/v3/get-application-secret?${query}`, { headers: pool });
  return { id: appId, secret: (await answer.json()).data.secret, method: oidcConfig.token_endpoint_auth_method };
}

let people = 0;

/** The tokens of somebody who signs in at the application. */
export async function signIn(app, scope = "openid profile email phone address offline_access") {
  people += 1;
  const phone = `138${String(people).padStart(8, "0")}`;
  const headers = { "x-authing-app-id": app.id };
  await api("/api/v3/send-sms", { channel: "CHANNEL_LOGIN", phoneNumber: phone }, headers);
  const to = encodeURIComponent(`+86${phone}`);
  const [{ code }] = await (await fetch(`${HOST}/dev/inbox/messages?limit=1&to=${to}`)).json();
  const request = { connection: "PASSCODE", passCodePayload: { phone, passCode: code }, options: { scope, autoRegister: true } };
  if (app.method === "client_secret_post") Object.assign(request, { client_id: app.id, client_secret: app.secret });
  if (app.method === "client_secret_basic") headers.authorization = `Basic ${btoa(`${app.id}:${app.secret}`)}`;
  return api("/api/v3/signin", request, headers);
}
