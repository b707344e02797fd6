// @authing/web and @authing/browser. Neither takes a port in its domain, and the second wants https.
import { OPTIONS, expect, open, serve } from "./page.mjs";
import { signIn } from "./sign-in-page.mjs";
import { site } from "./site.mjs";

const { appId, userPoolId, host, origin, port, widget } = OPTIONS;
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

const server = await serve(HTML, { port });
const { browser, proxy } = await site();
const { page, calls } = await open(browser);

const call = (method, ...args) => page.evaluate(([method, args]) => window.sdk[method](...args), [method, args]);

async function signedIn(state) {
  expect(state?.parsedIdToken.phone_number.endsWith(NUMBER), `signed in: ${JSON.stringify(state)}`);
  expect(state.parsedAccessToken.aud === appId, JSON.stringify(state.parsedAccessToken));
}

async function byRedirect() {
  expect((await call("getLoginState")) === null, "nobody is signed in");
  await call("loginWithRedirect").catch(() => {});
  await signIn(page, NUMBER);
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
