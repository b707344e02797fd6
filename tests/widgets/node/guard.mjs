// @authing/guard on a page of an application, as the guide has it.
import { OPTIONS, code, expect, launch, open, serve, wait } from "./page.mjs";
import { signIn } from "./sign-in-page.mjs";
import { site } from "./site.mjs";

const { origin, port, html, widget: story } = OPTIONS;
const NUMBER = "13900000001";
const ADDRESS = "ada@example.com";
const PASSWORD = "a-Long-1-password";
/** What the page keeps of the events, beside the code of the guide. */
const WATCH = `<script>
window.events = [];
for (const name of ["login", "login-error", "register", "register-error", "pwd-reset", "pwd-reset-error"]) {
  guard.on(name, (told) => window.events.push([name, JSON.parse(JSON.stringify(told ?? null))]));
}
</script>`;

const server = await serve(html + WATCH, { port });
const { browser, proxy } = story === "redirect" ? await site() : { browser: await launch() };
const { page, calls } = await open(browser);

const shown = (selector) => page.locator(`#guard ${selector}`).filter({ visible: true }).first();
const tab = (name) => page.getByRole("tab", { name }).click();
const submit = () => shown(".authing-g2-submit-button").click();
const says = (text) => page.getByText(text).filter({ visible: true }).first().waitFor({ timeout: 10000 });

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
  await shown("text=Forgot").click();
  await page.waitForTimeout(1000);
  await page.screenshot({ path: "/tmp/guard-reset.png" });
  const digits = await ask(NUMBER);
  await enter(digits);
  const fields = page.locator("#guard input[type=password]");
  await fields.nth(1).waitFor();
  await fields.nth(0).fill(PASSWORD);
  await fields.nth(1).fill(PASSWORD);
  await submit();
  await event("pwd-reset");
  await byPassword(NUMBER, PASSWORD);
  const user = await event("login");
  expect(user.phone === NUMBER, JSON.stringify(user));
}

async function locked() {
  for (const said of ["Wrong user name or password", "Wrong user name or password", "Wrong user name or password", "The account is locked"]) {
    await byPassword(NUMBER, "a wrong one");
    await says(said);
    await event("login-error");
  }
}

async function logOut() {
  await start();
  await page.evaluate(() => guard.logout());
}

const STORIES = {
  async together() {
    await byPhone();
    await byEmail();
    await wait();
    await forgotten();
    await locked();
  },
  async apart() {
    await start();
    await page.waitForTimeout(500);
    await page.screenshot({ path: "/tmp/guard-apart.png" });
    throw new Error("look");
  },
  async redirect() {
    await page.evaluate(() => guard.startWithRedirect());
    await signIn(page, NUMBER);
    await page.waitForURL(`${origin}/callback**`);
    await page.evaluate(() => guard.handleRedirectCallback());
    const user = await page.evaluate(() => guard.trackSession());
    console.error(JSON.stringify(user), await page.evaluate(() => JSON.stringify(localStorage)));
    throw new Error("look");
  },
};

try {
  await STORIES[story]();
  console.log(`@authing/guard ${story}: ${expect.count} checks passed; ${[...new Set(calls)].join(", ")}`);
} catch (error) {
  await page.screenshot({ path: `/tmp/guard-${story}-failed.png` });
  console.error(page.url(), await page.evaluate(() => JSON.stringify(window.events)).catch(String));
  throw error;
} finally {
  await browser.close();
  server.close();
  proxy?.close();
}
