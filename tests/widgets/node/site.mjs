// Two hosts of one site, by https: the widgets take no port in a host, and cookies go by TLS alone.
// The browser is told where they are, and TLS ends here.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request as plain } from "node:http";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OPTIONS, launch } from "./page.mjs";

const { host, origin, direct, port } = OPTIONS;

function certificate() {
  const folder = mkdtempSync(join(tmpdir(), "cleat-widgets-"));
  const [key, cert] = ["key.pem", "cert.pem"].map((name) => join(folder, name));
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
    "-subj", "/CN=localhost", "-keyout", key, "-out", cert], { stdio: "ignore" });
  const made = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return made;
}

/** Ends TLS for both hosts; a browser that finds them. */
export async function site() {
  const proxy = createServer(certificate(), (request, response) => {
    const own = `https://${request.headers.host}` === origin;
    const to = new URL(request.url, own ? `http://127.0.0.1:${port}` : direct);
    const { method, headers } = request;
    const there = plain(to, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    there.on("error", () => response.destroy());
    request.pipe(there);
  });
  await new Promise((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const hosts = [host, origin].map((one) => `MAP ${new URL(one).host}:443 127.0.0.1:${proxy.address().port}`);
  const browser = await launch([`--host-resolver-rules=${hosts.join(",")}`, "--ignore-certificate-errors"]);
  return { browser, proxy };
}
