// @authing/guard on a page of an application, as the guide has it.
import { OPTIONS, code, expect, launch, open, serve, wait } from "./page.mjs";

const { host, origin, port, html, widget: story } = OPTIONS;
const [NUMBER, NEXT] = ["13900000001", "13900000002"];
const ADDRESS = "ada@example.com";
const PASSWORD = "a Long 1 password!";
/** What the page keeps of the events, beside the code of the guide. */
const WATCH = `<script>
window.events = [];
for (const name of ["login", "login-error", "register", "register-error", "pwd-reset", "pwd-reset-error"]) {
  guard.on(name, (...told) => window.events.push([name, JSON.parse(JSON.stringify(told[0] ?? null))]));
}
</script>`;

const server = await serve(html.replace("</script>", "</script>") + WATCH, { port });
const browser = await launch();
const { page, calls } = await open(browser);

const root = page.locator("#guard");
const visible = (selector) => root.locator(`${selector}:visible`).first();
const tab = (name) => root.getByRole("tab", { name }).click();
const submit = () => visible(".authing-g2-submit-button").click();
const sendCode = () => visible(".authing-g2-send-code-btn").click();
const toast = (text) => page.getByText(text).first().waitFor({ timeout: 10000 });

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
  await visible(".authing-g2-submit-button").waitFor();
}

/** Fills in who it is, asks for a code, and fills it in. */
async function enter(who, to, form) {
  await visible(`#${form}_${form === "registerEmailCode" ? "email" : "identify"}`).fill(who);
  const answered = page.waitForResponse((response) => response.url().endsWith("/send"));
  await sendCode();
  const sent = await (await answered).json();
  expect(sent.code === 200, `sent: ${JSON.stringify(sent)}`);
  return code(to);
}

async function byPhone() {
  await start();
  const right = await enter(NUMBER, `+86${NUMBER}`, "phoneCode");
  await visible("#phoneCode_code").fill(right === "000000" ? "111111" : "000000");
  await submit();
  await toast("The verification code is wrong");
  expect((await event("login-error")) !== undefined, "the page learns of it");
  await visible("#phoneCode_code").fill(right);
  await submit();
  const user = await event("login");
  expect(user.phone === NUMBER && user.token.split(".").length === 3, JSON.stringify(user));
  return user;
}

try {
  await byPhone();
  console.log(`@authing/guard ${story}: ${expect.count} checks passed; ${[...new Set(calls)].join(", ")}`);
} catch (error) {
  await page.screenshot({ path: "/tmp/guard.png" });
  console.error(await page.evaluate(() => JSON.stringify(window.events)));
  throw error;
} finally {
  await browser.close();
  server.close();
}
