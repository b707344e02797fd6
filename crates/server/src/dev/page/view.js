// Handsets and their messages as elements.
import { language, words } from "./words.js";

const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const absolute = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "medium" });
const UNITS = [["day", 86_400], ["hour", 3_600], ["minute", 60], ["second", 1]];

/** An element with its text or its children. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** How long ago something was, by the server's clock. */
export function ago(at, now) {
  const seconds = Math.round((Date.parse(at) - now) / 1000);
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return relative.format(Math.trunc(seconds / length), unit);
}

/** The code with a space in its middle, as people read it. */
function spaced(code) {
  const half = Math.ceil(code.length / 2);
  return code.length < 5 ? code : `${code.slice(0, half)} ${code.slice(half)}`;
}

function meta(message) {
  const price = message.price && `${message.price} ${message.currency ?? ""}`.trim();
  return [
    words.ways[message.way] ?? message.way,
    message.provider && words.by(message.provider),
    message.segments && `${words.segments(message.segments)} (${message.encoding})`,
    price,
    message.deliveredAt ? words.delivered : words.noReceipt,
    message.isTest && words.test,
    message.copy > 1 && words.second,
  ].filter(Boolean).join(" · ");
}

function mailView(message) {
  const toggle = element("button", { type: "button", "aria-expanded": "false", "data-act": "mail" }, words.showMail);
  toggle.dataset.source = `/dev/inbox/mail?${new URLSearchParams({ id: message.id, to: message.to })}`;
  toggle.dataset.subject = message.subject ?? "";
  return toggle;
}

/** A message. */
export function messageView(message) {
  const made = element("article", { class: message.state && message.state !== "ready" ? "done" : "" });
  const time = element("time", { datetime: message.arrivedAt, title: absolute.format(Date.parse(message.arrivedAt)) });
  made.append(element("h3", {}, words.purposes[message.channel] ?? message.channel, time));
  if (message.subject) made.append(element("p", { class: "subject" }, message.subject));
  if (message.code) {
    const code = element("button", {
      type: "button", class: "code", "data-act": "copy", "data-code": message.code,
      "aria-label": words.copyCode(spaced(message.code)),
    }, spaced(message.code));
    const state = element("span", { class: `state ${message.state}` }, words.states[message.state] ?? "");
    made.append(element("div", { class: "row" }, code, state));
  }
  made.append(element("p", {}, message.body));
  if (message.hasHtml) made.append(mailView(message));
  made.append(element("p", { class: "meta" }, meta(message)));
  return made;
}

/** A handset without its messages. */
export function handsetView(to, country) {
  return element("section", { class: "handset", "aria-label": to },
    element("h2", {}, to, element("span", {}, country)), element("div"));
}

/** A fault in words. */
export function faultText(rule) {
  const parts = [
    rule.lost && words.lost,
    rule.twice && words.twice,
    rule.delaySeconds > 0 && words.faultDelay(rule.delaySeconds),
    rule.receiptSeconds > 0 && words.faultReceipt(rule.receiptSeconds),
  ].filter(Boolean);
  return `${rule.to ?? words.everybody}: ${parts.join(", ") || words.noFault}`;
}
