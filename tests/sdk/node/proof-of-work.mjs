// A sign-in that a proof of work is asked for, in a real browser. Arguments: the server's address, the
// path of an authorization request, and a number whose range has had its codes.
import { launch } from "./chromium.mjs";

const [HOST, REQUEST, NUMBER] = process.argv.slice(2);
const browser = await launch();

async function send(javaScriptEnabled) {
  const page = await (await browser.newContext({ locale: "en-US", javaScriptEnabled })).newPage();
  const statuses = [];
  page.on("response", (response) => {
    if (response.request().method() === "POST") statuses.push(response.status());
  });
  await page.goto(HOST + REQUEST);
  await page.fill("#phone", NUMBER);
  await page.locator("form").first().locator("button").first().click();
  return { page, statuses };
}

try {
  // Without scripts the page stays, and has a form to send again.
  const without = await send(false);
  await without.page.locator("#error").waitFor();
  await without.page.locator("#phone").waitFor();
  // With them it goes on by itself.
  const { page, statuses } = await send(true);
  await page.locator("#code").waitFor();
  console.log(`${without.statuses} ${statuses}`);
} finally {
  await browser.close();
}
