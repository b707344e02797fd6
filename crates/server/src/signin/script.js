// What the pages do where scripts run. All of them work without.
"use strict";
const all = (selector) => document.querySelectorAll(selector);

// A form is sent once, until its page is shown again or no answer comes.
const reopen = () => all("form").forEach((form) => delete form.dataset.sent);
for (const form of all("form")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
    setTimeout(reopen, 5000);
  });
}
addEventListener("pageshow", reopen);

// The code of a whole message, as it is pasted or the phone hands it over.
const digits = (text) => {
  const plain = text.normalize("NFKC").replace(/(\d)[\s-](?=\d)/g, "$1");
  return (plain.match(/\d{4,8}/) ?? [plain.replace(/\D/g, "")])[0];
};
const codes = all("[autocomplete=one-time-code]");
for (const field of codes) {
  const fill = (text) => {
    field.value = digits(text);
    if (codes.length === 1 && field.value.length === Number(field.dataset.length)) field.form.requestSubmit();
  };
  field.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!/\d/.test(text.normalize("NFKC"))) return;
    event.preventDefault();
    fill(text);
  });
  if (codes.length === 1 && "OTPCredential" in window) {
    const stop = new AbortController();
    field.form.addEventListener("submit", () => stop.abort());
    navigator.credentials.get({ otp: { transport: ["sms"] }, signal: stop.signal })
      .then((message) => message && fill(message.code), () => {});
  }
}

// Another code can be asked for when its time has come.
for (const button of all("button[data-wait]")) {
  const text = button.textContent;
  const end = performance.now() + button.dataset.wait * 1000;
  const tick = () => {
    const left = Math.ceil((end - performance.now()) / 1000);
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${text} (${left})` : text;
    if (left > 0) setTimeout(tick, 1000);
  };
  tick();
}

// A number that says its country chooses it; of those that share a code, the one most people mean.
const main = ["US", "GB", "RU", "IT", "NO", "AU", "FI", "MA", "GP", "RE", "CW"];
const isMain = (option) => Number(main.includes(option.value));
for (const field of all("input[type=tel]")) {
  const countries = field.form.querySelector("select[name=country]");
  field.addEventListener("change", () => {
    const number = field.value.normalize("NFKC").replace(/[^\d+]/g, "");
    if (!countries || !number.startsWith("+")) return;
    const code = (one) => one.text.match(/\+\d+$/)[0];
    const fits = (one) => number.startsWith(code(one));
    if (fits(countries.selectedOptions[0])) return;
    const found = [...countries.options].filter(fits);
    found.sort((a, b) => code(b).length - code(a).length || isMain(b) - isMain(a));
    if (found[0]) countries.value = found[0].value;
  });
}

// Times as the reader's clock has them.
for (const time of all("time")) {
  const format = { dateStyle: "medium", timeStyle: "short" };
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, format);
}
