// <reading-clock data-marks="-:20 s-a:120" data-after="300">: how long is left, from where one is in the text.
// <reading-visit> around a hidden form: tells the server that somebody reads, at most once a minute, and where they are.
const SIGN = 60_000;
const USED = ["scroll", "keydown", "pointerdown", "pointermove"];
const places = () => [...document.querySelectorAll(".reading-text :is(h2, h3, h4)[id]")];
const here = () => places().filter((one) => one.getBoundingClientRect().top < innerHeight * 0.4).at(-1)?.id || "";

class ReadingClock extends HTMLElement {
  connectedCallback() {
    this.marks = this.dataset.marks.split(" ").map((mark) => [mark.slice(0, mark.lastIndexOf(":")), Number(mark.slice(mark.lastIndexOf(":") + 1))]);
    this.text = document.querySelector(".reading-text");
    if (!this.text || !this.marks.length) return;
    this.look = () => this.waiting || (this.waiting = requestAnimationFrame(() => this.tell()));
    addEventListener("scroll", this.look, { passive: true });
    addEventListener("resize", this.look, { passive: true });
    this.hidden = false;
    this.tell();
  }
  disconnectedCallback() {
    removeEventListener("scroll", this.look);
    removeEventListener("resize", this.look);
  }
  // The seconds of the parts below the line where one reads, and of the share of the part one is in.
  seconds() {
    const line = innerHeight * 0.4;
    const bottom = this.text.getBoundingClientRect().bottom;
    const tops = this.marks.map(([id]) => (id === "-" ? this.text : document.getElementById(id) || this.text).getBoundingClientRect().top);
    return this.marks.reduce((left, [, seconds], place) => {
      const top = tops[place], end = tops[place + 1] ?? bottom;
      return left + seconds * Math.min(1, Math.max(0, end > top ? (end - line) / (end - top) : 0));
    }, 0);
  }
  tell() {
    this.waiting = 0;
    const text = this.seconds();
    const left = text + Number(this.dataset.after);
    const words = text < 5 ? this.dataset.end : left < 60 ? this.dataset.last : this.dataset.left.replace("{n}", Math.round(left / 60));
    if (this.textContent !== words) this.textContent = words;
    const at = here();
    for (const link of document.querySelectorAll(".contents a")) {
      const now = link.hash === `#${at}`;
      if (now) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }
}

class ReadingVisit extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.active = 0;
    this.used = this.counted = Date.now();
    this.note = () => { this.used = Date.now(); };
    for (const name of USED) addEventListener(name, this.note, { passive: true, capture: true });
    this.leave = () => this.active > 4 && this.send(true);
    addEventListener("pagehide", this.leave);
    this.timer = setInterval(() => this.count(), 5_000);
    this.send();
  }
  disconnectedCallback() {
    clearInterval(this.timer);
    removeEventListener("pagehide", this.leave);
    for (const name of USED) removeEventListener(name, this.note, { capture: true });
  }
  // Time counts while the page is seen and was touched in the last minute: somebody who reads a screen does not move.
  count() {
    const now = Date.now();
    if (!document.hidden && now - this.used < SIGN) this.active += Math.min(now - this.counted, 10_000) / 1000;
    this.counted = now;
    if (this.active > 4 && now - this.sent >= SIGN) this.send();
  }
  send(leaving = false) {
    this.form.elements.seconds.value = Math.round(this.active);
    this.form.elements.anchor.value = here();
    this.active = 0;
    this.sent = Date.now();
    // A lost network costs a sign, nothing else: reading goes on.
    fetch(this.form.action, { method: "POST", body: new FormData(this.form), credentials: "same-origin", redirect: "manual", keepalive: leaving }).catch(() => {});
  }
}

customElements.define("reading-clock", ReadingClock);
customElements.define("reading-visit", ReadingVisit);
