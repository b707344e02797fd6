// The phone lab in a real browser. Arguments: the server's address, a number that was sent a code, an
// address that was sent one, a folder for pictures.
import { broken as axe } from "./axe.mjs";
import { launch } from "./chromium.mjs";

const [HOST, NUMBER, ADDRESS, FOLDER] = process.argv.slice(2);
const SIZES = [{ width: 360, height: 740 }, { width: 1280, height: 900 }];

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

const browser = await launch();
const elsewhere = [];
const faults = [];

async function open({ locale = "en-US", colorScheme = "light", viewport = SIZES[1] } = {}, path = "") {
  const context = await browser.newContext({ locale, colorScheme, viewport, bypassCSP: false });
  await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: HOST });
  const page = await context.newPage();
  page.on("request", (request) => { if (!request.url().startsWith(HOST)) elsewhere.push(request.url()); });
  page.on("pageerror", (error) => faults.push(String(error)));
  // A fault for nobody is refused below, and the browser says so.
  const refused = `${HOST}/dev/inbox/faults`;
  page.on("console", (message) => { if (message.type() === "error" && message.location().url !== refused) faults.push(`${message.text()} ${message.location().url}`); });
  await page.goto(`${HOST}/dev/inbox${path}`);
  await page.locator("article, #empty:visible, #nothing:visible").first().waitFor();
  return page;
}

/** Mails are shown in frames, and are what their senders wrote. */
const HERE = { iframes: false };

const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());
const shown = (page) => page.locator("article");

let checked = 0;

async function look() {
  for (const locale of ["en-US", "zh-CN"]) {
    for (const colorScheme of ["light", "dark"]) {
      for (const viewport of SIZES) {
        for (const path of ["", "?to=12345678"]) {
          const page = await open({ locale, colorScheme, viewport }, path);
          await page.locator("summary").click();
          const name = `${locale}-${colorScheme}-${viewport.width}${path ? "-nothing" : ""}`;
          const broken = await axe(page, HERE);
          expect(broken.length === 0, `axe, ${name}: ${JSON.stringify(broken)}`);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(wide <= viewport.width, `${name} is ${wide} wide`);
          if (FOLDER) await page.screenshot({ path: `${FOLDER}/${name}.png` });
          checked += 1;
          await page.context().close();
        }
      }
    }
  }
}

async function copyAndFind() {
  const page = await open();
  const handset = page.getByRole("region", { name: NUMBER });
  await handset.getByRole("heading", { name: "Sign-in code" }).first().waitFor();
  await handset.getByText("ready to use").first().waitFor();
  await handset.getByText("1 segment", { exact: false }).first().waitFor();
  const code = handset.getByRole("button", { name: /^Copy the code/ }).first();
  const digits = await code.getAttribute("data-code");
  await code.click();
  await page.getByRole("status").filter({ hasText: digits }).waitFor();
  expect((await clipboard(page)) === digits, "the code is copied");

  // Any spelling of the number finds it, and the address of the page keeps it.
  const national = NUMBER.replace("+86", "");
  const all = await shown(page).count();
  for (const spelling of [national, `0086 ${national}`, `${national.slice(0, 3)}-${national.slice(3)}`, national.slice(-5)]) {
    await page.getByRole("searchbox").fill(spelling);
    await page.waitForFunction((count) => document.querySelectorAll("article").length < count, all);
    expect((await page.locator(".handset").count()) === 1, `found by ${spelling}`);
    expect(new URL(page.url()).searchParams.get("to") === spelling, page.url());
    await page.getByRole("searchbox").fill("");
    await page.waitForFunction((count) => document.querySelectorAll("article").length === count, all);
  }
  await page.getByRole("searchbox").fill("13999999999");
  await page.getByText("No message for “13999999999”.").waitFor();
  await page.getByRole("searchbox").fill("");
  await shown(page).first().waitFor();
  await page.getByRole("button", { name: "中文" }).click();
  await page.getByRole("heading", { name: "登录验证码" }).first().waitFor();
  await page.context().close();
}

async function keyboard() {
  const page = await open();
  await page.keyboard.press("/");
  expect(await page.getByRole("searchbox").evaluate((one) => one === document.activeElement), "/ finds the search");
  await page.keyboard.type("no such number");
  await page.getByText("No message for “no such number”.").waitFor();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await shown(page).first().waitFor();
  const reached = [];
  for (let steps = 0; steps < 40; steps += 1) {
    await page.keyboard.press("Tab");
    const name = await page.evaluate(() => document.activeElement?.dataset?.act ?? document.activeElement?.id ?? document.activeElement?.tagName);
    reached.push(name);
    if (name === "copy") break;
  }
  expect(reached.at(-1) === "copy", `reached by Tab: ${reached}`);
  const digits = await page.evaluate(() => document.activeElement.dataset.code);
  await page.keyboard.press("Enter");
  await page.getByRole("status").filter({ hasText: digits }).waitFor();
  expect((await clipboard(page)) === digits, "copied by Enter");
  await page.context().close();
}

async function mail() {
  const page = await open({}, `?to=${ADDRESS}`);
  const toggle = page.getByRole("button", { name: "Show as e-mail" }).first();
  await toggle.click();
  const frame = page.locator("iframe").first();
  expect((await frame.getAttribute("sandbox")) === "", "the frame may do nothing");
  const digits = await page.locator("[data-code]").first().getAttribute("data-code");
  await page.frameLocator("iframe").first().getByText(digits).first().waitFor();
  const broken = await axe(page, HERE);
  expect(broken.length === 0, `axe, mail: ${JSON.stringify(broken)}`);
  if (FOLDER) await page.screenshot({ path: `${FOLDER}/mail.png`, fullPage: true });
  await page.getByRole("button", { name: "Hide the e-mail" }).click();
  expect((await page.locator("iframe").count()) === 0, "it is hidden again");
  await page.context().close();
}

async function send(page, phoneNumber) {
  return page.evaluate(async (phoneNumber) => {
    const { appId } = await (await fetch("/dev/credentials")).json();
    const answer = await fetch("/api/v3/send-sms", {
      method: "POST",
      headers: { "content-type": "application/json", "x-genauth-app-id": appId },
      body: JSON.stringify({ channel: "CHANNEL_LOGIN", phoneNumber }),
    });
    return (await answer.json()).statusCode;
  }, phoneNumber);
}

/** What is sent comes by itself; what a carrier loses does not, and what it doubles comes twice. */
async function live() {
  const page = await open();
  expect((await send(page, "18800000001")) === 200, "a code is sent");
  await page.getByRole("region", { name: "+8618800000001" }).waitFor();
  await page.locator("summary").click();
  await page.getByLabel("Arrives twice").check();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("everybody: Arrives twice").waitFor();
  await page.getByLabel("Number or address (empty: all)").fill("188 0000 0003");
  await page.getByLabel("Lost on the way").check();
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByText("+8618800000003: Lost on the way, Arrives twice").waitFor();
  await page.getByLabel("Number or address (empty: all)").fill("nobody");
  await page.getByRole("button", { name: "Apply" }).click();
  await page.getByRole("alert").filter({ hasText: "to is neither a number" }).waitFor();
  expect((await send(page, "18800000003")) === 200, "a code is lost");
  expect((await send(page, "18800000002")) === 200, "a code is doubled");
  const doubled = page.getByRole("region", { name: "+8618800000002" });
  await doubled.getByText("arrived a second time").waitFor();
  expect((await doubled.locator("article").count()) === 2, "it is shown twice");
  expect((await page.getByRole("region", { name: "+8618800000003" }).count()) === 0, "it is not shown");
  await page.getByRole("listitem").filter({ hasText: "everybody" }).getByRole("button", { name: "Remove" }).click();
  await page.getByText("everybody: Arrives twice").waitFor({ state: "detached" });
  expect((await page.getByRole("listitem").count()) === 1, "the other fault stays");
  await page.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("listitem").waitFor({ state: "detached" });
  await page.context().close();
}

/** Without messages, the first call to try can be copied, and works as it stands. */
async function empty() {
  const page = await open({ viewport: SIZES[0] });
  const broken = await axe(page, HERE);
  expect(broken.length === 0, `axe, empty: ${JSON.stringify(broken)}`);
  await page.getByRole("heading", { name: "No message yet" }).waitFor();
  if (FOLDER) await page.screenshot({ path: `${FOLDER}/empty.png` });
  await page.getByRole("button", { name: "Copy the call" }).click();
  await page.getByRole("status").filter({ hasText: "curl" }).waitFor();
  const call = await clipboard(page);
  const { execFileSync } = await import("node:child_process");
  const answer = execFileSync("sh", ["-c", call.replace("curl ", "curl --silent ")], { encoding: "utf8" });
  expect(JSON.parse(answer).statusCode === 200, `the call: ${answer}`);
  await shown(page).first().waitFor();
  await page.context().close();
}

try {
  if (NUMBER) {
    await look();
    await copyAndFind();
    await keyboard();
    await mail();
    await live();
  } else {
    await empty();
  }
  expect(elsewhere.length === 0, `asked elsewhere: ${elsewhere}`);
  expect(faults.length === 0, `faults: ${faults}`);
  console.log(NUMBER ? `${checked} views, 0 faults` : "empty, 0 faults");
} finally {
  await browser.close();
}
