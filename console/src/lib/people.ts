import type { CreateUserInfoDto, UserDto } from "../api/types";
import { rows } from "./csv";

/** Fields of a user that are taken out. */
export const COLUMNS = [
  "userId", "status", "name", "nickname", "username", "email", "emailVerified", "phoneCountryCode", "phone", "phoneVerified", "externalId", "gender", "birthdate", "company", "locale", "zoneinfo", "country", "province", "city", "address", "postalCode", "website", "createdAt", "updatedAt", "lastLogin", "loginsCount", "customData",
] as const satisfies readonly (keyof UserDto)[];

/** Fields of a user that are taken in. */
const TAKEN = [
  "status", "name", "nickname", "username", "email", "emailVerified", "phoneCountryCode", "phone", "phoneVerified", "externalId", "gender", "birthdate", "company", "locale", "zoneinfo", "country", "province", "city", "address", "postalCode", "website", "customData", "password", "givenName", "familyName", "photo",
] as const satisfies readonly (keyof CreateUserInfoDto)[];
const TRUTHS = ["emailVerified", "phoneVerified"];

/** A user of a file, and the line it stands in. */
export interface Line {
  number: number;
  user: CreateUserInfoDto;
}

export interface Read {
  lines: Line[];
  /** Lines with more cells than there are columns. */
  wide: Line[];
  /** Columns that no field of a user is called by, and second ones for a field. */
  unknown: string[];
}

/** The fields that columns are for, the first one for each. */
function fields(columns: readonly string[]): (string | undefined)[] {
  const plain = (text: string) => text.replace(/[\s_-]/g, "").toLowerCase();
  const named = columns.map((column) => TAKEN.find((name) => plain(name) === plain(column)));
  return named.map((name, at) => (named.indexOf(name) === at ? name : undefined));
}

function value(name: string, given: unknown): unknown {
  if (typeof given !== "string") return given;
  if (TRUTHS.includes(name)) return /^(true|1|yes|y|是)$/i.test(given);
  return name === "customData" ? JSON.parse(given) : given;
}

/** A user of what stands in the columns. */
function user(names: readonly (string | undefined)[], given: readonly unknown[]): CreateUserInfoDto {
  const known = names.flatMap((name, at) => {
    const one = given[at];
    return name && one !== "" && one !== null && one !== undefined ? [[name, value(name, one)] as const] : [];
  });
  return Object.fromEntries(known);
}

interface Numbered {
  number: number;
  one: Record<string, unknown>;
}

function objects(text: string): Numbered[] {
  if (text.trimStart().startsWith("[")) return (JSON.parse(text) as Numbered["one"][]).map((one, at) => ({ number: at + 1, one }));
  return text.split("\n").flatMap((line, at) => (line.trim() ? [{ number: at + 1, one: JSON.parse(line) }] : []));
}

/** The users of a file: a table with a line of names, a list of JSON, or JSON a line. */
export function read(text: string): Read {
  const bare = text.replace(/^\uFEFF/, "");
  if (/^\s*[[{]/.test(bare)) {
    const all = objects(bare);
    const columns = [...new Set(all.flatMap(({ one }) => Object.keys(one)))];
    const names = fields(columns);
    const lines = all.map(({ number, one }) => ({ number, user: user(names, columns.map((column) => one[column])) }));
    return { lines, wide: [], unknown: columns.filter((_, at) => !names[at]) };
  }
  const [head, ...rest] = rows(bare);
  const columns = head?.cells ?? [];
  const names = fields(columns);
  const fits = (cells: string[]) => cells.slice(columns.length).every((cell) => !cell);
  const taken = (of: typeof rest) => of.map(({ number, cells }) => ({ number, user: user(names, cells) }));
  return {
    lines: taken(rest.filter(({ cells }) => fits(cells))),
    wide: taken(rest.filter(({ cells }) => !fits(cells))),
    unknown: columns.filter((_, at) => !names[at]),
  };
}
