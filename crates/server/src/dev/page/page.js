// The phone lab: shows what arrived, as it arrives.
import { ago, element, faultText, handsetView, messageView } from "./view.js";
import { language, words } from "./words.js";

const INTERVAL = 1000;
const SHOWN = 200;
const FAULTS = "/dev/inbox/faults";
const find = document.getElementById("to");
const handsets = document.getElementById("handsets");
const said = document.getElementById("said");
const known = new Map();
let silence;

function setUp() {
  document.documentElement.lang = language;
  document.title = `Cleat · ${words.title}`;
  for (const one of document.querySelectorAll("[data-text]")) one.textContent = words[one.dataset.text];
  find.placeholder = words.find;
  find.setAttribute("aria-label", words.find);
  find.value = new URLSearchParams(location.search).get("to") ?? "";
  document.getElementById("language").textContent = words.other;
  document.getElementById("language").lang = language === "en" ? "zh-CN" : "en";
}

function tell(text) {
  said.textContent = text;
  clearTimeout(silence);
  silence = setTimeout(() => { said.textContent = ""; }, 2500);
}

async function copy(text, shown = text) {
  await navigator.clipboard.writeText(text);
  tell(words.copied(shown));
}

/** Puts children in that order, and leaves those alone that are in their place. */
function arrange(parent, children) {
  children.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
  while (parent.children.length > children.length) parent.lastElementChild.remove();
}

/** The element under a key; made anew when what it shows has changed. */
function kept(key, text, make) {
  const before = known.get(key);
  if (before?.text === text) return before.view;
  const view = make();
  if (before?.view.contains(document.activeElement)) {
    queueMicrotask(() => view.querySelector("button")?.focus());
  }
  known.set(key, { text, view });
  return view;
}

function render(messages, now) {
  const byNumber = Map.groupBy(messages, (message) => message.to);
  const sections = [...byNumber].map(([to, own]) => {
    const handset = kept(`handset ${to}`, "", () => handsetView(to, own[0].country));
    const views = own.map((message) => {
      const key = `message ${message.id} ${message.copy}`;
      return kept(key, JSON.stringify(message), () => messageView(message));
    });
    arrange(handset.lastElementChild, views);
    return handset;
  });
  arrange(handsets, sections);
  for (const time of handsets.querySelectorAll("time")) {
    const text = ago(time.dateTime, now);
    if (time.textContent !== text) time.textContent = text;
  }
  const wanted = find.value.trim();
  document.getElementById("empty").hidden = messages.length > 0 || wanted !== "";
  const nothing = document.getElementById("nothing");
  nothing.hidden = messages.length > 0 || wanted === "";
  nothing.textContent = words.nothing(wanted);
}

async function show() {
  const query = new URLSearchParams({ limit: SHOWN });
  const wanted = find.value.trim();
  if (wanted) query.set("to", wanted);
  const answer = await fetch(`/dev/inbox/messages?${query}`);
  const messages = await answer.json();
  if (wanted === find.value.trim()) render(messages, Number(answer.headers.get("cleat-now")));
}

function address(change) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(change)) {
    if (value) query.set(name, value); else query.delete(name);
  }
  return query.size ? `?${query}` : location.pathname;
}

async function firstCall() {
  const { appId } = await (await fetch("/dev/credentials")).json();
  const body = JSON.stringify({ channel: "CHANNEL_LOGIN", phoneNumber: "13800000001" });
  const lines = [
    `curl ${location.origin}${document.body.dataset.send}`,
    "  --header 'content-type: application/json'",
    `  --header 'x-genauth-app-id: ${appId}'`,
    `  --data '${body}'`,
  ];
  document.getElementById("call").textContent = lines.join(" \\\n");
}

function showFaults(rules) {
  document.getElementById("count").textContent = rules.length ? `(${rules.length})` : "";
  const rows = rules.map((rule) => {
    const remove = element("button", { type: "button" }, words.remove);
    remove.addEventListener("click", async () => {
      // Everybody's has no name of its own: the others are asked for again.
      await fetch(FAULTS + (rule.to ? `?${new URLSearchParams({ to: rule.to })}` : ""), { method: "DELETE" });
      const others = rule.to ? [] : rules.filter((one) => one.to);
      for (const other of others) await ask(other);
      await listFaults();
    });
    return element("li", {}, element("span", {}, faultText(rule)), remove);
  });
  document.getElementById("faults").replaceChildren(...rows);
}

async function listFaults() {
  showFaults(await (await fetch(FAULTS)).json());
}

function ask(rule) {
  const headers = { "content-type": "application/json" };
  return fetch(FAULTS, { method: "POST", headers, body: JSON.stringify(rule) });
}

async function applyFault(form) {
  const fields = form.elements;
  const answer = await ask({
    to: fields.to.value.trim() || null,
    lost: fields.lost.checked,
    twice: fields.twice.checked,
    delaySeconds: Number(fields.delaySeconds.value),
    receiptSeconds: Number(fields.receiptSeconds.value),
  });
  document.getElementById("wrong").textContent = answer.ok ? "" : await answer.text();
  if (answer.ok) showFaults(await answer.json());
}

function toggleMail(button) {
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  button.textContent = open ? words.showMail : words.hideMail;
  if (open) return button.nextElementSibling.remove();
  button.after(element("iframe", {
    sandbox: true, src: button.dataset.source, title: words.mailView(button.dataset.subject),
  }));
}

handsets.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.act === "copy") copy(button.dataset.code);
  if (button?.dataset.act === "mail") toggleMail(button);
});
document.getElementById("copy-call").addEventListener("click", () => {
  copy(document.getElementById("call").textContent, "curl");
});
document.getElementById("fault").addEventListener("submit", (event) => {
  event.preventDefault();
  applyFault(event.target);
});
document.getElementById("find").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("language").addEventListener("click", () => {
  location.search = address({ lang: language === "en" ? "zh" : "en" });
});
find.addEventListener("input", () => {
  history.replaceState(null, "", address({ to: find.value.trim() }));
  show();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.matches("input")) return;
  event.preventDefault();
  find.focus();
});

setUp();
await Promise.all([show(), firstCall(), listFaults()]);
setInterval(() => { if (!document.hidden) show().catch(() => {}); }, INTERVAL);
