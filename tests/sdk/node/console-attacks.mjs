// What a page of another site can do while an operator is signed in on the console: it sends all
// that browsers let it send, and nothing of it is done or read. Arguments: the server's address, the
// operator's address, the password, a pool.
import { createServer } from "node:http";
import { launch } from "./chromium.mjs";

const [HOST, ACCOUNT, PASSWORD, POOL] = process.argv.slice(2);
const CALLS = ["sign-out", "step-up", "sessions/end", "v3/create-user"];
const BODY = JSON.stringify({ username: "eve", password: PASSWORD });

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

// Another site: to the browser, localhost and 127.0.0.1 are two.
const site = createServer((_, response) => {
  response.setHeader("content-type", "text/html");
  response.end("<!doctype html><title>evil</title>");
});
await new Promise((done) => site.listen(0, "localhost", done));
const EVIL = `http://localhost:${site.address().port}/`;

const browser = await launch();
const context = await browser.newContext();
const own = await context.newPage();
await own.goto(`${HOST}/console/`);
const asOwn = (path, body) =>
  own.evaluate(
    async ([path, body]) => {
      const headers = { "content-type": "application/json", "x-cleat-console": "1" };
      const init = body ? { method: "POST", headers, body: JSON.stringify(body) } : {};
      return (await fetch(path, init)).json();
    },
    [path, body],
  );
const signed = await asOwn("/console/api/sign-in", { account: ACCOUNT, password: PASSWORD });
expect(signed.statusCode === 200, `the sign-in: ${JSON.stringify(signed)}`);
const cookies = await context.cookies();
expect(cookies.some(({ name, sameSite, httpOnly }) => name === "__Host-cleat_console" && sameSite === "Strict" && httpOnly), "the cookie");
expect((await own.evaluate(() => document.cookie)) === "", "no script reads the cookie");

const evil = await context.newPage();
await evil.goto(EVIL);
let tried = 0;

/** What a script of the other site reads of an answer; nothing where the browser keeps it. */
async function script(path, init) {
  tried += 1;
  const read = await evil.evaluate(
    async ([url, init]) => {
      try {
        const answer = await fetch(url, { credentials: "include", ...init });
        return await answer.text();
      } catch {
        return "";
      }
    },
    [HOST + path, init],
  );
  expect(read === "", `${path} ${JSON.stringify(init)} read ${read}`);
}

for (const call of CALLS) {
  const path = `/console/api/${call}`;
  for (const mode of ["cors", "no-cors"]) {
    await script(path, { method: "POST", mode, body: BODY, headers: { "content-type": "text/plain" } });
    await script(path, { method: "POST", mode, body: new URLSearchParams({ a: "b" }).toString(), headers: { "content-type": "application/x-www-form-urlencoded" } });
  }
  await script(path, { method: "POST", mode: "cors", body: BODY, headers: { "content-type": "application/json", "x-cleat-console": "1", "x-authing-userpool-id": POOL } });
  for (const enctype of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]) {
    tried += 1;
    const form = await context.newPage();
    await form.goto(EVIL);
    const answered = form.waitForResponse((response) => response.url().startsWith(HOST));
    await form.evaluate(
      ([action, enctype, body]) => {
        const form = Object.assign(document.createElement("form"), { method: "post", action, enctype });
        form.append(Object.assign(document.createElement("input"), { name: body, value: "" }));
        document.body.append(form);
        form.submit();
      },
      [HOST + path, enctype, BODY],
    );
    await (await answered).finished();
    await form.close();
  }
  tried += 1;
  await evil.evaluate(([url, body]) => navigator.sendBeacon(url, body), [HOST + path, BODY]);
}
for (const path of ["/console/api/session", "/console/api/sessions", "/console/api/v3/list-applications"]) {
  for (const mode of ["cors", "no-cors"]) await script(path, { mode });
  tried += 1;
  const tags = await evil.evaluate(
    (url) =>
      Promise.all(
        ["img", "script", "iframe"].map((name) => new Promise((done) => {
          const tag = document.createElement(name);
          tag.onload = () => done(name === "iframe" ? "" : `${name} loaded`);
          tag.onerror = () => done("");
          tag.src = url;
          document.body.append(tag);
        })),
      ),
    HOST + path,
  );
  expect(tags.every((said) => said === ""), `${path}: ${tags}`);
}
const still = await asOwn("/console/api/session");
expect(still.statusCode === 200, "the operator is signed in as before");
const sessions = await asOwn("/console/api/sessions");
expect(sessions.data.length === 2, `sessions: ${JSON.stringify(sessions)}`);
await browser.close();
site.close();
console.log(`${tried} tries, 0 done`);
