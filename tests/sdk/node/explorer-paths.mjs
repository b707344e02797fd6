// An operation with a field in its path, called from the explorer. Arguments: the server's address, the path, its
// operations as the document has them.
import { launch } from "./chromium.mjs";

const [HOST, PATH, OPERATIONS] = process.argv.slice(2);
const START = PATH.split("{")[0];
const DELETE = JSON.parse(OPERATIONS).delete.operationId;

const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 1500, height: 950 } });
  await page.route("**/openapi.json", async (route) => {
    const document = await (await route.fetch()).json();
    document.paths = { [PATH]: JSON.parse(OPERATIONS) };
    await route.fulfill({ json: document });
  });
  let called;
  await page.route(`**${START}**`, (route) => {
    const request = route.request();
    called ??= `${request.method()} ${request.url().slice(HOST.length)}`;
    return route.fulfill({ json: { statusCode: 200, message: "answered", requestId: "" } });
  });
  await page.goto(`${HOST}/docs`);
  // The introduction comes first, and what is out of sight is not drawn: go there as a reader does.
  await page.getByRole("button", { name: "Search" }).first().click();
  await page.keyboard.type(DELETE);
  await page.getByRole("dialog").getByText(DELETE).first().click();
  await page.getByRole("button").filter({ hasText: `(delete ${PATH})` }).first().click();
  await page.getByRole("button", { name: /^Send/ }).last().click();
  await page.getByText("answered").first().waitFor();
  console.log(called);
} finally {
  await browser.close();
}
