// <idle-lock data-minutes="20" data-alive="/…">: on a shared computer, asks whether somebody is there, then quits.
// All tabs share one clock; an answer in one is an answer in all.
const WARNING = 60_000;
const TELL = 5_000;
const BEAT = 60_000;

class IdleLock extends HTMLElement {
  connectedCallback() {
    this.limit = Math.max(2, Number(this.dataset.minutes)) * 60_000;
    this.dialog = this.querySelector("dialog");
    this.channel = new BroadcastChannel("sextant-idle");
    this.channel.onmessage = () => this.restart(false);
    for (const name of ["pointerdown", "keydown", "scroll", "input"]) {
      document.addEventListener(name, () => this.dialog.open || this.restart(true), { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => this.look());
    this.querySelector("[data-stay]").addEventListener("click", () => this.restart(true));
    this.dialog.addEventListener("cancel", () => this.restart(true));
    this.told = this.beaten = Date.now();
    this.restart(false);
    this.timer = setInterval(() => this.look(), 5_000);
  }
  disconnectedCallback() {
    clearInterval(this.timer);
    this.channel.close();
  }
  restart(tell) {
    this.last = Date.now();
    if (this.dialog.open) this.dialog.close();
    if (!tell) return;
    if (this.last - this.told > TELL) {
      this.told = this.last;
      this.channel.postMessage("here");
    }
    if (this.dataset.alive && this.last - this.beaten > BEAT) {
      this.beaten = this.last;
      fetch(this.dataset.alive, { credentials: "same-origin" }).catch(() => {});
    }
  }
  look() {
    const idle = Date.now() - this.last;
    if (idle >= this.limit) this.querySelector("form").submit();
    else if (idle >= this.limit - WARNING && !this.dialog.open) this.dialog.showModal();
  }
}
customElements.define("idle-lock", IdleLock);
