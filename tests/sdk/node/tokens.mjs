// What the client believes of tokens. Argument: the address of issuer.mjs.
import { AuthenticationClient, TokenError } from "@cleat/nodejs";

const appHost = process.argv[2];
const client = new AuthenticationClient({ appHost, appId: "app", appSecret: "a secret of the app" });
const told = async (path) => (await fetch(appHost + path)).json();

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}
async function refused(token, what) {
  const error = await client.parseIDToken(token).then((claims) => claims, (error) => error);
  expect(error instanceof TokenError, `a token ${what}: ${JSON.stringify(error)} ${error}`);
}

const { right, wrong } = await told("/tokens");
for (const [what, token] of Object.entries(right)) {
  const claims = await client.parseIDToken(token).catch((error) => expect(false, `${what}: ${error}`));
  expect(claims.sub === "ada", what);
}
for (const [what, token] of Object.entries(wrong)) await refused(token, what);

// Every kind of token and every parser: none is believed but as what it is.
const parsers = { access: (token) => client.parseAccessToken(token), id: (token) => client.parseIDToken(token) };
let pairs = 0;
for (const { believedAs, what, token } of await told("/kinds")) {
  for (const [kind, parse] of Object.entries(parsers)) {
    const claims = await parse(token).catch((error) => error);
    const right = kind === believedAs ? !(claims instanceof Error) : claims instanceof TokenError;
    expect(right, `${what} as ${kind}: ${JSON.stringify(claims)} ${claims}`);
    pairs += 1;
  }
}
expect((await told("/asked")) === 1, "unknown keys do not make the client ask again and again");
const clock = Date.now;
Date.now = () => clock() + 61_000;
await refused(wrong["of an unknown key"], "of an unknown key, a minute later");
expect((await told("/asked")) === 2, "a key may have come since");
const forNobody = (await told("/kinds")).find(({ what }) => what === "an access token for nobody");
const lost = await new AuthenticationClient({ appHost }).parseAccessToken(forNobody.token).catch((error) => error);
expect(lost instanceof TokenError, "a client of no application believes nothing");
console.log(`${Object.keys(right).length} tokens believed, ${Object.keys(wrong).length} refused; ${pairs} pairs`);
