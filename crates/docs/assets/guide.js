// The guide: where the reader is, the contents on small screens, samples one language at a time.
(() => {
  const contents = document.getElementById("contents");
  for (const link of contents.querySelectorAll("a")) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
  }
  const menu = document.getElementById("menu");
  menu.hidden = false;
  contents.classList.add("folded");
  menu.addEventListener("click", () => {
    const folded = contents.classList.toggle("folded");
    menu.setAttribute("aria-expanded", String(!folded));
  });

  // The pages name the server that a newcomer starts; this one has another address.
  const WRITTEN = "http://127.0.0.1:8080";
  const main = document.getElementById("page");
  const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    if (text.data.includes(WRITTEN)) text.data = text.data.replaceAll(WRITTEN, location.origin);
  }
  for (const link of main.querySelectorAll(`a[href^="${WRITTEN}"]`)) {
    link.href = location.origin + link.getAttribute("href").slice(WRITTEN.length);
  }

  for (const block of main.querySelectorAll("pre")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.textContent = main.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("code").textContent);
      button.textContent = "✓";
      setTimeout(() => { button.textContent = main.dataset.copy; }, 1500);
    });
    block.append(button);
  }

  const LANGUAGES = ["TypeScript", "Rust", "Python", "curl"];
  const headings = [...main.querySelectorAll("h3")].filter(
    (heading) => LANGUAGES.includes(heading.textContent) && heading.nextElementSibling?.tagName === "PRE",
  );
  if (headings.length > 1) {
    const bar = document.createElement("div");
    bar.className = "tabs";
    bar.setAttribute("role", "group");
    const show = (language) => {
      for (const heading of headings) {
        heading.hidden = true;
        heading.nextElementSibling.hidden = heading.textContent !== language;
      }
      for (const button of bar.children) {
        button.setAttribute("aria-pressed", String(button.textContent === language));
      }
      localStorage.setItem("language", language);
    };
    for (const heading of headings) {
      const button = document.createElement("button");
      button.textContent = heading.textContent;
      button.addEventListener("click", () => show(heading.textContent));
      bar.append(button);
    }
    headings[0].before(bar);
    const kept = localStorage.getItem("language");
    show(LANGUAGES.includes(kept) ? kept : headings[0].textContent);
  }
})();
