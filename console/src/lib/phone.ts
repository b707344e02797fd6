/** Country calling codes of two digits (ITU-T E.164); those of one are 1 and 7, all others have three. */
const TWO = new Set("20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98".split(" "));

export interface Spelled {
  national: string;
  countryCode: string | undefined;
}

/** A phone number in any spelling: `+1 (415) 555-2671`, `0086 188 0000 8888`, `188-0000-8888`. */
export function spelled(text: string): Spelled | undefined {
  const trimmed = text.trim();
  if (!/^\+?[\d\s().\-–]+$/.test(trimmed)) return undefined;
  const digits = trimmed.replace(/\D/g, "");
  const international = trimmed.startsWith("+") ? digits : digits.startsWith("00") ? digits.slice(2) : undefined;
  if (digits.length < 3) return undefined;
  if (!international) return { national: digits.replace(/^0/, ""), countryCode: undefined };
  const length = "17".includes(international.charAt(0)) ? 1 : TWO.has(international.slice(0, 2)) ? 2 : 3;
  return { national: international.slice(length).replace(/^0/, ""), countryCode: `+${international.slice(0, length)}` };
}
