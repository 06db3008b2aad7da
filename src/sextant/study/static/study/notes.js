// Highlights and notes in a reading: select words with the mouse, the finger or the keyboard, or take "Note on this section" under a heading.
// A passage is known by its words and by those around it, so that it is found again in a later version of the text.
const AROUND = 60;
const article = document.querySelector("article.reading-text");
const panel = () => document.getElementById("notes");
const form = () => panel()?.querySelector("form[data-keep^='note:']");
const word = (name) => panel()?.dataset[name] ?? "";
const SKIPPED = ".note-here, .note-mark-words, .term-card";

// --- the words of the text, every run of spaces as one, and where each stands ---------------------------------------------------------
function indexOf(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) => node.parentElement.closest(SKIPPED) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const letters = [], places = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.data.length; at += 1) {
      const letter = /\s/.test(node.data[at]) ? " " : node.data[at];
      if (letter === " " && letters.at(-1) === " ") continue;
      letters.push(letter);
      places.push([node, at]);
    }
  }
  return { text: letters.join(""), places };
}
const flat = (text) => text.replace(/\s+/g, " ");

function find({ text, places }, { quote, before, after }) {
  const wanted = flat(quote).trim();
  if (!wanted) return null;
  let best = -1, score = -1;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const left = flat(before ?? ""), right = flat(after ?? "");
    let same = 0;
    while (same < left.length && text[at - 1 - same] === left.at(-1 - same)) same += 1;
    let more = 0;
    while (more < right.length && text[at + wanted.length + more] === right[more]) more += 1;
    if (same + more > score) [best, score] = [at, same + more];
  }
  if (best < 0) return null;
  const range = document.createRange(), last = places[best + wanted.length - 1];
  range.setStart(...places[best]);
  range.setEnd(last[0], last[1] + 1);
  return range;
}

function passage(range) {
  const index = indexOf(article);
  const inside = (place) => range.comparePoint(...place) === 0 && !(range.endContainer === place[0] && range.endOffset === place[1]);
  const first = index.places.findIndex(inside);
  if (first < 0) return null;
  let last = first;
  while (last + 1 < index.places.length && inside(index.places[last + 1])) last += 1;
  const raw = index.text.slice(first, last + 1), quote = raw.trim();
  if (!quote) return null;
  const from = first + raw.indexOf(quote), to = from + quote.length;
  return { quote, before: index.text.slice(Math.max(0, from - AROUND), from), after: index.text.slice(to, to + AROUND), section: sectionOf(index.places[from][0]) };
}
function sectionOf(node) {
  const before = [...article.querySelectorAll("h2[id], h3[id], h4[id]")].filter((one) => one.contains(node) || one.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
  return before.at(-1)?.id ?? "";
}

// --- highlights -----------------------------------------------------------------------------------------------------------------------
// <mark> says to a screen reader what a painted range cannot: so words are always marked, and looked at by underline as well as by colour.
function unmark() {
  article.querySelectorAll("mark.note-mark").forEach((mark) => {
    mark.querySelector(".note-mark-words")?.remove();
    mark.replaceWith(...mark.childNodes);
  });
  article.normalize();
}
function mark(range, target) {
  const walker = document.createTreeWalker(range.commonAncestorContainer, NodeFilter.SHOW_TEXT);
  const nodes = range.startContainer === range.endContainer ? [range.startContainer] : [];
  if (!nodes.length) for (let node = walker.nextNode(); node; node = walker.nextNode()) if (range.intersectsNode(node) && node.data.trim()) nodes.push(node);
  const { startContainer, startOffset, endContainer, endOffset } = range;
  nodes.forEach((node, number) => {
    const part = document.createRange();
    part.selectNodeContents(node);
    if (node === startContainer) part.setStart(node, startOffset);
    if (node === endContainer) part.setEnd(node, endOffset);
    if (part.collapsed || node.parentElement.matches("tr, tbody, thead, table, ul, ol")) return;
    const made = document.createElement("mark");
    made.className = "note-mark";
    if (target) made.dataset.note = target;
    part.surroundContents(made);
    if (number) return;
    const said = document.createElement("span");
    Object.assign(said, { className: "visually-hidden note-mark-words", textContent: `${word("highlighted")} ` });
    made.prepend(said);
  });
}
function paint() {
  if (!article || !panel()) return;
  unmark();
  panel().querySelectorAll("[data-quote]").forEach((one) => {
    if (!one.dataset.quote || one.dataset.language !== word("language")) return;
    const range = find(indexOf(article), one.dataset);
    const link = one.querySelector("[data-show-passage]");
    if (link) link.hidden = !range;
    if (range) mark(range, one.id);
  });
}

// --- writing --------------------------------------------------------------------------------------------------------------------------
function fill({ quote = "", before = "", after = "", section = "" }) {
  const one = form();
  Object.entries({ quote, before, after }).forEach(([name, value]) => { one.elements[name].value = value; });
  if (one.elements.section) one.elements.section.value = [...one.elements.section.options].some((option) => option.value === section) ? section : "";
  show(one);
}
function show(one) {
  const quote = one.elements.quote?.value ?? "", block = one.querySelector("[data-shown=quote]"), button = one.querySelector("[data-drop-quote]");
  if (!block) return;
  block.textContent = quote;
  block.hidden = button.hidden = !quote;
}
function write(given) {
  fill(given);
  const one = form();
  one.closest("details")?.setAttribute("open", "");
  one.elements.body.focus();
  one.dispatchEvent(new Event("change", { bubbles: true }));
  one.elements.section?.dispatchEvent(new Event("change", { bubbles: true }));
}
function highlight(given) {
  fill(given);
  form().requestSubmit();
}

class NoteTools {
  constructor() {
    this.bar = document.createElement("div");
    this.bar.className = "note-tools no-print";
    this.bar.setAttribute("role", "toolbar");
    this.bar.setAttribute("aria-label", word("tools"));
    this.bar.hidden = true;
    this.message = document.createElement("span");
    this.message.setAttribute("role", "status");
    this.message.className = "small";
    this.buttons = [["highlight", highlight], ["note", write]].map(([name, action]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", className: "button button-small", textContent: word(name) });
      // The press must not take the selection away.
      button.addEventListener("pointerdown", (event) => event.preventDefault());
      button.addEventListener("click", () => { const { given } = this; this.hide(); getSelection().removeAllRanges(); action(given); });
      return button;
    });
    this.bar.append(...this.buttons, this.message);
    article.after(this.bar);
    document.addEventListener("selectionchange", () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.look(), 150); });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.hide(); });
    addEventListener("scroll", () => this.bar.hidden || this.place(), { passive: true });
  }
  hide() { this.bar.hidden = true; }
  look() {
    const selection = getSelection();
    if (this.bar.contains(document.activeElement) && document.activeElement !== document.body) return;
    if (!selection.rangeCount || selection.isCollapsed || !form()) return this.hide();
    const range = selection.getRangeAt(0);
    if (!article.contains(range.startContainer) && !article.contains(range.endContainer)) return this.hide();
    this.given = passage(range);
    if (!this.given) return this.hide();
    const long = this.given.quote.length > Number(word("longest"));
    this.buttons.forEach((button) => { button.hidden = long; });
    this.message.textContent = long ? word("tooLong") : "";
    this.range = range.cloneRange();
    this.bar.hidden = false;
    this.place();
  }
  place() {
    const box = this.range.getBoundingClientRect();
    // Under a thumb on a telephone (the style sheet puts it at the foot of the screen), beside the words elsewhere.
    if (matchMedia("(width < 48rem), (pointer: coarse)").matches) return this.bar.style.removeProperty("inset-block-start");
    const top = Math.min(Math.max(8, box.bottom + 8), innerHeight - this.bar.offsetHeight - 8);
    this.bar.style.insetBlockStart = `${top}px`;
    this.bar.style.insetInlineStart = `${Math.min(Math.max(8, box.left), innerWidth - this.bar.offsetWidth - 8)}px`;
  }
}

// Without a selection: under each heading a button; in the form, the paragraphs of that section to choose from.
function offer() {
  article.querySelectorAll("h2[id], h3[id]").forEach((heading) => {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "note-here", textContent: word("here") });
    button.setAttribute("aria-describedby", heading.id);
    button.addEventListener("click", () => { write({ section: heading.id }); choose(heading); });
    const place = document.createElement("div");
    place.className = "note-here-line no-print";
    place.append(button);
    heading.after(place);
  });
}
function paragraphsOf(heading) {
  const found = [];
  for (let one = heading.nextElementSibling; one && !one.matches("h2, h3"); one = one.nextElementSibling) {
    found.push(...(one.matches("p, blockquote") ? [one] : one.querySelectorAll("li, p, td, figcaption")));
  }
  return found.filter((one) => one.textContent.trim());
}
function choose(heading) {
  const one = form();
  one.querySelector(".note-choose")?.remove();
  const parts = paragraphsOf(heading);
  if (!parts.length) return;
  const field = document.createElement("div"), label = document.createElement("label"), select = document.createElement("select");
  field.className = "field note-choose";
  Object.assign(label, { className: "label", htmlFor: "note-passage", textContent: word("passage") });
  Object.assign(select, { className: "input", id: "note-passage" });
  select.append(new Option(word("whole"), ""), ...parts.map((part, number) => new Option(`${flat(part.textContent).trim().slice(0, 70)}…`, number)));
  select.addEventListener("change", () => {
    const range = document.createRange();
    if (select.value === "") return fill({ section: heading.id });
    range.selectNodeContents(parts[Number(select.value)]);
    const found = passage(range);
    if (found && found.quote.length <= Number(word("longest"))) fill({ ...found, section: heading.id });
  });
  field.append(label, select);
  one.querySelector(".field").after(field);
}

if (article && panel()) {
  const nobody = panel().querySelector("[data-nobody]");
  const known = () => ["localStorage", "sessionStorage"].some((place) => { try { return window[place].getItem("sextant:keeper"); } catch { return false; } });
  if (nobody && known()) {
    nobody.hidden = true;
    nobody.nextElementSibling.hidden = false;
  }
  if (form() && !form().hidden) {
    new NoteTools();
    offer();
  }
  document.addEventListener("keep:restored", (event) => event.target === form() && show(form()));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drop-quote]")) { form().querySelector(".note-choose")?.remove(); fill({ section: form().elements.section?.value }); }
    const link = event.target.closest("[data-show-passage]");
    const shown = link && article.querySelector(`mark[data-note="${CSS.escape(link.closest(".note").id)}"]`);
    if (!shown) return;
    event.preventDefault();
    shown.scrollIntoView({ block: "center" });
  });
  document.addEventListener("htmx:afterSettle", paint);
  document.addEventListener("keep:changed", (event) => {
    setTimeout(paint);
    // What was written while the network was away is now in the campus: show it with the others.
    if (event.detail?.sent && window.htmx && !document.body.hasAttribute("data-away")) window.htmx.ajax("GET", location.pathname, { target: "#notes", select: "#notes", swap: "outerHTML" });
  });
  setTimeout(paint);
}
