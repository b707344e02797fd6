// A provider for the code flow: whoever comes is "ada" and consents. Prints its address.
import http from "node:http";
import { Provider } from "oidc-provider";

const server = http.createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const host = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(`${host}/oidc`, {
  clients: [{
    client_id: "app",
    client_secret: "secret of the app, long enough",
    redirect_uris: ["https://shop.example.com/callback"],
    post_logout_redirect_uris: ["https://shop.example.com/bye"],
    grant_types: ["authorization_code", "refresh_token"],
    token_endpoint_auth_method: "client_secret_post",
  }],
  routes: { authorization: "/auth", token: "/token", jwks: "/.well-known/jwks.json", end_session: "/session/end" },
  pkce: { required: () => true, methods: ["S256"] },
  features: { devInteractions: { enabled: false } },
  cookies: { keys: ["a key for the cookies"] },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
});

/** What a page would ask: the sign-in, then the consent. */
async function interact(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: "ada" } });
  }
  const grant = new provider.Grant({ accountId: "ada", clientId: params.client_id });
  grant.addOIDCScope("openid offline_access");
  const consent = { grantId: await grant.save() };
  return provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true });
}

const callback = provider.callback();
server.on("request", (request, response) => {
  if (request.url.startsWith("/interaction/")) return interact(request, response);
  request.originalUrl = request.url;
  request.url = request.url.replace(/^\/oidc/, "");
  return callback(request, response);
});
console.log(host);
