import type { ApplicationDto } from "../api/types";

const text = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const random = () => text(crypto.getRandomValues(new Uint8Array(32)));

/** Where the sign-in page of an application is, as the application itself asks for it; nothing where it has no callback address. */
export async function signInPage(host: string, app: ApplicationDto): Promise<string | undefined> {
  const [redirect] = app.redirectUris;
  if (!redirect) return undefined;
  // The verifier is forgotten: the page is looked at, and the code that it ends in is of no use.
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(random()));
  const query = new URLSearchParams({
    client_id: app.appId,
    response_type: "code",
    scope: "openid profile",
    redirect_uri: redirect,
    prompt: "login",
    state: random(),
    nonce: random(),
    code_challenge: text(new Uint8Array(digest)),
    code_challenge_method: "S256",
  });
  return `${host}/oidc/auth?${query}`;
}
