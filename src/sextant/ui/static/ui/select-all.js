// <select-all>: a table of checkboxes whose row and column heads become buttons that tick, or clear, their whole line.
class SelectAll extends HTMLElement {
  connectedCallback() {
    const rows = [...this.querySelectorAll("tbody tr")];
    const boxes = (cells) => cells.map((cell) => cell.querySelector("input[type=checkbox]")).filter(Boolean);
    rows.forEach((row) => this.equip(row.querySelector("th"), boxes([...row.querySelectorAll("td")])));
    this.querySelectorAll("thead th").forEach((head, index) => this.equip(head, boxes(rows.map((row) => row.querySelectorAll("td")[index]))));
    this.addEventListener("change", () => this.count());
    this.count();
  }
  equip(head, boxes) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "slots-all";
    button.title = `${head.textContent} : ${this.dataset.word}`;
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const tick = boxes.some((box) => !box.checked);
      boxes.forEach((box) => { box.checked = tick; });
      this.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  count() {
    this.querySelector("[role=status]").textContent = `${this.dataset.count} ${this.querySelectorAll("input:checked").length}`;
  }
}
customElements.define("select-all", SelectAll);
