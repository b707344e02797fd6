// The TypeScript client in a page of another origin, without a secret. Argument: the server's address.
import { readFile } from "node:fs/promises";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { ManagementClient } from "@cleat/nodejs";
import { launch } from "./chromium.mjs";

const HOST = process.argv[2];
const dev = await (await fetch(`${HOST}/dev/credentials`)).json();
const pool = new ManagementClient({ accessKeyId: dev.userPoolId, accessKeySecret: dev.userPoolSecret, host: HOST });
const { data: app } = await pool.createApplication({
  appName: "Page",
  appType: "spa",
  oidcConfig: { token_endpoint_auth_method: "none", introspection_endpoint_auth_method: "none", revocation_endpoint_auth_method: "none" },
});

const dist = new URL("../../../sdk/nodejs/dist/", import.meta.url);
const site = http.createServer(async (request, response) => {
  if (!request.url.startsWith("/sdk/")) return response.setHeader("content-type", "text/html").end("<!doctype html>");
  const file = fileURLToPath(new URL(request.url.slice("/sdk/".length), dist));
  response.setHeader("content-type", "text/javascript").end(await readFile(file));
});
await new Promise((done) => site.listen(0, "127.0.0.1", done));

const browser = await launch();
try {
  const page = await browser.newPage();
  // The person at the page reads the code; the page may not read the inbox.
  await page.exposeFunction("codeOf", async (to) => {
    const inbox = await fetch(`${HOST}/dev/inbox/messages?limit=1&to=${encodeURIComponent(to)}`);
    return (await inbox.json())[0].code;
  });
  await page.goto(`http://127.0.0.1:${site.address().port}/`);
  const told = await page.evaluate(async ({ appHost, appId }) => {
    const { AuthenticationClient } = await import("/sdk/esm/index.js");
    const auth = new AuthenticationClient({ appHost, appId, lang: "en-US" });
    const PHONE = "18800007777";
    const sent = await auth.sendSms({ channel: "CHANNEL_LOGIN", phoneNumber: PHONE });
    if (sent.statusCode !== 200) throw new Error(JSON.stringify(sent));
    const code = await codeOf("+86" + PHONE);
    const tokens = await auth.signInByPhonePassCode({ phone: PHONE, passCode: code, options: { autoRegister: true } });
    if (tokens.statusCode !== 200) throw new Error(JSON.stringify(tokens));
    auth.setAccessToken(tokens.data.access_token);
    const profile = await auth.getProfile();
    const claims = await auth.parseAccessToken(tokens.data.access_token);
    return { phone: profile.data.phone, same: claims.sub === profile.data.userId };
  }, { appHost: HOST, appId: app.appId });
  if (told.phone !== "18800007777" || !told.same) throw new Error(JSON.stringify(told));
  console.log("the client works in a page of another origin");
} finally {
  await browser.close();
  site.close();
}
