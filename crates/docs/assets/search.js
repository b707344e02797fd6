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
    const answer = await fetch(input.dataset.index);
    if (!answer.ok) throw new Error(`${input.dataset.index}: HTTP ${answer.status}`);
    const kept = await answer.json();
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
    // What was not had is asked for again.
    index ??= pages().catch((error) => { index = undefined; throw error; });
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

  /** Shows the answers to what is typed; whether they still are when they are there. */
  async function show() {
    const text = input.value.trim();
    if (!text) {
      close();
      return false;
    }
    try {
      const { words, found } = await answers(text);
      if (text !== input.value.trim()) return false;
      list.replaceChildren(...found.slice(0, MOST).map((one) => entry(one, words)));
      tell(found.length ? `${told.dataset.found}: ${found.length}` : told.dataset.none);
      return true;
    } catch (error) {
      list.replaceChildren();
      tell(error.message);
      return false;
    }
  }

  /** Screen readers announce what changes in a panel that is there. */
  function tell(text) {
    panel.hidden = false;
    told.textContent = text;
  }

  function close() {
    panel.hidden = true;
  }

  input.addEventListener("input", show);
  document.getElementById("finder").addEventListener("keydown", async (event) => {
    // Keys that choose a word of an input method are not ours; some browsers tell them by 229 alone.
    if (event.isComposing || event.keyCode === 229) return;
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
      if (await show()) list.querySelector("a")?.click();
    }
  });
  document.addEventListener("click", (event) => { if (!event.target.closest("#finder")) close(); });
})();
