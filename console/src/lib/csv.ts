/** What a spreadsheet would take for a formula. */
const FORMULA = /^'*[=+\-@\t\r]/;
/** A sign before it keeps it text, and one is taken off again. */
const GUARD = /^'(?='*[=+\-@\t\r])/;

function cell(value: unknown): string {
  const plain = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line of a table (RFC 4180). */
export function line(cells: readonly unknown[]): string {
  return `${cells.map(cell).join(",")}\r\n`;
}

/** The sign between the cells of a table, by its first line. */
function separator(text: string): string {
  const [first = ""] = text.split(/\r?\n/, 1);
  const count = (sign: string) => first.split(sign).length;
  return [",", ";", "\t"].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** A cell whose quotes do not end where it does. */
export class Unended extends Error {
  constructor(readonly number: number) {
    super();
  }
}

/** The cells of a row, and the line that it begins in. */
export interface Row {
  number: number;
  cells: string[];
}

/** The cells of a table, row by row; rows without anything are left out. */
export function rows(given: string): Row[] {
  const text = given.replace(/^\uFEFF/, "");
  const between = separator(text);
  const found: Row[] = [];
  let row: Row = { number: 1, cells: [] };
  let number = 1;
  let one = "";
  let quotes: "none" | "open" | "closed" = "none";
  const endCell = () => {
    row.cells.push((quotes === "closed" ? one : one.trim()).replace(GUARD, ""));
    [one, quotes] = ["", "none"];
  };
  const endRow = () => {
    endCell();
    if (row.cells.some(Boolean)) found.push(row);
    row = { number, cells: [] };
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (sign === "\n") number += 1;
    if (quotes === "open") {
      if (sign !== '"') one += sign;
      else if (text[at + 1] === '"') one += text[(at += 1)];
      else quotes = "closed";
    } else if (sign === between) endCell();
    else if (sign === "\n") endRow();
    else if (sign === '"' && quotes === "none" && !one.trim()) [one, quotes] = ["", "open"];
    else if (quotes === "none") one += sign;
    else if (sign.trim()) throw new Unended(row.number);
  }
  if (quotes === "open") throw new Unended(row.number);
  endRow();
  return found;
}
