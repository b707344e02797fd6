// @authing/guard on a page of an application, as the guide has it.
import React from "react";
import { OPTIONS, code, expect, launch, open, serve, wait } from "./page.mjs";
import { signIn } from "./sign-in-page.mjs";
import { site } from "./site.mjs";

const { appId, host, origin, port, html, widget: story } = OPTIONS;
const NUMBER = "13900000001";
const ADDRESS = "ada@example.com";
const PASSWORD = "a-Long-1-password";
/** What the page keeps of the events, beside the code of the guide. */
const WATCH = `
window.events = [];
for (const name of ["login", "login-error", "register", "register-error", "pwd-reset", "pwd-reset-error"]) {
  guard.on(name, (told) => window.events.push([name, JSON.parse(JSON.stringify(told ?? null))]));
}`;
const FOLDER = "/node_modules/@authing/guard-react18/dist/esm";
/** The same for React, whose package is a module that takes React from elsewhere. */
const REACT = `<!doctype html><link rel="stylesheet" href="${FOLDER}/guard.min.css">
<div id="guard"></div><div id="app"></div>
<script src="/node_modules/react/umd/react.production.min.js"></script>
<script src="/node_modules/react-dom/umd/react-dom.production.min.js"></script>
<script type="importmap">{ "imports": { "react": "/react.mjs" } }</script>
<script type="module">
import { GuardProvider, useGuard } from "${FOLDER}/guard.min.js";
function Login() {
  const guard = useGuard();
  React.useEffect(() => {
    ${WATCH}
    guard.start("#guard").catch(() => {});
  }, []);
  return null;
}
const options = { appId: "${appId}", host: "${host}", redirectUri: "${origin}/callback", lang: "en-US" };
const app = React.createElement(GuardProvider, options, React.createElement(Login));
ReactDOM.createRoot(document.getElementById("app")).render(app);
</script>`;
const names = Object.keys(React).map((name) => `export const ${name} = React.${name};`);
const modules = { "/react.mjs": `const React = window.React; export default React; ${names.join(" ")}` };

const served = story === "react" ? REACT : `${html}<script>${WATCH}</script>`;
const server = await serve(served, { port, modules });
const { browser, proxy } = story === "redirect" ? await site() : { browser: await launch() };
const { page, calls } = await open(browser);

const shown = (selector) => page.locator(`#guard ${selector}`).filter({ visible: true }).first();
const tab = (name) => page.getByRole("tab", { name }).click();
const submit = () => shown(".authing-g2-submit-button").click();
const says = (text) => page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 10000 });

async function fill(selector, texts) {
  const fields = page.locator(`#guard ${selector}`).filter({ visible: true });
  await fields.nth(texts.length - 1).waitFor();
  for (const [place, text] of texts.entries()) await fields.nth(place).fill(text);
}

/** The next event of that name; what it told. */
async function event(name) {
  const handle = await page.waitForFunction((name) => {
    const at = window.events.findIndex(([own]) => own === name);
    return at < 0 ? undefined : [window.events.splice(0, at + 1)[at][1]];
  }, name, { timeout: 15000 });
  return (await handle.jsonValue())[0];
}

async function start() {
  await page.evaluate(() => localStorage.clear());
  await page.goto(origin);
  await shown(".authing-g2-submit-button").waitFor();
}

/** Fills in who it is and asks for a code; the code. */
async function ask(who) {
  await shown("input[id$=_identify], input[id$=_email], input[id$=_phone]").fill(who);
  const answered = page.waitForResponse((response) => response.url().endsWith("/send"));
  await shown(".authing-g2-send-code-btn").click();
  const sent = await (await answered).json();
  expect(sent.code === 200, `sent: ${JSON.stringify(sent)}`);
  return code(who.includes("@") ? who : `+86${who}`);
}

async function enter(digits) {
  await shown("input[id$=_code]").fill(digits);
  await submit();
}

async function byPhone() {
  await start();
  const right = await ask(NUMBER);
  await enter(right === "000000" ? "111111" : "000000");
  await says("The verification code is wrong");
  await event("login-error");
  await enter(right);
  const user = await event("login");
  expect(!calls.some((one) => one.endsWith("/find")), "nobody is asked for");
  expect(user.phone === NUMBER && user.token.split(".").length === 3, JSON.stringify(user));
}

async function byEmail() {
  await start();
  await tab("Email Code");
  await enter(await ask(ADDRESS));
  const user = await event("login");
  expect(user.email === ADDRESS && user.emailVerified, JSON.stringify(user));
}

async function byPassword(who, password) {
  await start();
  await tab("Password");
  await shown("input[id$=_account], input[id$=_identity]").fill(who);
  await shown("input[type=password]").fill(password);
  await submit();
}

async function forgotten() {
  await start();
  await tab("Password");
  await page.getByText("Forgot Password").click();
  await shown(".authing-g2-send-code-btn").waitFor();
  await enter(await ask(NUMBER));
  await fill("input[type=password]", [PASSWORD, PASSWORD]);
  await submit();
  await event("pwd-reset");
  await byPassword(NUMBER, PASSWORD);
  const user = await event("login");
  expect(user.phone === NUMBER, JSON.stringify(user));
}

/** Wrong passwords: told one by one, and then the account waits. */
async function locked() {
  await byPassword(NUMBER, "a wrong one");
  await says("Wrong user name or password");
  expect((await event("login-error")).code === 2333, "the page learns of it");
  for (let tries = 1; tries < 10; tries += 1) {
    const told = await page.evaluate(async ([host, appId, account]) => {
      const headers = { "content-type": "application/json", "x-authing-app-id": appId };
      const body = JSON.stringify({ account, password: "wrong" });
      const answer = await fetch(`${host}/api/v2/login/account`, { method: "POST", headers, body });
      return answer.json();
    }, [host, appId, NUMBER]);
    expect(told.code === 2333, JSON.stringify(told));
  }
  await byPassword(NUMBER, PASSWORD);
  await says("The account is locked");
  expect((await event("login-error")).code === 2005, "the page learns of it");
}

const STORIES = {
  react: byPhone,
  async together() {
    await byPhone();
    await byEmail();
    await wait();
    await forgotten();
    await locked();
  },
  async apart() {
    await start();
    await shown("input[id$=_identify]").fill(NUMBER);
    await shown(".authing-g2-send-code-btn").click();
    await says("Can't find the phone account");
    expect(!calls.includes("POST /api/v2/sms/send"), "no code is sent to nobody");
    await page.getByText("Sign Up").click();
    await says("Verify Code");
    await enter(await ask(NUMBER));
    const user = await event("register");
    expect(user.phone === NUMBER, JSON.stringify(user));
    await start();
    await enter(await ask(NUMBER));
    expect((await event("login")).id === user.id, "signed in");
    await start();
    await page.getByText("Sign Up").click();
    await tab("Email");
    await shown("input[id$=_email]").fill(ADDRESS);
    await fill("input[type=password]", [PASSWORD, PASSWORD]);
    await submit();
    expect((await event("register")).email === ADDRESS, "signed up");
    await byPassword(ADDRESS, PASSWORD);
    expect((await event("login")).email === ADDRESS, "signed in");
  },
  async redirect() {
    await page.evaluate(() => guard.startWithRedirect());
    await signIn(page, NUMBER);
    await page.waitForURL(`${origin}/callback**`);
    await page.evaluate(() => guard.handleRedirectCallback());
    const user = await page.evaluate(() => guard.trackSession());
    expect(user.phone === NUMBER, JSON.stringify(user));
    await page.evaluate(() => guard.logout()).catch(() => {});
    await page.waitForURL(`${origin}/`);
    await shown(".authing-g2-submit-button").waitFor();
    await page.evaluate(() => guard.startWithRedirect());
    await page.locator("input[name=phone]").waitFor();
    expect(page.url().startsWith(host), "whoever signed out is asked again");
  },
};

try {
  await STORIES[story]();
  console.log(`@authing/guard ${story}: ${expect.count} checks passed; ${[...new Set(calls)].join(", ")}`);
} catch (error) {
  if (process.env.WIDGET_PICTURES) await page.screenshot({ path: `${process.env.WIDGET_PICTURES}/${story}.png` });
  console.error(page.url(), await page.evaluate(() => JSON.stringify(window.events)).catch(String));
  throw error;
} finally {
  await browser.close();
  server.close();
  proxy?.close();
}
