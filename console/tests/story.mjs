// An operator's first hour: from the set-up link to the receipt of a code that bound a phone abroad.
import { axe, close, expect, faults, open, settled, signIn, URL_, visit } from "./harness.mjs";

/** The stand-in of Alibaba Cloud International, and a secret setting that the server was started with. */
const { CONSOLE_VENDOR: VENDOR, CONSOLE_SECRET: SECRET } = process.env;
const NUMBER = "4155552671";
const PASSWORD = "a Long 1 password!";

async function ask(path, wish = {}) {
  const answer = await fetch(`${VENDOR}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(wish) });
  return answer.json();
}

/** What the vendor was asked to send to a number. */
async function message(to) {
  for (let round = 0; round < 400; round += 1) {
    const found = (await ask("/_messages")).find((one) => one.to === to);
    if (found) return found;
    await new Promise((done) => setTimeout(done, 25));
  }
  throw new Error(`no message to ${to} in ten seconds`);
}

/** Configures the provider by the form that the server describes, and sends a test message; the address for receipts. */
async function provider(page) {
  await visit(page, "/messages");
  await page.getByRole("link", { name: "Add an SMS provider" }).last().click();
  await page.getByRole("link", { name: "Alibaba Cloud SMS International" }).click();
  await page.getByLabel("Scope").selectOption("INTERNATIONAL");
  await page.getByLabel("AccessKey ID").fill("testKeyId");
  await page.getByLabel("AccessKey secret").fill("wrong");
  await page.getByLabel("Endpoint").fill(VENDOR);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("button", { name: "Send a test message" }).waitFor();
  const send = async (number) => {
    await page.getByLabel("Country code").fill("+1");
    await page.getByLabel("Number", { exact: true }).fill(number);
    await page.getByRole("button", { name: "Send a test message" }).click();
    await page.locator(".answer").waitFor();
    return page.locator(".answer").textContent();
  };
  const refused = await send("4155550100");
  expect(refused.includes("refused") && refused.includes("Key or signature is wrong"), `the vendor's refusal in words: ${refused}`);
  await page.getByLabel("AccessKey secret").fill("testKeySecret");
  const saved = page.waitForResponse((answer) => answer.url().endsWith("/config-sms-provider"));
  await page.getByRole("button", { name: "Save" }).click();
  await saved;
  const taken = await send("4155550101");
  expect(taken.includes("took the message"), `the vendor took it: ${taken}`);
  return page.locator("section", { hasText: "Address of receipts" }).locator(".value code").textContent();
}

/** Somebody who signs in by a password. */
async function user(page) {
  await visit(page, "/users/new");
  await page.getByLabel("User name").fill("grace");
  await page.getByLabel("Name", { exact: true }).fill("Grace Hopper");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("Ask for a new password at the first sign-in").uncheck();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "Grace Hopper" }).waitFor();
  return new URL(page.url()).pathname.slice("/console".length);
}

/** That user binds a phone abroad on the pages of the server, in a browser of their own; the message. */
async function bind() {
  const page = await open();
  await page.goto(`${URL_}/u`);
  await page.getByRole("link", { name: "Use a password" }).click();
  await page.locator("#name").fill("grace");
  await page.locator("#password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Your account" }).waitFor();
  await page.goto(`${URL_}/u/phone/set`);
  await page.locator("#country").selectOption("US");
  await page.locator("#phone").fill("(415) 555-2671");
  await page.locator("form", { has: page.locator("#phone") }).getByRole("button").first().click();
  const sent = await message(`1${NUMBER}`);
  const [code] = /\d{6}/.exec(sent.text);
  await page.locator("#code").fill(code);
  await page.locator("form", { has: page.locator("#code") }).getByRole("button").first().click();
  await page.getByText("Your phone number is confirmed").waitFor();
  await page.context().close();
  return sent;
}

/** What the operator sees of it: the message, who carried it, the receipt, and that the code was entered. */
async function log(page, of) {
  await visit(page, `/messages/log?phone=${encodeURIComponent("+1 (415) 555-2671")}`);
  const row = page.locator("tbody tr").filter({ hasText: "Bind a phone" });
  const text = await row.textContent();
  for (const wanted of ["United States", "ALIYUN_INTERNATIONAL", "Delivered", "receipt"]) expect(text.toLowerCase().includes(wanted.toLowerCase()), `the log says ${wanted}: ${text}`);
  expect((await axe(page)).length === 0, "the log keeps to the rules");
  await visit(page, `${of}/phone`);
  const card = await page.locator("main").textContent();
  for (const wanted of [`+1 ${NUMBER}`, "Verified"]) expect(card.includes(wanted), `the phone card says ${wanted}: ${card}`);
  await visit(page, `/users?q=${encodeURIComponent("001 415-555-2671")}`);
  expect((await page.getByRole("link", { name: "Grace Hopper" }).count()) === 1, "the number finds the user");
}

/** What the server was started with and where that was said, without secrets. */
async function server(page) {
  await visit(page, "/server");
  const row = (name) => page.locator("main tr", { has: page.locator("th", { hasText: new RegExp(`^${name}$`) }) }).textContent();
  const told = [await row("private_providers"), await row("metrics_token"), await row("code_lifetime")];
  for (const [at, wanted] of ["trueCommandline", "••••Commandline", "300Default"].entries()) expect(told[at].replaceAll(/\s/g, "").includes(wanted), `a setting says ${wanted}: ${told[at]}`);
  const text = await page.locator("main").textContent();
  expect(!text.includes(SECRET), "no secret is shown");
}

/** What somebody else changed is shown before it is written over, and what was typed stays. */
async function meanwhile(page, of) {
  await visit(page, of);
  const other = await open({ state: await page.context().storageState() });
  await visit(other, of);
  await page.getByLabel("Nickname").fill("Typed");
  await other.getByLabel("Company").fill("Navy");
  await other.getByRole("button", { name: "Save" }).click();
  await other.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "It was changed meanwhile" });
  const told = await dialog.textContent();
  for (const wanted of ["You, elsewhere,", "company", "Navy"]) expect(told.includes(wanted), `the dialog says ${wanted}: ${told}`);
  expect((await axe(page)).length === 0, "the dialog keeps to the rules");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect((await page.getByLabel("Nickname").inputValue()) === "Typed", "what was typed stays");
  await other.reload();
  expect((await other.getByLabel("Nickname").inputValue()) === "", "and was not saved");
  await page.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("button", { name: "Save mine all the same" }).click();
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  await other.reload();
  const now = [await other.getByLabel("Nickname").inputValue(), await other.getByLabel("Company").inputValue()];
  expect(now.join() === "Typed,Navy", `each field has what was saved last: ${now}`);
  await other.context().close();
}

try {
  const page = await open();
  await signIn(page);
  expect((await page.locator("main").textContent()).includes("A message service"), "a fresh install has a list of what to do");
  const receipts = await provider(page);
  await server(page);
  const of = await user(page);
  await meanwhile(page, of);
  const sent = await bind();
  const answer = await ask("/_receipt", { id: sent.id, url: receipts });
  expect(answer.status === 200, `the receipt is believed: ${JSON.stringify(answer)}`);
  await log(page, of);
  await settled(page);
  expect(faults.length === 0, `faults:\n${[...new Set(faults)].join("\n")}`);
  console.log(`${URL_}: the story, ${expect.count} checks, 0 faults`);
} finally {
  if (faults.length > 0) console.error([...new Set(faults)].slice(0, 20).join("\n"));
  await close();
}
