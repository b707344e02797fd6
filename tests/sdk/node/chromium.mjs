// Debian's Chromium without a window, and without the calls it makes of its own.
import { chromium } from "playwright-core";

/** `more` are further arguments of the browser. */
export function launch(more = []) {
  return chromium.launch({
    executablePath: "/usr/bin/chromium",
    args: [
      "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync",
      ...more,
    ],
  });
}
