const PREFIX = "cleat.console.";

/** What this browser keeps; nothing where it keeps nothing. */
export function kept(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(name: string, value: string) {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // A browser that keeps nothing works all the same.
  }
}

export const THEMES = ["system", "light", "dark"] as const;
export const DENSITIES = ["comfortable", "compact"] as const;
export type Theme = (typeof THEMES)[number];
export type Density = (typeof DENSITIES)[number];

function one<T extends string>(of: readonly T[], value: string | undefined): T {
  return of.find((known) => known === value) ?? of[0]!;
}

/** How the pages look. */
class Prefs {
  theme = $state<Theme>(one(THEMES, kept("theme")));
  density = $state<Density>(one(DENSITIES, kept("density")));

  set(name: "theme" | "density", value: string) {
    keep(name, value);
    if (name === "theme") this.theme = one(THEMES, value);
    else this.density = one(DENSITIES, value);
    this.show();
  }

  show() {
    document.documentElement.dataset.theme = this.theme;
    document.documentElement.dataset.density = this.density;
  }
}

export const prefs = new Prefs();
