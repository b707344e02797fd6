import type { Component } from "svelte";
import { calls } from "./calls.svelte";
import { ROUTES, type RouteName } from "./routes";

const BASE = "/console";

export type Params = Record<string, string>;
export type Query = Record<string, string | number | undefined>;

/** Where a page is: `href("user", { id, tab: "phone" })`. */
export function href(name: RouteName, params: Params = {}, query: Query = {}): string {
  const segments = ROUTES[name].path.split("/").flatMap((segment) => {
    if (!segment.startsWith(":")) return [segment];
    const value = params[segment.slice(1).replace("?", "")];
    return value ? [encodeURIComponent(value)] : [];
  });
  return BASE + (segments.join("/") || "/") + asText(query);
}

function asText(query: Query): string {
  const said = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return text ? `?${text}` : "";
}

function matched(pathname: string): { name: RouteName; params: Params } {
  const path = pathname.slice(BASE.length).split("/").filter(Boolean);
  for (const [name, { path: pattern }] of Object.entries(ROUTES)) {
    const segments = pattern.split("/").filter(Boolean);
    const required = segments.filter((segment) => !segment.endsWith("?")).length;
    if (path.length < required || path.length > segments.length) continue;
    const params: Params = {};
    const fits = path.every((part, at) => {
      const segment = segments[at]!;
      if (!segment.startsWith(":")) return segment === part;
      params[segment.slice(1).replace("?", "")] = decode(part);
      return true;
    });
    if (fits) return { name: name as RouteName, params };
  }
  return { name: "notFound", params: {} };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

class Router {
  url = $state.raw(new URL(location.href));
  /** What is typed and not saved; leaving asks first. */
  unsaved = $state(false);
  #at = $derived(matched(this.url.pathname));
  name = $derived(this.#at.name);
  params = $derived(this.#at.params);

  query(name: string): string | undefined {
    return this.url.searchParams.get(name) ?? undefined;
  }

  start(leave: () => Promise<boolean>) {
    this.#leave = leave;
    addEventListener("popstate", () => void this.#back());
    addEventListener("beforeunload", (event) => this.unsaved && event.preventDefault());
    addEventListener("click", (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      const link = (event.target as Element | null)?.closest?.("a");
      if (!link || link.target || link.origin !== location.origin || !(link.pathname + "/").startsWith(`${BASE}/`)) return;
      event.preventDefault();
      void this.go(link.href);
    });
  }

  #leave: () => Promise<boolean> = async () => true;

  /** Whether what is typed may be left for another place. */
  async #mayLeave(url: URL): Promise<boolean> {
    if (!this.unsaved || place(url) === place(this.url)) return true;
    if (!(await this.#leave())) return false;
    this.unsaved = false;
    return true;
  }

  /** Goes to another page. */
  async go(to: string, replace = false) {
    const url = new URL(to, location.href);
    if (!(await this.#mayLeave(url))) return;
    if (replace) history.replaceState(null, "", url);
    else if (url.href !== location.href) history.pushState(null, "", url);
    this.#show();
  }

  /** Changes the query of this page. */
  ask(query: Query, replace = false) {
    const all: Query = { ...Object.fromEntries(this.url.searchParams), ...query };
    return this.go(this.url.pathname + asText(all), replace);
  }

  /** The browser went back or forward. What is typed is shown again until it may be left. */
  async #back() {
    const url = new URL(location.href);
    if (this.unsaved && place(url) !== place(this.url)) {
      history.pushState(null, "", this.url);
      if (await this.#mayLeave(url)) history.back();
      return;
    }
    this.#show();
  }

  #show() {
    const before = this.url;
    this.url = new URL(location.href);
    if (before.pathname === this.url.pathname) return;
    calls.forget();
    scrollTo(0, 0);
    document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true });
  }
}

/** What is laid over a page, or is a part of the same form, is no place of its own. */
const OVER = ["find", "call", "group"];

function place(url: URL): string {
  const query = new URLSearchParams(url.search);
  for (const name of OVER) query.delete(name);
  return `${url.pathname}?${query}`;
}

export const router = new Router();
/** A page; some take no parameters. */
export type Page = Component<any>;
