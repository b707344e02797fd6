/** Hands a file to the browser. */
export function download(name: string, kind: string, parts: string[]) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob(parts, { type: kind }));
  link.download = name;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** The name of a file of today. */
export function named(what: string, ending: string): string {
  return `${what}-${new Date().toISOString().slice(0, 10)}.${ending}`;
}
