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

// A proof of work: the number behind a challenge that makes a SHA-256 begin with zero bits.
const firstWord = () => {
  const [primes, words] = [[], new Int32Array(64)];
  for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (root) => ((root % 1) * 2 ** 32) | 0;
  const start = primes.slice(0, 8).map((prime) => fraction(prime ** 0.5));
  const rounds = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const turn = (x, by) => (x >>> by) | (x << (32 - by));
  // Of a text that fits into one block.
  return (text) => {
    words.fill(0, 0, 15);
    for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
    words[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
    words[15] = text.length * 8;
    let [a, b, c, d, e, f, g, h] = start;
    for (let i = 0; i < 64; i++) {
      if (i > 15) {
        const [x, y] = [words[i - 15], words[i - 2]];
        words[i] = words[i - 16] + words[i - 7]
          + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
      }
      const s = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i] + words[i]) | 0;
      const t = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + s) | 0, c, b, a, (s + t) | 0];
    }
    return a + start[0];
  };
};
for (const field of all("[data-bits]")) {
  const [first, begin, bits] = [firstWord(), `${field.value}:`, Number(field.dataset.bits)];
  let number = 0;
  const work = () => {
    for (const end = performance.now() + 40; performance.now() < end;) {
      for (const until = number + 500; number < until; number++) {
        if (Math.clz32(first(begin + number)) < bits) continue;
        field.value = begin + number;
        return field.form.checkValidity() && field.form.requestSubmit();
      }
    }
    setTimeout(work);
  };
  work();
}

// Times as the reader's clock has them.
for (const time of all("time")) {
  const format = { dateStyle: "medium", timeStyle: "short" };
  time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, format);
}
