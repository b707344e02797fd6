// The way to a source from a page with agreements, in a real browser, with scripts and without:
// browsers keep a form from being sent on to another site. Arguments: the server's address, the path
// of an authorization request, the address of the source.
import { launch } from "./chromium.mjs";

const [HOST, REQUEST, SOURCE] = process.argv.slice(2);
const browser = await launch();

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

for (const javaScriptEnabled of [true, false]) {
  const context = await browser.newContext({ locale: "en-US", javaScriptEnabled });
  const page = await context.newPage();
  await page.goto(HOST + REQUEST);
  await page.getByRole("button", { name: "Continue with" }).click();
  await page.getByText("Agree to what is marked").waitFor();
  await page.locator("#agreement-0").check();
  await page.getByRole("button", { name: "Continue with" }).click();
  await page.waitForURL((url) => url.href.startsWith(`${SOURCE}/authorize?`));
  expect(new URL(page.url()).searchParams.get("state"), "a state");
  await context.close();
}
await browser.close();
process.stdout.write("2 ways\n");
