// The sign-in page of the server.
import { code } from "./page.mjs";

/** Signs in by phone on the page that is shown. */
export async function signIn(page, number) {
  await page.locator("select[name=country]").selectOption("CN");
  await page.locator("input[name=phone]").fill(number);
  await page.locator("input[name=phone]").press("Enter");
  await page.locator("input[name=code]").waitFor();
  await page.locator("input[name=code]").fill(await code(`+86${number}`));
  await page.locator("input[name=code]").press("Enter");
}
