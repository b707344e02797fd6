import { language } from "../i18n/index.svelte";

const NONE = "–";

export function when(time: string | number | null | undefined): string {
  if (!time) return NONE;
  return new Intl.DateTimeFormat(language.tag, { dateStyle: "medium", timeStyle: "short" }).format(new Date(time));
}

export function date(time: string | number): string {
  return new Intl.DateTimeFormat(language.tag, { dateStyle: "medium" }).format(new Date(time));
}

export function day(time: string | number): string {
  return new Intl.DateTimeFormat(language.tag, { month: "short", day: "numeric" }).format(new Date(time));
}

/** How long ago it was, in words. */
export function ago(time: string | number, now: number): string {
  const minutes = Math.round((new Date(time).getTime() - now) / 60_000);
  const [value, unit] = Math.abs(minutes) < 60 ? [minutes, "minute" as const] : Math.abs(minutes) < 1440 ? [Math.round(minutes / 60), "hour" as const] : [Math.round(minutes / 1440), "day" as const];
  return new Intl.RelativeTimeFormat(language.tag, { numeric: "auto" }).format(value, unit);
}

export function count(number: number | null | undefined): string {
  return number === null || number === undefined ? NONE : new Intl.NumberFormat(language.tag).format(number);
}

export function percent(part: number, whole: number): string {
  if (whole === 0) return NONE;
  return new Intl.NumberFormat(language.tag, { style: "percent", maximumFractionDigits: 1 }).format(part / whole);
}

/** The name of a country by its two letters. */
export function country(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames([language.tag], { type: "region" }).of(code) ?? code;
}

export function phone(of: { phone?: string | null; phoneCountryCode?: string | null }): string {
  return of.phone ? `${of.phoneCountryCode ?? "+86"} ${of.phone}` : NONE;
}

/** `accessKeyId` as words. */
export function humanised(name: string): string {
  const words = name.replace(/[_-]+/g, " ").replace(/([a-z\d])([A-Z])/g, "$1 $2").toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function or(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === "" ? NONE : String(value);
}
