// The pages of the documentation in a real browser. Arguments: the server's address, a folder for
// pictures.
import { broken } from "./axe.mjs";
import { launch } from "./chromium.mjs";

const [HOST, FOLDER] = process.argv.slice(2);
const SIZES = [{ width: 390, height: 844 }, { width: 1280, height: 900 }];
const PAGES = ["", "quick-start", "run-in-production", "api/phone/bind-phone", "errors", "operators/running"];
let views = 0;

function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
}

/** Light and dark, narrow and wide. */
async function look(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport);
      const view = `${name}-${colorScheme}-${viewport.width}`;
      const faults = await broken(page);
      expect(faults.length === 0, `axe, ${view}: ${JSON.stringify(faults)}`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide <= viewport.width, `${view} is ${wide} wide`);
      await page.screenshot({ path: `${FOLDER}/${view}.png` });
      views += 1;
    }
  }
}

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: SIZES[1] });
  const faults = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  for (const language of ["en", "zh"]) {
    for (const name of PAGES) {
      const there = language === "zh" && name.startsWith("operators") ? "sign-in-with-a-page" : name;
      await page.goto(`${HOST}/docs/guide/${language}/${there}`);
      await look(page, `${language}-${there.split("/").pop() || "contents"}`);
    }
  }

  // The search: the words of a page, an error by its name, an operation by its name, and nothing.
  const search = page.getByRole("searchbox");
  const results = page.locator("#results li");
  const find = async (text, first) => {
    await search.fill(text);
    await results.first().filter({ hasText: first }).waitFor();
  };
  await page.goto(`${HOST}/docs/guide/en/`);
  await find("synchronous_commit", "Running");
  await find("LastLoginMethod", "Error codes");
  await results.filter({ hasText: "Unbind the phone of the signed-in user › Errors" }).waitFor();
  await find("updatePhoneToken", "phone");
  await find("unbindphone", "Unbind");
  await find("bind-phone", "Bind a phone to the signed-in user");
  await look(page, "en-search");
  await search.fill("xyzzy phone");
  await page.getByText("Nothing found").waitFor();
  expect((await results.count()) === 0, "results of nothing");
  await page.goto(`${HOST}/docs/guide/zh/`);
  await find("解绑", "解绑");
  await search.fill("没有这样的词语在页面上");
  await page.getByText("没有找到").waitFor();

  // By the keyboard: into the results and to the page; past the contents.
  await page.goto(`${HOST}/docs/guide/en/errors`);
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect((await page.evaluate(() => document.activeElement.id)) === "page", "the skip link leads to the page");
  await find("unbind phone last", "last");
  await search.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.endsWith("/errors"));

  // From page to page, and within one.
  await page.goto(`${HOST}/docs/guide/en/quick-start`);
  const link = (name) => page.getByRole("navigation", { name }).getByRole("link");
  const [next] = await link("Before and after").allTextContents();
  expect(next.startsWith("Next"), `the first page has one neighbour: ${next}`);
  await link("Before and after").click();
  expect((await link("Before and after").count()) === 2, "the second has two");
  await link("Before and after").first().click();
  await page.waitForURL("**/quick-start");
  await page.goto(`${HOST}/docs/guide/en/api/phone/bind-phone`);
  await link("On this page").filter({ hasText: "Errors" }).click();
  expect(page.url().endsWith("#errors"), page.url());
  await page.getByRole("link", { name: "Try it in the explorer" }).click();
  await page.waitForURL("**/docs#tag/phone/POST/api/v3/bind-phone");
  await page.getByRole("heading", { name: "Bind a phone to the signed-in user" }).first().waitFor();
  // The explorer begins with the story, and names errors.
  await page.goto(`${HOST}/docs`);
  await page.getByRole("heading", { name: "Quick start" }).first().waitFor();

  // Samples name this server.
  await page.goto(`${HOST}/docs/guide/en/quick-start`);
  const text = await page.locator("main").textContent();
  expect(text.includes(HOST) && !text.includes("127.0.0.1:8080"), "addresses of this server");
  // On a telephone the contents are folded until they are asked for.
  await page.setViewportSize(SIZES[0]);
  const contents = page.getByRole("navigation", { name: "Contents" });
  expect(!(await contents.isVisible()), "the contents are folded");
  await page.getByRole("button", { name: "Contents" }).click();
  expect(await contents.isVisible(), "the contents are there when asked for");
  expect(faults.length === 0, `faults: ${faults}`);
  console.log(`${views} views`);
} finally {
  await browser.close();
}
