// A browser of the tests.
import { HOST } from "./server.mjs";

/** The newest code that was sent to a number. */
async function code(phone) {
  const to = encodeURIComponent(`+86${phone}`);
  const [message] = await (await fetch(`${HOST}/dev/inbox/messages?limit=1&to=${to}`)).json();
  return message.code;
}

/** A browser without scripts: it keeps cookies and fills in forms. */
export class Browser {
  #cookies = new Map();

  async #ask(url, form) {
    const cookie = [...this.#cookies].map((pair) => pair.join("=")).join("; ");
    const body = form && new URLSearchParams(form);
    const answer = await fetch(url, { method: form ? "POST" : "GET", redirect: "manual", headers: { cookie }, body });
    for (const set of answer.headers.getSetCookie()) {
      const [name, value] = set.split(";")[0].split("=");
      this.#cookies.set(name, value);
    }
    const to = answer.headers.get("location");
    if (!to) return { page: await answer.text() };
    const next = new URL(to, url);
    return next.href.startsWith(HOST) ? this.#ask(next) : { back: next };
  }

  #fill(page, fields) {
    const text = (value) => value.replaceAll("&#x2f;", "/").replaceAll("&amp;", "&");
    const action = text(/action="([^"]+)"/.exec(page)[1]);
    const [first] = page.split("</form>");
    const hidden = first.matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g);
    const given = Object.fromEntries([...hidden].map(([, name, value]) => [name, text(value)]));
    return this.#ask(new URL(action, HOST), { ...given, ...fields });
  }

  /** Where the application's request leads; whoever is not signed in gets a code. */
  async go(url, phone) {
    const first = await this.#ask(url);
    if (first.back) return first.back;
    const second = await this.#fill(first.page, { country: "CN", phone, signs_up: "1" });
    const third = await this.#fill(second.page, { code: await code(phone), signs_up: "1" });
    return third.back;
  }

  /** Connects a device whose code is in the address; whoever is not signed in gets a code. */
  async connect(address, user_code, phone) {
    const first = await this.#ask(new URL(address));
    let next = await this.#fill(first.page, { user_code });
    if (next.page.includes('name="phone"')) {
      const asked = await this.#fill(next.page, { country: "CN", phone, signs_up: "1" });
      next = await this.#fill(asked.page, { code: await code(phone), signs_up: "1" });
    }
    return (await this.#fill(next.page, { answer: "yes" })).page;
  }
}
