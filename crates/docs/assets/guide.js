// The guide: search in the contents, samples as tabs.
(() => {
  const COPY = document.documentElement.lang === "en" ? "Copy" : "复制";
  const contents = document.getElementById("contents");
  const entries = [...contents.querySelectorAll("li")];
  for (const link of contents.querySelectorAll("a")) {
    if (link.pathname === location.pathname) link.parentElement.classList.add("here");
  }

  const search = document.getElementById("search");
  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) {
      const text = entry.textContent.toLowerCase();
      entry.hidden = !words.every((word) => text.includes(word));
    }
    for (const heading of contents.querySelectorAll("h2, h3")) {
      const list = heading.nextElementSibling;
      heading.hidden = list?.tagName === "UL" && [...list.children].every((entry) => entry.hidden);
    }
  });
  search.addEventListener("keydown", (event) => {
    const first = entries.find((entry) => !entry.hidden)?.querySelector("a");
    if (event.key === "Enter" && search.value && first) location.href = first.href;
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
