import { kept, keep } from "../lib/prefs.svelte";
import type { Dictionary } from "./en";

export const LANGUAGES = { "en-US": "English", "zh-CN": "简体中文" } as const;
export type Tag = keyof typeof LANGUAGES;

const LOAD: Record<Tag, () => Promise<Dictionary>> = {
  "en-US": async () => (await import("./en")).en,
  "zh-CN": async () => (await import("./zh")).zh,
};

function wanted(): Tag {
  const asked = [kept("language") ?? "", ...navigator.languages];
  for (const tag of asked) {
    if (tag.startsWith("zh")) return "zh-CN";
    if (tag.startsWith("en")) return "en-US";
  }
  return "en-US";
}

class Language {
  tag = $state<Tag>(wanted());
  words = $state.raw<Dictionary>();

  async load(tag: Tag = this.tag) {
    this.words = await LOAD[tag]();
    this.tag = tag;
    document.documentElement.lang = tag;
  }

  async set(tag: Tag) {
    keep("language", tag);
    await this.load(tag);
  }
}

export const language = new Language();

/** The sentences, in the language of the page. */
export function t(): Dictionary {
  return language.words!;
}
