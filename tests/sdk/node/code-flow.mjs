// The code flow with the provider of provider.mjs. Argument: its address.
import { AuthenticationClient, OAuthError, TokenError } from "@cleat/nodejs";

const options = {
  appHost: process.argv[2],
  appId: "app",
  appSecret: "secret of the app, long enough",
  redirectUri: "https://shop.example.com/callback",
  logoutRedirectUri: "https://shop.example.com/bye",
};
const auth = new AuthenticationClient(options);

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}
async function fails(promise, kind, what) {
  const error = await promise.then(() => undefined, (error) => error);
  expect(error instanceof kind, `${what}: ${error}`);
}

/** Follows redirects as a browser does, with its cookies, until the application's address. */
async function walk(from) {
  const cookies = new Map();
  let at = from;
  while (!at.startsWith("https://shop.example.com/")) {
    const cookie = [...cookies].map((pair) => pair.join("=")).join("; ");
    const page = await fetch(at, { redirect: "manual", headers: { cookie } });
    for (const set of page.headers.getSetCookie()) cookies.set(...set.split(";")[0].split(/=(.*)/));
    at = new URL(page.headers.get("location"), at).href;
  }
  return new URL(at);
}

const start = await auth.buildAuthorizeUrl({ scope: "openid offline_access" });
const back = await walk(start.url);
expect(back.searchParams.get("state") === start.state, "the state came back");
const code = back.searchParams.get("code");
const { codeVerifier, nonce } = start;
await fails(auth.getAccessTokenByCode(code, { codeVerifier: "of somebody else, but just as long as it must be" }), OAuthError, "another's verifier");
const again = await auth.buildAuthorizeUrl({ scope: "openid offline_access", nonce });
const fresh = (await walk(again.url)).searchParams.get("code");
const tokens = await auth.getAccessTokenByCode(fresh, { codeVerifier: again.codeVerifier });
expect((await auth.parseIDToken(tokens.id_token, { nonce })).sub === "ada", "the ID token");
await fails(auth.parseIDToken(tokens.id_token, { nonce: "other" }), TokenError, "another nonce");
expect((await auth.getNewAccessTokenByRefreshToken(tokens.refresh_token)).id_token, "refreshed");
await fails(auth.getAccessTokenByCode(fresh, { codeVerifier: again.codeVerifier }), OAuthError, "a code used twice");
// The same through the redirects of an application, which keeps what it needs in a cookie of the browser.
function answer() {
  const sent = new Map();
  return {
    sent,
    getHeader: (name) => sent.get(name.toLowerCase()),
    setHeader: (name, value) => sent.set(name.toLowerCase(), value),
    writeHead: (status) => { sent.set("status", status); return { end: () => sent.set("ended", true) }; },
  };
}
const login = answer();
login.setHeader("Set-Cookie", "mine=1");
await auth.loginWithRedirect(login, { scope: "openid offline_access" });
expect(login.sent.get("status") === 302 && login.sent.get("ended"), "sent on");
const [mine, cookie] = login.sent.get("set-cookie");
expect(mine === "mine=1" && /; HttpOnly; SameSite=Lax; .*; Secure$/.test(cookie), `the cookie ${cookie}`);
const { pathname, search } = await walk(login.sent.get("location"));
const request = { url: pathname + search, headers: { cookie: `a=b; ${cookie.split(";")[0]}` } };
await fails(auth.handleRedirectCallback({ ...request, headers: {} }, answer()), TokenError, "without the cookie");
await fails(auth.handleRedirectCallback({ ...request, url: `${pathname}?code=x&state=other` }, answer()), TokenError, "another state");
const denied = `${pathname}?error=access_denied&${search.slice(1).replace(/code=[^&]*&?/, "")}`;
await fails(auth.handleRedirectCallback({ ...request, url: denied }, answer()), OAuthError, "denied");
const returned = answer();
expect((await auth.handleRedirectCallback(request, returned)).access_token, "signed in");
expect(returned.sent.get("set-cookie")[0].includes("Max-Age=0"), "the cookie is gone");
await fails(auth.handleRedirectCallback(request, answer()), OAuthError, "come back twice");
const bye = answer();
await auth.logoutWithRedirect(bye, { state: "s" });
expect(bye.sent.get("location").includes("post_logout_redirect_uri=https%3A%2F%2Fshop.example.com%2Fbye"), "sign-out");
const out = await fetch(auth.buildLogoutUrl({ idToken: tokens.id_token, state: "s" }));
expect(out.status === 200, `sign-out: ${out.status}`);
console.log("the code flow works");
