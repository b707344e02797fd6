// An independent provider of OpenID Connect, at which people sign in by name. Arguments: the address
// to listen on, where browsers go back to.
import http from "node:http";
import { Provider } from "oidc-provider";

const [address, redirectUri] = process.argv.slice(2);
const [host, port] = address.split(":");
const provider = new Provider(`http://${address}`, {
  clients: [{
    client_id: "cleat",
    client_secret: "secret-of_the-app.long~enough",
    redirect_uris: [redirectUri],
  }],
  claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
  cookies: { keys: ["a key for the cookies"] },
  pkce: { required: () => true },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true }),
  }),
});
http.createServer(provider.callback()).listen(Number(port), host);
