// The API explorer in a real browser. Arguments: the server's address, a file for a picture.
import { launch } from "./chromium.mjs";

const [HOST, PICTURE] = process.argv.slice(2);
const PHONE = "18800006666";

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
  const elsewhere = [];
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(HOST) && !url.startsWith("data:") && !url.startsWith("blob:")) elsewhere.push(url);
  });
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => { if (message.type() === "error") faults.push(`${message.text()} ${message.location().url}`); });

  // One click: the demo app's credentials, and its user signed in.
  await page.goto(`${HOST}/docs`);
  await page.getByRole("button", { name: "Use the demo app" }).click();
  await page.getByText("signed in as demo@example.com").waitFor();

  // Find bindPhone.
  await page.getByRole("button", { name: "Search" }).first().click();
  await page.keyboard.type("bindPhone");
  await page.getByRole("dialog").getByText("Bind a phone to the signed-in user").first().click();
  await page.waitForURL(/bind-phone/);
  await page.getByText("The phone number belongs to another user").first().waitFor();

  // A code for it, as the page beside would send it; it is in the inbox.
  const code = await page.evaluate(async (phoneNumber) => {
    const { appId } = await (await fetch("/dev/credentials")).json();
    await fetch("/api/v3/send-sms", {
      method: "POST",
      headers: { "content-type": "application/json", "x-authing-app-id": appId },
      body: JSON.stringify({ channel: "CHANNEL_BIND_PHONE", phoneNumber }),
    });
    const to = encodeURIComponent(`+86${phoneNumber}`);
    return (await (await fetch(`/dev/inbox/messages?limit=1&to=${to}`)).json())[0].code;
  }, PHONE);

  // Fill it in, send it, read the answer.
  await page.getByRole("button").filter({ hasText: "(post /api/v3/bind-phone)" }).first().click();
  const body = page.locator(".cm-content").filter({ hasText: "passCode" }).last();
  await body.click();
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(JSON.stringify({ phoneNumber: PHONE, passCode: code, phoneCountryCode: "+86" }, null, 2));
  const answered = page.waitForResponse((response) => response.url().endsWith("/api/v3/bind-phone"));
  await page.getByRole("button", { name: /^Send/ }).last().click();
  const answer = await (await answered).json();
  expect(answer.statusCode === 200, `bindPhone: ${JSON.stringify(answer)}`);
  await page.getByText(answer.requestId).first().waitFor();
  if (PICTURE) await page.screenshot({ path: PICTURE });

  // The pages: search, another language, samples.
  await page.goto(`${HOST}/docs/guide`);
  await page.getByRole("searchbox").fill("bindphone");
  await page.getByRole("searchbox").press("Enter");
  await page.getByRole("heading", { name: "Bind a phone to the signed-in user" }).waitFor();
  await page.getByRole("button", { name: "Rust" }).click();
  expect(await page.getByText("BindPhone::builder()").isVisible(), "the Rust sample");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy" }).first().click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.startsWith("use cleat_client") && copied.endsWith("}\n"), `copied: ${copied}`);
  expect(!(await page.getByText("authentication_client.bind_phone(").isVisible()), "one sample at a time");
  await page.getByRole("link", { name: "中文" }).click();
  await page.getByRole("heading", { name: "请求参数" }).waitFor();

  expect(elsewhere.length === 0, `asked elsewhere: ${elsewhere}`);
  expect(faults.length === 0, `faults: ${faults}`);
  console.log(`bindPhone answered ${JSON.stringify(answer)}`);
} finally {
  await browser.close();
}
