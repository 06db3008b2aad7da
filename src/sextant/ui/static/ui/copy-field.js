// <copy-field>: an input and a hidden button; the button shows itself where copying is possible.
class CopyField extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input");
    const button = this.querySelector("button");
    const status = this.querySelector("[role=status]");
    input.addEventListener("focus", () => input.select());
    if (!navigator.clipboard) return; // plain http away from loopback
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(input.value);
      status.textContent = this.dataset.copied;
    });
  }
}
customElements.define("copy-field", CopyField);
