// better-auth as its documentation sets it up: phone numbers and passwords, on PostgreSQL, one
// process. Called as: node server.mjs PORT DATABASE-URL
import { createServer } from "node:http";

import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { phoneNumber } from "better-auth/plugins";
import pg from "pg";

const [port, connectionString] = process.argv.slice(2);
const base = `http://127.0.0.1:${port}`;
const codes = new Map();
const database = new pg.Pool({ connectionString, max: 10 });

const serve = (basePath, session) =>
  betterAuth({
    baseURL: base,
    basePath,
    secret: "a secret of at least thirty-two characters",
    database,
    session,
    emailAndPassword: { enabled: true },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [
      phoneNumber({
        sendOTP: ({ phoneNumber, code }) => {
          codes.set(phoneNumber, code);
        },
        signUpOnVerification: {
          getTempEmail: (number) => `${number.slice(1)}@bench.example`,
          getTempName: (number) => number,
        },
      }),
    ],
  });

const auth = serve("/api/auth", {});
// It has no refresh tokens: a session is written anew when it is read at this age.
const refreshing = serve("/api/refreshing", { updateAge: 0 });
await (await getMigrations(auth.options)).runMigrations();

const called = async (request, url) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const server = url.pathname.startsWith("/api/refreshing") ? refreshing : auth;
  return server.handler(
    new Request(url, {
      method: request.method,
      headers: request.headers,
      body: chunks.length > 0 ? Buffer.concat(chunks) : undefined,
    }),
  );
};

createServer(async (request, response) => {
  const url = new URL(request.url, base);
  const answer =
    url.pathname === "/code"
      ? Response.json({ code: codes.get(url.searchParams.get("to")) })
      : await called(request, url);
  const body = await answer.text();
  const headers = { "content-length": Buffer.byteLength(body) };
  const cookies = answer.headers.getSetCookie();
  if (cookies.length > 0) headers["set-cookie"] = cookies;
  response.writeHead(answer.status, headers).end(body);
}).listen(Number(port), "127.0.0.1");
