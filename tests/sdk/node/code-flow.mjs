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
const out = await fetch(auth.buildLogoutUrl({ idToken: tokens.id_token, state: "s" }));
expect(out.status === 200, `sign-out: ${out.status}`);
console.log("the code flow works");
