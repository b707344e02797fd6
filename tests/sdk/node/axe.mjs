// What axe finds on a page. The policies of the pages let no script in: it comes by the debugger.
import { createRequire } from "node:module";
import { readFile } from "node:fs/promises";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The rules that the page breaks, each with the first element that does. The options are those of axe. */
export async function broken(page, options = {}) {
  const run = `axe.run(document, ${JSON.stringify(options)}).then((r) => JSON.stringify(r.violations.map((v) => [v.id, v.nodes[0].html])))`;
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: AXE });
  const { result } = await session.send("Runtime.evaluate", { expression: run, awaitPromise: true, returnByValue: true });
  await session.detach();
  return JSON.parse(result.value);
}
