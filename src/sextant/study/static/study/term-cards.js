// <term-cards>: the words of a text that are in the lexicon open a card with their definition, on hover, focus and tap.
// The card stays while the pointer is on the word or on it, closes with Esc, and never takes the focus. Without this, a word is a link.
const WAIT = 180;

class TermCards extends HTMLElement {
  connectedCallback() {
    if (!HTMLElement.prototype.showPopover) return;
    const onTerm = (event) => event.target.closest?.("a.term");
    const inside = (event) => onTerm(event) || event.target.closest?.(".term-card");
    this.addEventListener("pointerover", (event) => {
      if (event.pointerType === "touch" || !inside(event)) return;
      clearTimeout(this.timer);
      const term = onTerm(event);
      if (term && term !== this.term) this.timer = setTimeout(() => this.open(term), WAIT);
    });
    this.addEventListener("pointerout", (event) => {
      if (event.pointerType === "touch" || !inside(event)) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.term !== document.activeElement && this.close(), WAIT * 2);
    });
    this.addEventListener("focusin", (event) => {
      const term = onTerm(event);
      // A tap focuses before it clicks: the click decides then.
      if (term && term.matches(":focus-visible")) this.open(term);
    });
    this.addEventListener("focusout", (event) => {
      if (!event.relatedTarget?.closest?.(".term-card")) this.close();
    });
    this.addEventListener("click", (event) => {
      const term = onTerm(event);
      if (!term || event.pointerType !== "touch") return;
      event.preventDefault();
      if (term === this.term) this.close();
      else this.open(term);
    });
    this.outside = (event) => { if (this.card && !(this.contains(event.target) && inside(event))) this.close(); };
    this.escape = (event) => {
      if (event.key !== "Escape" || !this.card) return;
      clearTimeout(this.timer);
      this.close();
    };
    document.addEventListener("pointerdown", this.outside);
    document.addEventListener("keydown", this.escape);
  }
  disconnectedCallback() {
    document.removeEventListener("pointerdown", this.outside);
    document.removeEventListener("keydown", this.escape);
  }
  open(term) {
    const card = document.getElementById(`definition-${term.dataset.term}`);
    if (!card) return;
    if (this.card !== card) this.close();
    this.term = term;
    this.card = card;
    if (!card.matches(":popover-open")) card.showPopover();
    this.place(term, card);
  }
  close() {
    if (this.card?.matches(":popover-open")) this.card.hidePopover();
    this.card = this.term = null;
  }
  // Under the word where there is room, else above it; on a narrow page the style sheet lays it along the bottom instead.
  place(term, card) {
    const word = term.getClientRects()[0];
    const width = card.offsetWidth, height = card.offsetHeight, gap = 6;
    const below = word.bottom + gap + height < innerHeight;
    card.style.setProperty("--card-x", `${Math.max(8, Math.min(word.left, document.documentElement.clientWidth - width - 8)) + scrollX}px`);
    card.style.setProperty("--card-y", `${(below ? word.bottom + gap : Math.max(8, word.top - gap - height)) + scrollY}px`);
  }
}
customElements.define("term-cards", TermCards);
