// Every page: it loads, in few requests, without a fault of axe, in both languages and themes, narrow and wide.
import { readFile } from "node:fs/promises";
import { ACCOUNT, axe, close, expect, faults, open, PAGES, PASSWORD, PICTURES, settled, signIn, URL_, visit } from "./harness.mjs";

const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 900 };
const VIEWS = [
  { locale: "en-US", colorScheme: "light", viewport: WIDE },
  { locale: "zh-CN", colorScheme: "dark", viewport: NARROW },
  { locale: "en-US", colorScheme: "dark", viewport: NARROW },
  { locale: "zh-CN", colorScheme: "light", viewport: WIDE },
];
/** Requests that one page may make. */
const MOST = 3;

/** The pages, with a user, an application, a provider and a source that are there. */
async function pages(page) {
  const first = async (path, part) => {
    await visit(page, path);
    const links = await page.locator("main a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    return links.find((href) => new RegExp(`^/console${part}/[^/?]+$`).test(href) && !/\/(new|import|export)$/.test(href))?.slice("/console".length);
  };
  const [user, app] = [await first("/users", "/users"), await first("/applications", "/applications")];
  expect(user && app, "there is a user and an application");
  const [provider, source] = [await first("/messages", "/messages/providers"), await first("/sources", "/sources")];
  const connection = source && (await first(source, source));
  await visit(page, "/audit");
  const isAudited = (await page.getByRole("link", { name: "What was done for the pool" }).count()) > 0;
  return [
    "/", "/?view=logins", "/users", "/users?q=%2B86+188&status=Activated", "/users/new", "/users/import", "/users/export", "/users/export?q=ada&status=Activated",
    ...["", "/phone", "/identities", "/roles", "/history", "/audit", "/raw"].map((tab) => user + tab),
    "/messages", "/messages/providers/new", "/messages/providers/new?vendor=ALIYUN_INTERNATIONAL&scope=INTERNATIONAL", ...(provider ? [provider] : []),
    "/messages/routes", "/messages/budget", "/messages/guard", "/messages/log", "/messages/templates", "/messages/email", "/messages/email-templates",
    "/applications", "/applications/new", "/applications/new?kind=spa",
    ...["", "/settings", "/protocol", "/login", "/branding", "/secret", "/raw"].map((tab) => app + tab),
    "/access-keys",
    "/sources", "/sources/new", "/sources/new?type=github", ...(source ? [source, `${source}/new`] : []), ...(connection ? [connection] : []),
    "/security", "/audit", ...(isAudited ? ["/audit/administrators"] : []), "/audit/operators", "/operators", "/operators/new", "/operators/none/password", "/password", "/operations", "/operations/listUsers", "/operations/getUser", "/server", "/sessions", "/no/such/page", "/users?find=1", "/users?call=1",
  ];
}

/** What a page does not keep to, in a view. */
async function broken(page, { locale, viewport }) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  const alerts = await page.locator("main [role=alert]").allTextContents();
  const tongue = await page.evaluate(() => document.documentElement.lang);
  const rules = await axe(page);
  return [
    page.calls.length > MOST && `made ${page.calls}`,
    wide > viewport.width && `is ${wide} wide`,
    alerts.length > 0 && `says ${alerts}`,
    tongue !== locale && `is in ${tongue}`,
    rules.length > 0 && `breaks ${JSON.stringify(rules, null, 1)}`,
  ].filter(Boolean);
}

async function look() {
  const first = await open();
  await signIn(first);
  const state = await first.context().storageState();
  const paths = (await pages(first)).filter((path) => new RegExp(PAGES).test(path));
  await first.context().close();
  const found = [];
  for (const view of VIEWS) {
    const page = await open({ ...view, state });
    for (const path of paths) {
      const name = `${view.locale} ${view.colorScheme} ${view.viewport.width} ${path}`;
      await visit(page, path);
      found.push(...(await broken(page, view)).map((what) => `${name} ${what}`));
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name.replace(/[^\w-]+/g, "_")}.png`, fullPage: view.viewport === WIDE });
    }
    await page.context().close();
  }
  expect(found.length === 0, `${found.length} faults:\n${found.join("\n")}`);
  return { views: VIEWS.length * paths.length, state, pages: paths.length };
}

/** The keyboard alone: the palette, the search, and everything that Tab reaches shows that it is reached. */
async function keyboard(state) {
  const page = await open({ state });
  await visit(page, "/users");
  const reached = new Set();
  for (let step = 0; step < 120; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      // After the last one the browser itself is reached.
      if (one === document.body) return undefined;
      const { outlineStyle } = getComputedStyle(one);
      return { name: one.getAttribute("href") ?? one.getAttribute("aria-label") ?? one.textContent?.trim(), shown: outlineStyle !== "none" };
    });
    if (!at) break;
    expect(at.shown, `${at.name} shows that it is reached`);
    reached.add(at.name);
  }
  for (const wanted of ["/console/applications", "/console/users/new"]) expect(reached.has(wanted), `${wanted} is reached: ${[...reached]}`);
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("/");
  expect(await page.getByRole("searchbox").evaluate((one) => one === document.activeElement), "/ finds the search");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  expect(page.url().includes("find=1"), "the palette has an address");
  await page.keyboard.type("security");
  await page.getByRole("option", { name: "Security settings" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Security settings" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.context().close();
}

/** Creates a user; what is wrong stands beside the field, and what was typed outlives all that can happen. */
async function work(state) {
  const page = await open({ state });
  page.provoked.push("401", "ERR_INTERNET_DISCONNECTED", "400", "409", "422");
  await visit(page, "/users/new");
  const phone = page.getByLabel("Phone", { exact: true });
  await phone.fill("12");
  await page.getByRole("button", { name: "Create" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  expect(await phone.evaluate((one) => one.getAttribute("aria-invalid") === "true" && one === document.activeElement), "the field at fault is marked and reached");
  expect((await page.locator(".field .error").textContent()).length > 0, "what is wrong stands beside it");

  // A lost connection loses nothing.
  const number = `155${String(Date.now()).slice(-8)}`;
  await phone.fill(number);
  await page.getByLabel("Name", { exact: true }).fill("Grace Hopper");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByText("The server was not reached").waitFor();
  await page.context().setOffline(false);

  // So does a session that ended.
  await page.context().clearCookies();
  await page.getByRole("button", { name: "Create" }).click();
  const dialog = page.getByRole("dialog");
  if (await dialog.waitFor({ timeout: 5000 }).then(() => true, () => false)) {
    await dialog.getByLabel("E-mail or phone").fill(ACCOUNT);
    await dialog.getByLabel("Password").fill(PASSWORD);
    await dialog.getByRole("button", { name: "Sign in", exact: true }).click();
  }
  await page.getByRole("heading", { level: 1, name: "Grace Hopper" }).waitFor();

  // Any spelling of the number finds the user.
  for (const spelling of [`+86 ${number}`, `0086-${number.slice(0, 3)}-${number.slice(3)}`, `(${number.slice(0, 3)}) ${number.slice(3)}`]) {
    await visit(page, `/users?q=${encodeURIComponent(spelling)}`);
    expect((await page.getByRole("link", { name: "Grace Hopper" }).count()) === 1, `found by ${spelling}`);
  }
  await page.getByRole("link", { name: "Grace Hopper" }).click();
  await page.getByRole("link", { name: "Phone", exact: true }).click();
  await settled(page);
  await page.getByText("This is the last one.").waitFor();

  // The last way in stays, and the server says why.
  await page.getByRole("button", { name: "Unbind" }).click();
  await page.getByRole("dialog").getByLabel(`Type “${number}” to go on`).fill(number);
  await page.getByRole("dialog").getByRole("button", { name: "Unbind" }).click();
  await page.getByRole("status").filter({ hasText: "last login" }).waitFor();

  // Leaving with something typed asks first; back and forward go where they were.
  await page.goBack();
  await page.getByLabel("Nickname").fill("Amazing");
  await page.getByRole("navigation", { name: "Sections" }).getByRole("link", { name: "Applications" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  expect((await page.getByLabel("Nickname").inputValue()) === "Amazing", "what was typed stays");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  await page.reload();
  expect((await page.getByLabel("Nickname").inputValue()) === "Amazing", "it was saved");

  await strand(page);
  // A deletion needs the typed name.
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  expect((await page.getByRole("dialog").count()) === 1, "nothing is deleted without the typed name");
  await page.getByRole("dialog").getByRole("textbox").fill("Grace Hopper");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await stepUp(page);
  await page.getByRole("heading", { level: 1, name: "Users" }).waitFor();
  return page;
}

/** Users come in from a file, line by line where one is refused, and go out again as a table. */
async function transfer(page) {
  await visit(page, "/users/import");
  const at = String(Date.now()).slice(-7);
  const lines = [...Array(54).keys()].map((n) => `i${at}-${n},"Imported, ${n}",${n === 52 ? "no address" : `i${at}-${n}@example.com`},${n === 0 ? '"9""\n in two lines"' : "x"},15500000000`);
  lines.push(`i${at}-54,Wide,i${at}-54@example.com,x,15500000000,y`);
  const head = "user name,name,email,Shoe size,phone 2";
  await page.locator("textarea").fill([head, `eve,"Eve,eve@example.com,x`].join("\n"));
  await page.getByText("The quotes that begin in line 2").waitFor();
  await page.locator("textarea").fill([head, ...lines].join("\n"));
  await page.getByText("Not imported, since no field has this name: Shoe size, phone 2").waitFor();
  await page.getByRole("button", { name: "Import them" }).click();
  await page.getByText("54 of 54: 53 created, 2 refused").waitFor({ timeout: 60_000 });
  const row = await page.getByRole("region", { name: "Refused lines" }).textContent();
  expect(row.includes("55") && row.includes("email") && row.includes("57") && row.includes("more cells"), `the line at fault, and why: ${row}`);
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Save the refused lines" }).click()]);
  const again = await readFile(await saved.path(), "utf8");
  expect(again.includes("no address") && again.trim().split("\n").length === 3, `the refused lines can be mended: ${again}`);
  await visit(page, `/users?q=i${at}`);
  await page.getByRole("checkbox", { name: "Choose all on this page" }).check();
  await page.getByRole("button", { name: "Assign a role" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("25 users chosen").waitFor();
  expect((await axe(page)).length === 0, "the dialog keeps to the rules");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("link", { name: "Export", exact: true }).click();
  const down = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export" }).click();
  await stepUp(page);
  const table = await readFile(await (await down).path(), "utf8");
  const names = table.trim().split("\r\n");
  expect(names.length === 54 && names[0].includes("userId,status,name"), `a line a user: ${names.length} ${names[0]}`);
  expect(table.includes(`"Imported, 3"`) && !table.includes("no address"), "cells with commas stay whole");
}

/** A source is set up by the form that the server describes. */
async function source(page) {
  await visit(page, "/sources/new");
  await page.getByRole("link", { name: "DingTalk" }).waitFor();
  await page.getByRole("link", { name: "LDAP" }).click();
  await page.getByLabel("Name").fill("Staff");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "Add a connection" }).waitFor();
  await page.getByLabel("Identifier").fill("staff");
  await page.getByLabel("Name on the sign-in page").fill("Staff");
  await page.getByLabel("Address").fill("ldaps://directory.example.com");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator("[aria-invalid=true]").waitFor();
  expect(await page.getByLabel("Base DN").evaluate((one) => one.getAttribute("aria-invalid") === "true"), "the field that is missing is marked");
  await page.getByLabel("Base DN").fill("ou=people,dc=example,dc=com");
  await page.getByLabel("Bind password").fill("hunter2hunter2");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "Staff" }).waitFor();
  await page.reload();
  await settled(page);
  expect(!(await page.getByLabel("Bind password").inputValue()).includes("hunter2"), "the secret does not come back");
}

/** An application without ways to sign in strands users: the page says how many, and asks for a word. */
async function strand(page) {
  const user = page.url();
  await visit(page, "/applications");
  await page.locator("tbody a").first().click();
  await page.getByRole("link", { name: "Sign-in", exact: true }).click();
  const ways = page.getByRole("group", { name: "Ways to sign in" }).getByRole("checkbox");
  await ways.first().waitFor();
  for (const way of await ways.all()) await way.uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog").filter({ hasText: "could not sign in any more" });
  await dialog.getByRole("button", { name: "Do it all the same" }).click();
  expect((await dialog.count()) === 1, "nothing is done without the typed word");
  await dialog.getByRole("button", { name: "Cancel" }).click();
  expect((await ways.evaluateAll((all) => all.some((one) => one.checked))) === false, "what was chosen stays on the page");
  await page.reload();
  await ways.first().waitFor();
  expect(await ways.evaluateAll((all) => all.some((one) => one.checked)), "and was not saved");
  await page.goto(user);
  await settled(page);
}

/** Proves that it is oneself, where the server asks for it. */
async function stepUp(page) {
  const dialog = page.getByRole("dialog").filter({ hasText: "Confirm that it is you" });
  if (!(await dialog.waitFor({ timeout: 2000 }).then(() => true, () => false))) return false;
  await dialog.getByLabel("Password").fill(PASSWORD);
  await dialog.getByRole("button", { name: "Go on" }).click();
  return true;
}

/** A secret is asked for, shown, copied as a call, and never stands in the sample. */
async function secret(page) {
  page.provoked.push("403");
  await visit(page, "/applications");
  await page.locator("tbody a").first().click();
  await page.getByRole("link", { name: "Secret", exact: true }).click();
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await stepUp(page);
  const shown = page.locator("main .value code").nth(1);
  await shown.waitFor();
  const text = await shown.textContent();
  expect(text.length > 20, "the secret is shown");
  await page.getByRole("button", { name: "API calls of this page" }).click();
  const drawer = page.getByRole("complementary");
  for (const [language, word] of [["curl", "curl "], ["TypeScript", "pool.getApplicationSecret"], ["Python", "get_application_secret"], ["Rust", "GetApplicationSecret"]]) {
    await drawer.getByRole("button", { name: language, exact: true }).click();
    await drawer.getByText(word).first().waitFor();
  }
  expect(!(await drawer.textContent()).includes(text), "the secret does not stand in the drawer");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
}

/** A key is made, its secret shown once; it is disabled, enabled and deleted. */
async function accessKeys(page) {
  await visit(page, "/access-keys");
  await page.getByText("There are no access keys").waitFor();
  await page.getByRole("button", { name: "Create an access key" }).click();
  await stepUp(page);
  const fresh = page.getByRole("region", { name: "New access key" });
  await fresh.waitFor();
  const [id, secret] = await fresh.locator("code").allTextContents();
  expect(id.length === 24 && secret.length === 43, `the key and its secret are shown: ${id}`);
  expect((await axe(page)).length === 0, "the new key keeps to the rules");
  await page.setViewportSize(NARROW);
  expect((await page.evaluate(() => document.documentElement.scrollWidth)) <= NARROW.width, "the new key fits a narrow page");
  await page.setViewportSize(WIDE);
  await page.getByRole("button", { name: "API calls of this page" }).click();
  const drawer = page.getByRole("complementary");
  await drawer.getByText("createAccessKey").first().click();
  expect(!(await drawer.textContent()).includes(secret), "the secret does not stand in the drawer");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "I have copied it" }).click();
  await fresh.waitFor({ state: "detached" });
  const row = page.getByRole("row").filter({ hasText: id });
  await row.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await row.getByText("Works").waitFor();
  await row.getByRole("button", { name: "Disable" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await row.getByText("Disabled").waitFor();
  await row.getByRole("button", { name: "Enable" }).click();
  await row.getByText("Works").waitFor();
  await page.reload();
  await row.waitFor();
  expect(!(await page.locator("main").textContent()).includes(secret), "the secret does not come back");
  await row.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill(id);
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await page.getByText("There are no access keys").waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("access k");
  await page.getByRole("option", { name: "Access keys" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** What is typed for one mail service stays while another is looked at; signing out asks first. */
async function typed(page) {
  await visit(page, "/messages/email");
  const service = page.getByLabel("Service", { exact: true });
  const host = page.locator('[name="smtpConfig.smtp_host"]');
  await host.fill("smtp.example.com");
  await service.selectOption("sendgrid");
  await host.waitFor({ state: "detached" });
  await service.selectOption("custom");
  expect((await host.inputValue()) === "smtp.example.com", "what was typed stays");
  await page.locator("summary", { hasText: "Your account and settings" }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  expect((await host.inputValue()) === "smtp.example.com", "nobody is signed out before they say so");
}

/** Whoever sees numbers and addresses masked asks for one with Enter alone, not with each letter. */
async function askedOnce(theirs) {
  const lists = () => theirs.calls.filter((one) => one === "list-users").length;
  const unasked = async (where) => {
    await theirs.getByText("Press Enter to search").waitFor();
    await theirs.waitForTimeout(1000);
    expect(lists() === 0, `${where} asks for nothing while somebody types`);
    await theirs.keyboard.press("Enter");
    await theirs.getByText("Press Enter to search").waitFor({ state: "detached" });
    await theirs.waitForTimeout(1000);
    expect(lists() === 1, `${where} asks once: ${theirs.calls}`);
  };
  theirs.calls.length = 0;
  await theirs.getByRole("searchbox").fill("15512");
  await unasked("the list");
  await theirs.keyboard.press("Control+k");
  await theirs.getByRole("dialog").waitFor();
  theirs.calls.length = 0;
  await theirs.getByRole("dialog").getByRole("combobox").fill("eve@example.com");
  await unasked("the palette");
  await theirs.keyboard.press("Escape");
  await theirs.getByRole("dialog").waitFor({ state: "detached" });
}

/** Support sees the messages to a number that is masked, and the number itself once they ask for it. */
async function masked(theirs, user) {
  const whole = /1[3-9]\d{9}/;
  await visit(theirs, `${user}/phone`);
  const main = theirs.locator("main");
  await main.getByRole("heading", { name: "Messages to this number" }).waitFor();
  const text = await main.textContent();
  expect(text.includes("***") && !whole.test(text), `the number is masked: ${text}`);
  expect((await main.getByRole("button", { name: "Unbind" }).count()) === 0, "support changes nothing");
  await main.getByRole("button", { name: "Show the number and the address" }).click();
  await main.getByRole("status").filter({ hasText: whole }).waitFor();
  await visit(theirs, "/users");
  await askedOnce(theirs);
  for (const path of ["/users/export", "/users/import", "/server"]) expect((await theirs.locator(`a[href^="/console${path}"]`).count()) === 0, `${path} is not offered to support`);
}

/** An operator is added, gets another role once that is confirmed, and chooses a password of their own. */
async function people(page) {
  await page.reload();
  await visit(page, "/users?phone=yes");
  const user = (await page.locator("tbody a").first().getAttribute("href")).slice("/console".length);
  await visit(page, "/operators/new");
  const [email, first, own] = ["al@example.com", "the first one of many", "a password of my own"];
  await page.getByLabel("Name").fill("Al");
  await page.getByLabel("E-mail", { exact: true }).fill(email);
  await page.getByLabel("Role", { exact: true }).selectOption("auditor");
  await page.getByLabel("First password").fill(first);
  await page.getByRole("button", { name: "Create" }).click();
  await stepUp(page);
  await page.getByRole("heading", { level: 1, name: "Operators" }).waitFor();
  const role = page.getByLabel("Role of Al");
  await role.selectOption("support");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  expect((await role.inputValue()) === "auditor", "a role that is not confirmed stays");
  await role.selectOption("support");
  await page.getByRole("dialog").getByRole("button", { name: "Change the role" }).click();
  await page.getByRole("status").filter({ hasText: "Saved" }).waitFor();
  await settled(page);
  expect((await role.inputValue()) === "support", "the role is another one");

  const theirs = await open();
  theirs.provoked.push("401");
  await theirs.goto(`${URL_}/console/messages/log`);
  await theirs.getByLabel("E-mail or phone").fill(email);
  await theirs.getByLabel("Password").fill(first);
  await theirs.getByRole("button", { name: "Sign in", exact: true }).click();
  await theirs.getByRole("heading", { level: 1, name: "Your password" }).waitFor();
  expect((await theirs.getByRole("navigation").count()) === 0, "there is nothing else to do");
  await theirs.getByLabel("Current password").fill(first);
  await theirs.getByLabel("New password").fill(own);
  await theirs.getByRole("button", { name: "Save" }).click();
  await theirs.getByRole("heading", { level: 1, name: "Message service" }).waitFor();
  await visit(theirs, "/");
  const sections = theirs.getByRole("navigation", { name: "Sections" });
  await sections.getByRole("link", { name: "Message service" }).click();
  await theirs.waitForURL("**/messages/log");
  await settled(theirs);
  expect((await theirs.locator("main [role=alert]").count()) === 0, "support sees the message log");
  await masked(theirs, user);
  await theirs.context().close();
}

/** Another application is made, and its quick start has its ids. */
async function application(page) {
  await visit(page, "/applications/new?kind=spa");
  await page.getByLabel("Name").fill("Story");
  await page.getByLabel("Callback addresses").fill("https://story.example.com/callback");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "Story" }).waitFor();
  const id = new URL(page.url()).pathname.split("/").at(-1);
  expect((await page.locator("pre").first().textContent()).includes(id), "the quick start has the id");
  await page.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("dialog").getByRole("textbox").fill("Story");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await stepUp(page);
  await page.getByRole("heading", { level: 1, name: "Applications" }).waitFor();
  await page.context().close();
}

try {
  const { views, state, pages: all } = await look();
  await keyboard(state);
  const page = await work(state);
  await transfer(page);
  await source(page);
  await secret(page);
  await accessKeys(page);
  await typed(page);
  await people(page);
  await application(page);
  expect(faults.length === 0, `faults:\n${[...new Set(faults)].join("\n")}`);
  console.log(`${URL_}: ${all} pages, ${views} views, ${expect.count} checks, 0 faults`);
} finally {
  if (faults.length > 0) console.error([...new Set(faults)].slice(0, 20).join("\n"));
  await close();
}
