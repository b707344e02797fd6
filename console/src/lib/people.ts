import type { CreateUserInfoDto, UserDto } from "../api/types";
import { cells } from "./csv";

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
  /** Columns that no field of a user is called by. */
  unknown: string[];
}

/** The field that a column is for. */
function field(column: string): string | undefined {
  const plain = (text: string) => text.replace(/[^a-z]/gi, "").toLowerCase();
  return TAKEN.find((name) => plain(name) === plain(column));
}

function value(name: string, given: unknown): unknown {
  if (typeof given !== "string") return given;
  if (TRUTHS.includes(name)) return /^(true|1|yes|y|是)$/i.test(given);
  return name === "customData" ? JSON.parse(given) : given;
}

function user(entries: [string, unknown][]): CreateUserInfoDto {
  const said = entries.filter(([, given]) => given !== "" && given !== null && given !== undefined);
  const known = said.flatMap(([column, given]) => {
    const name = field(column);
    return name ? [[name, value(name, given)] as const] : [];
  });
  return Object.fromEntries(known);
}

function objects(text: string): Record<string, unknown>[] {
  if (text.startsWith("[")) return JSON.parse(text);
  return text.split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
}

/** The users of a file: a table with a line of names, a list of JSON, or JSON a line. */
export function read(text: string): Read {
  const bare = text.replace(/^\uFEFF/, "").trim();
  if (/^[[{]/.test(bare)) {
    const all = objects(bare);
    const columns = [...new Set(all.flatMap((one) => Object.keys(one)))];
    return { lines: all.map((one, at) => ({ number: at + 1, user: user(Object.entries(one)) })), unknown: columns.filter((name) => !field(name)) };
  }
  const [names = [], ...rows] = cells(text);
  return {
    lines: rows.map((row, at) => ({ number: at + 2, user: user(names.map((name, place) => [name, row[place]])) })),
    unknown: names.filter((name) => !field(name)),
  };
}
