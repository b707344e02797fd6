import type { Request, UserDto } from "../api/types";
import { spelled } from "./phone";

type ListUsers = Request<"listUsers">;

/** What finds users by words: a phone in any spelling, an address, a name, an id. */
export function byWords(words: string): ListUsers {
  const text = words.trim();
  if (!text) return {};
  const phone = spelled(text);
  if (!phone) return { keywords: text };
  const search: ListUsers = { keywords: phone.national };
  if (phone.countryCode) {
    search.options = { fuzzySearchOn: ["phone"] };
    search.advancedFilter = [{ field: "phoneCountryCode", operator: "EQUAL", value: phone.countryCode }];
  }
  return search;
}

/** Whether words may be of a number or an address: whoever sees these masked asks for few of them. */
export function mayTell(words: string): boolean {
  return /[\p{N}@\uFF20\uFE6B%]/u.test(words);
}

/** What stands in the address of the list of users. */
export interface Filters {
  words: string;
  status: string;
  phone: string;
}

/** What finds users by words and filters. */
export function byFilters({ words, status, phone }: Filters): ListUsers {
  const search = byWords(words);
  const filter = [...(search.advancedFilter ?? [])];
  if (status) filter.push({ field: "status", operator: "EQUAL", value: status });
  if (phone) filter.push({ field: "phone", operator: phone === "yes" ? "NOT_NULL" : "IS_NULL" });
  return { ...search, ...(filter.length > 0 && { advancedFilter: filter }) };
}

/** How a user is called in a list. */
export function nameOf(user: UserDto): string {
  return user.name || user.nickname || user.username || user.email || user.phone || user.userId;
}
