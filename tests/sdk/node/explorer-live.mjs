// The API explorer of a server that is not in development mode. Argument: the server's address.
import { launch } from "./chromium.mjs";

const HOST = process.argv[2];
const browser = await launch();
try {
  const page = await browser.newPage();
  const asked = page.waitForResponse(`${HOST}/dev/credentials`);
  await page.goto(`${HOST}/docs`);
  await asked;
  await page.getByRole("button", { name: "Search" }).first().waitFor();
  const demo = page.getByRole("button", { name: "Use the demo app" });
  console.log((await demo.isVisible()) ? "a demo" : "no demo");
} finally {
  await browser.close();
}
