export interface Difference {
  name: string;
  before: string;
  after: string;
}

const NONE = "–";

function parsed(text: string | null | undefined): unknown {
  if (!text) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function flat(value: unknown, at = ""): [string, string][] {
  if (value === undefined) return [];
  if (value === null || typeof value !== "object") return [[at, value === null ? NONE : String(value)]];
  return Object.entries(value).flatMap(([name, one]) => flat(one, at ? `${at}.${name}` : name));
}

/** What changed, field by field. */
export function differences(origin: string | null | undefined, target: string | null | undefined): Difference[] {
  const before = new Map(flat(parsed(origin)));
  const after = new Map(flat(parsed(target)));
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.map((name) => ({ name, before: before.get(name) ?? NONE, after: after.get(name) ?? NONE })).filter((one) => one.before !== one.after);
}
