// A browser for the stories, and what every page must keep to.
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { launch } from "../../tests/sdk/node/chromium.mjs";

const require = createRequire(new URL("../../tests/sdk/node/chromium.mjs", import.meta.url));
const AXE = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

/** Where the console is, and who signs in: a password, or a set-up link that is not used yet. `CONSOLE_PAGES` looks at fewer pages. */
export const { CONSOLE_URL: URL_, CONSOLE_ACCOUNT: ACCOUNT, CONSOLE_PASSWORD: PASSWORD, CONSOLE_SETUP: SETUP, CONSOLE_PICTURES: PICTURES, CONSOLE_PAGES: PAGES = "" } = process.env;
if (!URL_ || !ACCOUNT || !PASSWORD) throw new Error("CONSOLE_URL, CONSOLE_ACCOUNT and CONSOLE_PASSWORD are needed");

export function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
  expect.count = (expect.count ?? 0) + 1;
}

const browser = await launch();
export const close = () => browser.close();

/** What no page may do, whatever it is. */
export const faults = [];

/** A browser of its own. Refusals that a story provokes are listed in `page.provoked`. */
export async function open({ locale = "en-US", colorScheme = "light", viewport = { width: 1280, height: 900 }, state } = {}) {
  const context = await browser.newContext({ locale, colorScheme, viewport, reducedMotion: "reduce", storageState: state });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: URL_ });
  await context.exposeFunction("violated", (what) => faults.push(`the policy: ${what}`));
  await context.addInitScript(() => addEventListener("securitypolicyviolation", (event) => violated(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
  const page = await context.newPage();
  page.calls = [];
  page.provoked = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(URL_) && !url.startsWith("data:") && !url.startsWith("blob:")) faults.push(`asked elsewhere: ${url}`);
    if (url.includes("/console/api/v3/")) page.calls.push(new URL(url).pathname.split("/").at(-1));
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
  page.on("console", (message) => {
    if (message.type() !== "error" && message.type() !== "warning") return;
    const text = message.text();
    if (!page.provoked.some((known) => text.includes(known))) faults.push(`${page.url()}: ${text}`);
  });
  return page;
}

/** Signs in, by the set-up link where there is one. */
export async function signIn(page) {
  // Whoever is not signed in is told so.
  page.provoked.push("401");
  if (SETUP) {
    await page.goto(SETUP);
    await page.getByLabel("Your name").fill("Ada Operator");
    await page.getByLabel(ACCOUNT.includes("@") ? "E-mail" : "Phone", { exact: true }).fill(ACCOUNT);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Become the owner" }).click();
  } else {
    await page.goto(`${URL_}/console/`);
    await page.getByLabel("E-mail or phone").fill(ACCOUNT);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
  }
  await page.getByRole("heading", { level: 1 }).getByText("Overview").waitFor();
}

/** Goes to a page and waits until it shows what it has. */
export async function visit(page, path) {
  page.calls.length = 0;
  await page.goto(`${URL_}/console${path}`);
  await settled(page);
}

export async function settled(page) {
  await page.locator("main h1").first().waitFor();
  await page.waitForFunction(() => !document.querySelector("[aria-busy=true], tr.skeleton"));
}

/** The rules of axe that the page breaks and that matter. The policy lets no script in: axe comes by the debugger. */
export async function axe(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const run = "axe.run(document, { iframes: false }).then((r) => JSON.stringify(r.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical').map((v) => [v.id, v.nodes.map((n) => n.html.slice(0, 200) + ' ' + (n.any[0]?.message ?? ''))])))";
  const { result } = await session.send("Runtime.evaluate", { expression: run, awaitPromise: true, returnByValue: true });
  await session.detach();
  return JSON.parse(result.value);
}
