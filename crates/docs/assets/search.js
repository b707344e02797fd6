// The search: all words of all pages of a language, section by section.
(() => {
  const input = document.getElementById("search");
  const panel = document.getElementById("results");
  const told = panel.querySelector("[role=status]");
  const list = panel.querySelector("ol");
  const MOST = 30;
  const AROUND = 60;

  let index;
  async function pages() {
    const kept = await (await fetch(input.dataset.index)).json();
    return kept.map(({ page, title, sections }) => ({
      page,
      title,
      // An operation is found by its name however it is spelled: bindPhone, bind-phone, bind phone.
      name: squeezed(page.split("/").pop()),
      sections: sections.map(([anchor, heading, text]) => ({ anchor, heading, text, small: `${heading} ${text}`.toLowerCase() })),
    }));
  }

  function squeezed(text) {
    return text.toLowerCase().replace(/[\s_-]/g, "");
  }

  /** How well a page answers, and its section that answers best; nothing where a word is nowhere. */
  function match({ page, title, name, sections }, text, words) {
    const head = title.toLowerCase();
    const named = squeezed(text) === name;
    let best;
    for (const section of sections) {
      const inHead = words.filter((word) => head.includes(word)).length;
      const inSection = words.filter((word) => section.small.includes(word)).length;
      const everywhere = words.every((word) => head.includes(word) || section.small.includes(word));
      if (!named && (!everywhere || (inSection === 0 && section !== sections[0]))) continue;
      const inHeading = words.filter((word) => section.heading.toLowerCase().includes(word)).length;
      const score = (named ? 100 : 0) + 8 * inHead + 4 * inHeading + inSection;
      if (!best || score > best.score) best = { page, title, section, score };
    }
    return best;
  }

  async function answers(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    index ??= pages();
    const found = (await index).map((page) => match(page, text, words)).filter(Boolean);
    found.sort((one, other) => other.score - one.score);
    return { words, found };
  }

  /** The words around the first that was looked for. */
  function around(text, words) {
    const small = text.toLowerCase();
    const places = words.map((word) => small.indexOf(word)).filter((place) => place >= 0);
    const from = Math.max(0, Math.min(...places, text.length) - AROUND);
    const part = text.slice(from, from + 2.5 * AROUND);
    return `${from > 0 ? "… " : ""}${part}${from + part.length < text.length ? " …" : ""}`;
  }

  /** Appends a text in which the words that were looked for are marked. */
  function marked(node, text, words) {
    const small = text.toLowerCase();
    for (let at = 0; at < text.length; ) {
      const next = words.map((word) => [small.indexOf(word, at), word.length]).filter(([place]) => place >= 0);
      const [place, length] = next.sort(([one], [other]) => one - other)[0] ?? [text.length, 0];
      node.append(text.slice(at, place));
      if (length) {
        const mark = document.createElement("mark");
        mark.textContent = text.slice(place, place + length);
        node.append(mark);
      }
      at = place + length;
    }
  }

  function entry({ page, title, section }, words) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = section.anchor && section.heading !== title ? `${page}#${section.anchor}` : page;
    const name = document.createElement("b");
    name.textContent = section.heading && section.heading !== title ? `${title} › ${section.heading.trim()}` : title;
    const text = document.createElement("span");
    marked(text, around(section.text, words), words);
    link.append(name, text);
    item.append(link);
    return item;
  }

  async function show() {
    const text = input.value.trim();
    if (!text) return close();
    const { words, found } = await answers(text);
    if (text !== input.value.trim()) return;
    list.replaceChildren(...found.slice(0, MOST).map((one) => entry(one, words)));
    told.textContent = found.length ? `${told.dataset.found}: ${found.length}` : told.dataset.none;
    panel.hidden = false;
  }

  function close() {
    panel.hidden = true;
  }

  input.addEventListener("input", () => { show().catch((error) => { told.textContent = error.message; panel.hidden = false; }); });
  document.getElementById("finder").addEventListener("keydown", async (event) => {
    const links = [...list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      close();
      input.focus();
    } else if (event.key === "ArrowDown" && !panel.hidden) {
      event.preventDefault();
      links[at + 1]?.focus();
    } else if (event.key === "ArrowUp" && at >= 0) {
      event.preventDefault();
      (links[at - 1] ?? input).focus();
    } else if (event.key === "Enter" && event.target === input && input.value.trim()) {
      await show();
      list.querySelector("a")?.click();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest("#finder")) close(); });
})();
