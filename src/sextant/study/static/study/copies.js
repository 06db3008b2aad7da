// Copies of resources to read without a network: made on a click, listed and deleted here, served by the service worker.
// Each copy is a cache of its own: the page, its figures, the style and scripts it was made with. Asked for without cookies: nothing personal.
const COPY = "sextant-copy:";
const able = "caches" in window && "serviceWorker" in navigator;
const names = async () => (await caches.keys()).filter((name) => name.startsWith(COPY));
const pathOf = (name) => name.slice(COPY.length);
const uidOf = (path) => path.split("/").at(-4);

async function make(path) {
  const page = await fetch(path, { credentials: "omit", cache: "reload", redirect: "error" });
  if (!page.ok) throw new Error(page.status);
  const whole = new DOMParser().parseFromString(await page.clone().text(), "text/html");
  const parts = [...whole.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], main img")].map((node) => node.getAttribute("src") ?? node.getAttribute("href"));
  const name = COPY + path;
  try {
    const cache = await caches.open(name);
    await cache.addAll([...new Set(parts)].map((url) => new Request(url, { credentials: "omit" })));
    // The page comes last: a copy that has it is whole.
    const headers = new Headers(page.headers);
    headers.set("X-Kept", new Date().toISOString());
    await cache.put(path, new Response(await page.blob(), { headers }));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  await navigator.storage?.persist?.().catch(() => {});
}

class KeepCopy extends HTMLElement {
  async connectedCallback() {
    if (!able) return;
    this.hidden = false;
    this.button = this.querySelector("[data-keep-copy]");
    this.button.addEventListener("click", () => this.keep());
    const mine = await names();
    const older = mine.filter((name) => uidOf(pathOf(name)) === uidOf(this.dataset.url));
    if (mine.includes(COPY + this.dataset.url)) this.kept();
    else if (older.length) this.say(this.dataset.newer);
    this.older = older.filter((name) => name !== COPY + this.dataset.url);
  }
  async keep() {
    this.button.disabled = true;
    try {
      await make(this.dataset.url);
      await Promise.all((this.older ?? []).map((name) => caches.delete(name)));
      this.kept();
      this.say(this.dataset.done);
    } catch {
      this.say(this.dataset.fail);
      this.button.disabled = false;
    }
  }
  kept() {
    this.button.hidden = true;
    this.querySelector("[data-kept]").hidden = false;
    this.querySelector("[data-hint]").hidden = true;
  }
  say(text) { this.querySelector("[data-said]").textContent = text; }
}

class CopiesList extends HTMLElement {
  connectedCallback() {
    if (!able) return;
    this.querySelector("[data-unable]").hidden = true;
    this.show();
  }
  async show() {
    const found = (await Promise.all((await names()).map((name) => this.read(name)))).filter(Boolean);
    found.sort((one, other) => one.title.localeCompare(other.title));
    this.querySelector("[data-list]").replaceChildren(...found.map((one) => this.line(one)));
    this.querySelector("[data-none]").hidden = found.length > 0;
    const all = found.reduce((sum, one) => sum + one.size, 0);
    this.querySelector("[data-sum]").textContent = found.length > 1 ? this.dataset.total.replace("{n}", this.weight(all)) : "";
  }
  async read(name) {
    const cache = await caches.open(name), page = await cache.match(pathOf(name));
    if (!page) return caches.delete(name) && null;
    const at = page.headers.get("X-Kept");
    const whole = new DOMParser().parseFromString(await page.text(), "text/html");
    const sizes = await Promise.all((await cache.keys()).map(async (request) => (await (await cache.match(request)).blob()).size));
    return { name, at, title: whole.querySelector("h1")?.textContent ?? pathOf(name), language: whole.documentElement.lang, size: sizes.reduce((sum, one) => sum + one, 0) };
  }
  weight(bytes) { return this.dataset.size.replace("{n}", new Intl.NumberFormat(document.documentElement.lang).format(Math.max(1, Math.round(bytes / 1000)))); }
  line(one) {
    const row = document.createElement("li"), link = document.createElement("a"), facts = document.createElement("span"), button = document.createElement("button");
    row.className = "copy-line";
    Object.assign(link, { href: pathOf(one.name), textContent: one.title, lang: one.language });
    facts.className = "small soft";
    const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(new Date(one.at));
    facts.textContent = `${this.dataset.since.replace("{n}", day)} · ${this.weight(one.size)}`;
    Object.assign(button, { type: "button", className: "button button-quiet button-small", textContent: this.dataset.delete });
    const more = document.createElement("span");
    Object.assign(more, { className: "visually-hidden", textContent: ` ${this.dataset.copy} ${one.title}` });
    button.append(more);
    button.addEventListener("click", async () => {
      await caches.delete(one.name);
      await this.show();
      this.querySelector("[data-said]").textContent = this.dataset.deleted;
      this.querySelector(".copy-line a")?.focus();
    });
    row.append(link, facts, button);
    return row;
  }
}
customElements.define("keep-copy", KeepCopy);
customElements.define("copies-list", CopiesList);
document.querySelector("[data-again]")?.addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
