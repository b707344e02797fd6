// The guide: search in the contents, samples as tabs.
(() => {
  const COPY = document.documentElement.lang === "en" ? "Copy" : "复制";
  const contents = document.getElementById("contents");
  const entries = [...contents.querySelectorAll("li")];
  for (const link of contents.querySelectorAll("a")) {
    if (link.pathname === location.pathname) link.parentElement.classList.add("here");
  }

  // A page is found by its name and title; and by its path, fields and errors, which the index knows.
  const words = new Map(entries.map((entry) => [entry, entry.textContent.toLowerCase()]));
  let index;
  async function learn() {
    const { operations } = await (await fetch("/docs/index.json")).json();
    const own = document.documentElement.lang === "en" ? "en" : "zh";
    for (const { pages, path, fields, errors } of operations) {
      const entry = contents.querySelector(`a[href="${pages[own]}"]`)?.closest("li");
      const more = [path, ...fields, ...errors.flatMap(Object.values)].join(" ").toLowerCase();
      if (entry) words.set(entry, `${words.get(entry)} ${more}`);
    }
  }

  const search = document.getElementById("search");
  function filter() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) {
      entry.hidden = !wanted.every((word) => words.get(entry).includes(word));
    }
    for (const heading of contents.querySelectorAll("h2, h3")) {
      const list = heading.nextElementSibling;
      heading.hidden = list?.tagName === "UL" && [...list.children].every((entry) => entry.hidden);
    }
  }
  async function find() {
    filter();
    index ??= learn();
    await index.catch(() => {});
    filter();
  }
  search.addEventListener("input", find);
  search.addEventListener("keydown", async (event) => {
    if (event.key !== "Enter" || !search.value) return;
    await find();
    const named = entries.filter((entry) => entry.textContent.toLowerCase().includes(search.value.toLowerCase()));
    const first = [...named, ...entries].find((entry) => !entry.hidden)?.querySelector("a");
    if (first) location.href = first.href;
  });

  for (const block of document.querySelectorAll("main pre")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.textContent = COPY;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = "✓";
      setTimeout(() => { button.textContent = COPY; }, 1500);
    });
    block.append(button);
  }

  const LANGUAGES = ["TypeScript", "Rust", "Python", "curl"];
  const headings = [...document.querySelectorAll("main h3")].filter(
    (heading) => LANGUAGES.includes(heading.textContent) && heading.nextElementSibling?.tagName === "PRE",
  );
  if (headings.length > 1) {
    const bar = document.createElement("div");
    bar.className = "tabs";
    bar.setAttribute("role", "tablist");
    const show = (language) => {
      for (const heading of headings) {
        heading.hidden = true;
        heading.nextElementSibling.hidden = heading.textContent !== language;
      }
      for (const button of bar.children) {
        button.setAttribute("aria-selected", String(button.textContent === language));
      }
      localStorage.setItem("language", language);
    };
    for (const heading of headings) {
      const button = document.createElement("button");
      button.textContent = heading.textContent;
      button.setAttribute("role", "tab");
      button.addEventListener("click", () => show(heading.textContent));
      bar.append(button);
    }
    headings[0].before(bar);
    const kept = localStorage.getItem("language");
    show(LANGUAGES.includes(kept) ? kept : headings[0].textContent);
  }
})();
