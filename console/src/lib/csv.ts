/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** A sign before it keeps it text, and is taken off again. */
const GUARD = /^'(?=[=+\-@\t\r])/;

function cell(value: unknown): string {
  const plain = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
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

/** The cells of a table, row by row; rows without anything are left out. */
export function cells(given: string): string[][] {
  const text = given.replace(/^\uFEFF/, "");
  const between = separator(text);
  const rows: string[][] = [];
  let row: string[] = [];
  let one = "";
  let isQuoted = false;
  const endCell = () => {
    row.push(one.trim().replace(GUARD, ""));
    one = "";
  };
  const endRow = () => {
    endCell();
    if (row.some(Boolean)) rows.push(row);
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]!;
    if (isQuoted) {
      if (sign !== '"') one += sign;
      else if (text[at + 1] === '"') one += text[(at += 1)];
      else isQuoted = false;
    } else if (sign === '"') isQuoted = true;
    else if (sign === between) endCell();
    else if (sign === "\n") endRow();
    else if (sign !== "\r") one += sign;
  }
  endRow();
  return rows;
}
