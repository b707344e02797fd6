// Every page that people sign in on and look after their account on, in a real browser: axe, width,
// nothing asked for elsewhere. Arguments: the server's address, the path of an authorization request
// of an application that asks for consent, a folder for pictures.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";
import { launch } from "./chromium.mjs";

const [HOST, REQUEST, FOLDER] = process.argv.slice(2);
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [{ width: 360, height: 740 }, { width: 1280, height: 900 }];
const LOCALES = ["en-US", "zh-CN", "zh-TW", "ja-JP"];

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

const browser = await launch();
const elsewhere = [];
const faults = [];
const seen = new Set();
let views = 0;

async function open(locale, options = {}) {
  const context = await browser.newContext({ locale, ...options });
  const page = await context.newPage();
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(HOST) && !url.startsWith("https://app.example/")) elsewhere.push(url);
  });
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    // Forms that are refused answer with their status, and the browser says so.
    const refused = /status of (400|403|429)/.test(message.text());
    const away = message.location().url.startsWith("https://app.example/");
    if (message.type() === "error" && !refused && !away) faults.push(`${message.text()} ${message.location().url}`);
  });
  return page;
}

/** The rules that the page breaks. The policy lets no script in, so that axe comes by the debugger. */
async function axe(session) {
  const run = "axe.run(document).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes[0].html])))";
  const { result } = await session.send("Runtime.evaluate", { expression: run, awaitPromise: true, returnByValue: true });
  return JSON.parse(result.value);
}

/** Looks at the page as it is, light and dark, narrow and wide. */
async function look(page, locale, name) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  expect((await page.evaluate(() => document.documentElement.lang)) === locale, `${name} in ${locale}`);
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport);
      const view = `${name}-${locale}-${colorScheme}-${viewport.width}`;
      // Each scheme and each size once: what axe finds hangs on one of them.
      const broken = (colorScheme === "light") === (viewport === SIZES[0]) ? await axe(session) : [];
      expect(broken.length === 0, `axe, ${view}: ${JSON.stringify(broken)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide <= viewport.width, `${view} is ${wide} wide`);
      if (FOLDER && ["en-US", "zh-CN"].includes(locale)) {
        await page.screenshot({ path: `${FOLDER}/${view}.png`, fullPage: true });
      }
      views += 1;
    }
  }
  seen.add(name);
  await session.detach();
}

async function code(to) {
  const query = new URLSearchParams({ to, limit: "1" });
  const [message] = await (await fetch(`${HOST}/dev/inbox/messages?${query}`)).json();
  return message.code;
}

/** Does what leads back to the application, which nobody runs here. */
async function leave(page, act) {
  const back = page.waitForRequest((request) => request.url().startsWith("https://app.example/"));
  const gone = page.waitForEvent("framenavigated", (frame) => frame.url().startsWith("chrome-error:"));
  await Promise.all([back, gone, act()]);
}

async function wait(seconds) {
  const body = JSON.stringify({ advanceSeconds: seconds });
  await fetch(`${HOST}/dev/clock`, { method: "POST", headers: { "content-type": "application/json" }, body });
}

const send = (page) => page.locator("form").first().locator("button").first().click();

async function signIn(page, locale, number) {
  await page.goto(HOST + REQUEST);
  await look(page, locale, "phone");
  await page.fill("#phone", "12");
  await send(page);
  await page.locator("#error").waitFor();
  await look(page, locale, "phone-wrong");
  await page.selectOption("#country", "CN");
  await page.fill("#phone", number);
  await send(page);
  await page.locator("#code").waitFor();
  await look(page, locale, "code");
  await page.fill("#code", "000000");
  await send(page);
  await page.locator("#error").waitFor();
  await look(page, locale, "code-wrong");
  await page.fill("#code", await code(`+86${number}`));
  await send(page);
  await page.locator("button[name=answer]").first().waitFor();
  await look(page, locale, "consent");
  await leave(page, () => page.click("button[name=answer][value=yes]", { noWaitAfter: true }));
}

async function otherWays(page, locale) {
  await page.goto(`${HOST}${REQUEST}&prompt=select_account`);
  await look(page, locale, "account");
  await page.goto(`${HOST}${REQUEST}&prompt=login`);
  const path = page.url();
  for (const by of ["email", "password"]) {
    await page.goto(`${path}?by=${by}`);
    await look(page, locale, by);
  }
  await page.goto(`${path}/forgot?by=phone`);
  await look(page, locale, "forgot");
  await page.fill("#phone", "13900009999");
  await page.selectOption("#country", "CN");
  await send(page);
  await page.locator("#password").waitFor();
  await look(page, locale, "reset");
  await page.goto(`${HOST}/oidc/auth?client_id=nobody`);
  await look(page, locale, "fault");
}

async function centre(page, locale, number) {
  await page.goto(`${HOST}/u`);
  await look(page, locale, "centre");
  for (const name of ["profile", "password", "phone/set", "email/set", "phone/remove", "sessions", "applications", "history", "delete"]) {
    await page.goto(`${HOST}/u/${name}`);
    await look(page, locale, `centre-${name.replace("/", "-")}`);
  }
  await page.goto(`${HOST}/u/email/set`);
  await page.fill("#email", `${locale}@example.com`);
  await send(page);
  await page.locator("#code").waitFor();
  await look(page, locale, "centre-email-code");
  await page.fill("#code", await code(`${locale}@example.com`));
  await send(page);
  await page.locator("[role=status]").waitFor();
  await look(page, locale, "centre-done");
  await page.goto(`${HOST}/u/phone/remove`);
  await look(page, locale, "centre-phone-remove-left");
  await send(page);
  await page.locator("#code").waitFor();
  await look(page, locale, "centre-phone-remove-code");
  await page.fill("#code", await code(`+86${number}`));
  await send(page);
  await page.locator("[role=status]").waitFor();
  await page.goto(`${HOST}/u/delete`);
  await send(page);
  await page.locator("#code").waitFor();
  await look(page, locale, "centre-delete-code");
  await page.fill("#code", await code(`${locale}@example.com`));
  await send(page);
  await page.waitForURL("**/u/deleted");
  await look(page, locale, "centre-deleted");
}

async function everyPage() {
  for (const [at, locale] of LOCALES.entries()) {
    const page = await open(locale);
    await page.goto(HOST);
    await look(page, locale, "start");
    const number = `1390000100${at}`;
    await signIn(page, locale, number);
    await otherWays(page, locale);
    await centre(page, locale, number);
    await page.context().close();
    await wait(61);
  }
}

/** A sign-in by the keyboard alone: no key is a trap, and what is in focus is to be seen. */
async function keyboard() {
  const page = await open("en-US", { viewport: SIZES[0] });
  await page.goto(HOST + REQUEST);
  const focused = (id) => page.waitForFunction((id) => document.activeElement?.id === id, id);
  await focused("phone");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  expect(outline !== "none", "what is in focus is to be seen");
  await page.keyboard.type("13900002000");
  await page.keyboard.press("Shift+Tab");
  await focused("country");
  await page.keyboard.type("China");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.locator("#code").waitFor();
  await focused("code");
  await page.keyboard.type(await code("+8613900002000"));
  await page.keyboard.press("Enter");
  await page.locator("button[name=answer]").first().waitFor();
  const reached = [];
  for (let steps = 0; steps < 20 && !reached.includes("yes"); steps += 1) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => document.activeElement?.value ?? document.activeElement?.tagName));
  }
  expect(reached.includes("yes"), `reached by Tab: ${reached}`);
  await leave(page, () => page.keyboard.press("Space"));
  await page.context().close();
}

/** What the script adds: a pasted message, the way to another code, the country of a number. */
async function script() {
  const page = await open("en-US");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: HOST });
  await page.goto(HOST + REQUEST);
  await page.fill("#phone", "+44 7400 123456");
  await page.locator("#phone").blur();
  expect((await page.inputValue("#country")) === "GB", "the country of the number");
  await page.fill("#phone", "13900003000");
  await page.selectOption("#country", "CN");
  await send(page);
  await page.locator("#code").waitFor();
  const again = page.locator("button.second");
  expect(await again.isDisabled(), "another code has to wait");
  expect(/\(\d+\)$/.test(await again.textContent()), "and it says how long");
  await page.reload();
  expect(await again.isDisabled(), "after a reload too");
  await wait(61);
  await page.reload();
  expect(await again.isEnabled(), "a minute later it need not wait");
  const sent = await code("+8613900003000");
  const wide = [...sent].map((digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)).join("");
  const message = `[Shop] Your code is ${wide.slice(0, 3)} ${wide.slice(3)}, it is good for 5 minutes.`;
  await page.evaluate((text) => navigator.clipboard.writeText(text), message);
  await page.focus("#code");
  await page.keyboard.press("Control+V");
  // It is sent by itself, once.
  await page.locator("button[name=answer]").first().waitFor();
  await page.context().close();
}

/** The message that the phone hands over is entered as if it were typed. */
async function webOtp() {
  const page = await open("en-US");
  await page.addInitScript(() => {
    window.OTPCredential = class {};
    navigator.credentials.get = ({ otp, signal }) => new Promise((resolve, reject) => {
      window.asked = otp.transport;
      signal.addEventListener("abort", () => reject(new DOMException("aborted", "AbortError")));
      window.arrive = (code) => resolve({ code });
    });
  });
  await page.goto(HOST + REQUEST);
  await page.selectOption("#country", "CN");
  await page.fill("#phone", "13900004000");
  await send(page);
  await page.locator("#code").waitFor();
  expect((await page.evaluate(() => window.asked.join())) === "sms", "it is asked for by SMS");
  await page.evaluate((text) => window.arrive(text), await code("+8613900004000"));
  await page.locator("button[name=answer]").first().waitFor();
  await page.context().close();
}

try {
  await everyPage();
  await keyboard();
  await script();
  await webOtp();
  expect(elsewhere.length === 0, `asked elsewhere: ${elsewhere}`);
  expect(faults.length === 0, `faults: ${faults}`);
  console.log(`${seen.size} pages, ${views} views, 0 faults`);
} finally {
  await browser.close();
}
