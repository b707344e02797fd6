// Opens each mail of a line, in base64, by the parser that browsers use; a line of JSON for each.
import { createInterface } from "node:readline";
import { createRequire } from "node:module";

const modules = createRequire(process.env.NODE_PATH + "/");
const { default: PostalMime } = await import(modules.resolve("postal-mime"));
for await (const line of createInterface({ input: process.stdin })) {
  const mail = await PostalMime.parse(Buffer.from(line, "base64"));
  const { subject, from, to, messageId, html = null, text = null } = mail;
  console.log(JSON.stringify({
    subject, name: from.name, address: from.address, to: to[0].address, id: messageId, text, html,
  }));
}
