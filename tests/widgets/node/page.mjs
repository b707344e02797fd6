// A page of another origin, with the widgets as their packages ship them, in Chromium.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { launch } from "../../sdk/node/chromium.mjs";

/** What the test says of the server and of the page. */
export const OPTIONS = JSON.parse(process.argv[2]);

const TYPES = { js: "text/javascript", mjs: "text/javascript", css: "text/css", html: "text/html" };

export function expect(condition, what) {
  if (!condition) throw new Error(`failed: ${what}`);
  expect.count = (expect.count ?? 0) + 1;
}

/** Serves a page at every path but those of the packages and of modules of its own. */
export function serve(html, { port, modules = {} }) {
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://page");
    const isFile = pathname.startsWith("/node_modules/");
    try {
      const body = isFile ? await readFile(`.${pathname}`) : modules[pathname] ?? html;
      const isPage = !isFile && !(pathname in modules);
      const type = isPage ? TYPES.html : TYPES[pathname.split(".").at(-1)];
      response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(port, "127.0.0.1", () => resolve(server)));
}

/** The newest code that was sent to a number or an address. */
export async function code(to) {
  const inbox = await fetch(`${OPTIONS.direct}/dev/inbox/messages?limit=1&to=${encodeURIComponent(to)}`);
  return (await inbox.json())[0].code;
}

/** Another minute begins: a code may be sent again. */
export async function wait(seconds = 61) {
  const body = JSON.stringify({ advanceSeconds: seconds });
  const headers = { "content-type": "application/json" };
  const done = await fetch(`${OPTIONS.direct}/dev/clock`, { method: "POST", headers, body });
  if (!done.ok) throw new Error(`the clock: ${done.status}`);
}

/** A browser of its own, with a list of what it asked the server. */
export async function open(browser, url) {
  const context = await browser.newContext({ locale: "en-US" });
  const page = await context.newPage();
  const calls = [];
  page.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    if (origin === OPTIONS.host) calls.push(`${request.method()} ${pathname}`);
  });
  if (process.env.WIDGET_LOG) {
    page.on("console", (message) => console.error("console:", message.text()));
    page.on("pageerror", (error) => console.error("fault:", String(error)));
    page.on("requestfailed", (request) => console.error("failed:", request.url()));
    page.on("response", async (response) => {
      if (response.url().includes("/node_modules/")) return;
      const text = await response.text().catch(() => "");
      console.error(response.status(), response.request().method(), response.url(), text.slice(0, 400));
    });
  }
  await page.goto(url ?? OPTIONS.origin);
  return { page, calls };
}

export { launch };
