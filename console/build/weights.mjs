// Weighs what a browser loads, packed, and fails above the budget.
import { gzipSync } from "node:zlib";

const packed = (source) => gzipSync(source, { level: 9 }).length;
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/** `first` is the budget of the first load and `route` that of one page, in kB. */
export function weights({ first, route }) {
  return {
    name: "weights",
    enforce: "post",
    generateBundle(_, bundle) {
      const needs = (name, seen = new Set()) => {
        const chunk = bundle[name];
        if (!chunk || seen.has(name)) return seen;
        seen.add(name);
        for (const style of chunk.viteMetadata?.importedCss ?? []) seen.add(style);
        for (const other of chunk.imports ?? []) needs(other, seen);
        return seen;
      };
      const weigh = (names) => [...names].reduce((sum, name) => sum + packed(bundle[name].code ?? bundle[name].source), 0);
      const chunks = Object.values(bundle).filter(({ type }) => type === "chunk");
      const entry = chunks.find(({ isEntry }) => isEntry);
      const shell = needs(entry.fileName);
      const rows = [["first load", weigh(shell), first]];
      for (const chunk of chunks.filter(({ isDynamicEntry }) => isDynamicEntry)) {
        const own = [...needs(chunk.fileName)].filter((name) => !shell.has(name));
        rows.push([chunk.name, weigh(own), route]);
      }
      // The first load brings one dictionary; both are pages of their own.
      const words = rows.find(([name]) => name === "zh");
      if (words) rows[0][1] += words[1];
      rows.sort((a, b) => b[1] - a[1]);
      for (const [name, bytes, budget] of rows) console.log(`${kilobytes(bytes).padStart(9)} of ${budget} kB  ${name}`);
      const heavy = rows.filter(([, bytes, budget]) => bytes > budget * 1000);
      if (heavy.length > 0) this.error(`too heavy: ${heavy.map(([name]) => name).join(", ")}`);
    },
  };
}
