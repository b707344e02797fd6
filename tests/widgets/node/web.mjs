// @authing/web and @authing/browser. Neither takes a port in its domain, and the second wants https:
// the browser is told where two hosts of one site are, and TLS ends here.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as plain } from "node:http";
import { createServer as secure } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPTIONS, code, expect, launch, open, serve } from "./page.mjs";

const { appId, userPoolId, host, origin, direct, port, widget } = OPTIONS;
const NUMBER = "13900000001";
const WIDGETS = {
  web: { file: "web/dist/global/index.global.js", global: "AuthingFactory" },
  browser: { file: "browser/dist/index.umd.js", global: "authing-spa-auth-sdk" },
};
const { file, global } = WIDGETS[widget];
const HTML = `<!doctype html><script src="/node_modules/axios/dist/axios.min.js"></script>
<script src="/node_modules/@authing/${file}"></script><script>
window.sdk = new window["${global}"].Authing({
  domain: "${host}", appId: "${appId}", userPoolId: "${userPoolId}",
  redirectUri: "${origin}/callback", logoutRedirectUri: "${origin}",
  scope: "openid profile phone offline_access",
});
</script>`;

/** Ends TLS for both hosts. */
function terminate() {
  const folder = mkdtempSync(join(tmpdir(), "cleat-widgets-"));
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
    "-subj", "/CN=localhost", "-keyout", key, "-out", cert], { stdio: "ignore" });
  const proxy = secure({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const own = new URL(`https://${request.headers.host}`).origin === origin;
    const to = new URL(request.url, own ? `http://127.0.0.1:${port}` : direct);
    const { method, headers } = request;
    const there = plain(to, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    there.on("error", () => response.destroy());
    request.pipe(there);
  });
  rmSync(folder, { recursive: true });
  return new Promise((resolve) => proxy.listen(0, "127.0.0.1", () => resolve(proxy)));
}

const [server, proxy] = [await serve(HTML, { port }), await terminate()];
const hosts = [host, origin].map((one) => `MAP ${new URL(one).host}:443 127.0.0.1:${proxy.address().port}`);
const browser = await launch([`--host-resolver-rules=${hosts.join(",")}`, "--ignore-certificate-errors"]);
const { page, calls } = await open(browser);

const call = (method, ...args) => page.evaluate(([method, args]) => window.sdk[method](...args), [method, args]);

async function signIn(shown) {
  await shown.locator("select[name=country]").selectOption("CN");
  await shown.locator("input[name=phone]").fill(NUMBER);
  await shown.locator("input[name=phone]").press("Enter");
  await shown.locator("input[name=code]").waitFor();
  await shown.locator("input[name=code]").fill(await code(`+86${NUMBER}`));
  await shown.locator("input[name=code]").press("Enter");
}

async function signedIn(state) {
  expect(state?.parsedIdToken.phone_number.endsWith(NUMBER), `signed in: ${JSON.stringify(state)}`);
  expect(state.parsedAccessToken.aud === appId, JSON.stringify(state.parsedAccessToken));
}

async function byRedirect() {
  expect((await call("getLoginState")) === null, "nobody is signed in");
  await call("loginWithRedirect").catch(() => {});
  await signIn(page);
  await page.waitForURL(`${origin}/callback**`);
  expect(await page.evaluate(() => window.sdk.isRedirectCallback()), page.url());
  await signedIn(await call("handleRedirectCallback"));
}

async function silently() {
  await page.goto(origin);
  await signedIn(await call("getLoginState", { ignoreCache: true }));
  const me = await call("getUserInfo");
  const own = widget === "web" ? me.phone : me.phone_number;
  expect(own.endsWith(NUMBER), JSON.stringify(me));
  if (widget === "web") {
    const before = await call("getLoginState");
    const after = await call("refreshToken");
    expect(after.accessToken !== before.accessToken && after.refreshToken !== before.refreshToken, "refreshed");
  }
}

/** Whoever is signed in needs no second sign-in in the popup; the popup tells the page. */
async function byPopup() {
  await page.evaluate(() => localStorage.clear());
  const [popup, state] = await Promise.all([page.waitForEvent("popup"), call("loginWithPopup")]);
  await signedIn(state);
  expect(popup.isClosed() || popup.url() !== "", "a popup was there");
}

async function signOut() {
  await page.goto(`${origin}/inside`);
  await call("logoutWithRedirect").catch(() => {});
  await page.waitForURL(`${origin}/`);
  expect((await call("getLoginState")) === null, "signed out here");
  expect((await call("getLoginState", { ignoreCache: true })) === null, "signed out there");
}

try {
  await byRedirect();
  await silently();
  await byPopup();
  await signOut();
  const asked = new Set(calls.map((one) => one.replace(/\/login\/.*/, "/login/")));
  console.log(`@authing/${widget}: ${expect.count} checks passed; ${[...asked].join(", ")}`);
} finally {
  await browser.close();
  server.close();
  proxy.close();
}
