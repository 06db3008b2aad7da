// <review-card>: space shows the answer, the keys 1 to 4 say how well one knew it. Without it every button is there all the same.
class ReviewCard extends HTMLElement {
  connectedCallback() {
    this.answer = this.querySelector(".reveal");
    this.querySelectorAll(".ratings-keys").forEach((line) => { line.hidden = matchMedia("(pointer: coarse)").matches; });
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
  }
  disconnectedCallback() {
    document.removeEventListener("keydown", this.onKey);
  }
  press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    // Where something has the focus and a use for the key, the key is its own.
    if (event.target.closest("input, textarea, select, a, button, summary, dialog, [contenteditable]")) {
      if (event.key === " " || event.target.closest("input, textarea, select, dialog, [contenteditable]")) return;
    }
    if (event.key === " " && this.answer && !this.answer.open) {
      event.preventDefault();
      this.answer.open = true;
      return;
    }
    if (this.answer && !this.answer.open) return;
    const button = [...this.querySelectorAll("[data-key]")].find((one) => one.value === event.key);
    if (button) {
      event.preventDefault();
      button.click();
    }
  }
}
customElements.define("review-card", ReviewCard);
