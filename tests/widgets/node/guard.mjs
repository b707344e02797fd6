// @authing/guard on a page of an application.
import { OPTIONS, code, expect, launch, open, serve, wait } from "./page.mjs";

const { appId, host, origin, port } = OPTIONS;
const FOLDER = "/node_modules/@authing/guard/dist/global";
const HTML = `<!doctype html><link rel="stylesheet" href="${FOLDER}/guard.min.css">
<div id="root"></div><script src="${FOLDER}/guard.min.js"></script><script>
window.users = []; window.errors = []; window.events = [];
window.guard = new GuardFactory.Guard({
  appId: "${appId}", host: "${host}", lang: "en-US", redirectUri: "${origin}/callback",
});
for (const name of ["login", "login-error", "register", "register-error", "pwd-reset", "pwd-reset-error"]) {
  guard.on(name, (told) => window.events.push([name, told]));
}
if (location.pathname === "/") guard.start("#root").then((user) => window.users.push(user), () => {});
</script>`;

const server = await serve(HTML, { port });
const browser = await launch();
const { page, calls } = await open(browser);
try {
  await page.waitForTimeout(6000);
  console.error(calls);
  console.error((await page.locator("#root").innerHTML()).replace(/<svg.*?<\/svg>/g, "<svg/>").slice(0, 6000));
  await page.screenshot({ path: "/tmp/guard.png" });
} finally {
  await browser.close();
  server.close();
}
