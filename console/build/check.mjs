// What a compiler does not see: a page never types a path of the API or brings markup as text, and
// the fields that pages take from schemas have Chinese words.
import { readFileSync, readdirSync } from "node:fs";
import { fieldsOf, operations } from "./contract.mjs";

const SOURCE = new URL("../src/", import.meta.url);
/** The one file that knows where the server is. */
const KNOWS = "api/wire.ts";
/** Samples for people show the address of the public API. */
const SHOWS = "lib/samples.ts";

const paths = Object.values(operations()).map(({ path }) => path);
const schemas = new Set();
const faults = [];
for (const name of readdirSync(SOURCE, { recursive: true })) {
  if (!/\.(svelte|ts)$/.test(name)) continue;
  const text = readFileSync(new URL(name, SOURCE), "utf8");
  for (const [, schema] of text.matchAll(/from "virtual:schema\/(\w+)"/g)) schemas.add(schema);
  text.split("\n").forEach((line, at) => {
    const fault = (what) => faults.push(`src/${name}:${at + 1}: ${what}`);
    if (/\{@html/.test(line)) fault("markup as text");
    if (/\sstyle="/.test(line)) fault("an inline style, which the policy refuses");
    if (name === KNOWS) return;
    if (/["'`/]api\/v3/.test(line) && name !== SHOWS) fault("a path of the API");
    if (/\bfetch\(/.test(line)) fault("a call of its own");
    for (const path of paths) {
      if (line.includes(`"${path}"`) || line.includes(`/${path}`)) fault(`the path ${path}`);
    }
  });
}

const chinese = readFileSync(new URL("i18n/zh.ts", SOURCE), "utf8");
for (const block of ["fieldNames", "fieldHints"]) {
  const words = chinese.slice(chinese.indexOf(`${block}: {`)).split("\n  },")[0];
  for (const name of fieldsOf([...schemas])) {
    if (!new RegExp(`[\\s{]${name}: "`).test(words)) faults.push(`src/i18n/zh.ts: ${block} has no ${name}`);
  }
}

for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
