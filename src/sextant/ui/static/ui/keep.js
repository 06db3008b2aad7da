// What was typed survives a lost network, an ended session, a closed lid.
// <form data-keep="name">: its fields are kept in this browser until the server took them; <form data-idempotent> is sent again by itself.
// On a shared computer they stay in the tab; on a device of one's own in the browser. All of it is bound to the key of whoever typed.
const words = document.getElementById("keep");
const meta = document.querySelector("meta[name=keeper]");
const PRE = "sextant:", WHO = `${PRE}keeper`, TRY_AGAIN = 20_000, VISITOR = "visitor", VISIT = 20 * 60_000;
const attempt = (action, otherwise) => { try { return action(); } catch { return otherwise; } };
const session = attempt(() => window.sessionStorage), local = attempt(() => window.localStorage);
const remembered = attempt(() => local.getItem(WHO)) || null;
// A saved copy and the offline page belong to nobody: they ask the browser who typed here last.
const away = document.body.hasAttribute("data-away");
const own = meta ? "own" in meta.dataset : away && remembered !== null;
const store = own ? local : session;
const keeper = meta?.content || (away ? remembered || attempt(() => session.getItem(WHO)) : "") || VISITOR;
const names = (place) => attempt(() => Object.keys(place), []);
const read = (name) => attempt(() => JSON.parse(store.getItem(name)), null);
const write = (name, value) => attempt(() => { store.setItem(name, JSON.stringify(value)); return true; }, false);
const drop = (name) => attempt(() => store.removeItem(name));
const say = (code) => words?.dataset[code] ?? "";

if (meta) {
  attempt(() => store.setItem(WHO, keeper));
  // Somebody who said "mine" once and no longer does: what they typed leaves the browser for this tab.
  if (!own) {
    if (remembered === keeper) attempt(() => local.removeItem(WHO));
    names(local).filter((name) => name.startsWith(PRE) && name.includes(`:${keeper}:`)).forEach((name) => {
      attempt(() => { session.setItem(name, local.getItem(name)); local.removeItem(name); });
    });
  }
}

// --- what is in a form ---------------------------------------------------------------------------------------------------------------
const HIDDEN = new Set(["csrfmiddlewaretoken", "password", "next"]);
const fieldsOf = (form) => [...new FormData(form)].filter(([name, value]) => !HIDDEN.has(name) && typeof value === "string");
const draftOf = (form) => `${PRE}draft:${keeper}:${form.dataset.keep}`;
const kept = (form) => form.matches?.("form[data-keep]");
const uuid = () => crypto.randomUUID?.() ?? "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (c) => (c ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (c / 4)))).toString(16));

function refresh(form) {
  form.querySelectorAll("input[data-fresh]").forEach((input) => { input.value = uuid(); });
  form.querySelectorAll("input[data-fresh=client]").forEach((input) => { input.value = form.elements.client.value; });
}
function fill(form, fields) {
  const given = new Map();
  fields.forEach(([name, value]) => given.set(name, [...(given.get(name) ?? []), value]));
  for (const field of form.elements) {
    if (!field.name || HIDDEN.has(field.name)) continue;
    const values = given.get(field.name) ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (values.length && field.type !== "file" && field.type !== "submit") field.value = values[0];
  }
  form.dispatchEvent(new CustomEvent("keep:restored", { bubbles: true }));
}
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

// --- what is said --------------------------------------------------------------------------------------------------------------------
function tell(form, text, ...actions) {
  const box = form.querySelector(":scope > .kept") ?? words.content.querySelector(".kept").cloneNode(true);
  const line = box.querySelector("p");
  line.replaceChildren(text, ...actions.flatMap((action) => [" ", action]));
  if (!box.isConnected) form.append(box);
}
function button(label, action) {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "button button-small button-quiet", textContent: label });
  made.addEventListener("click", action);
  return made;
}
const hush = (form) => form.querySelector(":scope > .kept")?.remove();
const clock = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" }).format(at);

// --- drafts --------------------------------------------------------------------------------------------------------------------------
function note(form, more) {
  if (!write(draftOf(form), { at: Date.now(), fields: fieldsOf(form), ...more })) tell(form, say("full"));
}
function taken(form) {
  drop(draftOf(form));
  hush(form);
}
function restore(form) {
  form.keptAsServed = fieldsOf(form);
  const draft = read(draftOf(form));
  if (!draft) return;
  if (keeper === VISITOR && Date.now() - draft.at > VISIT) return drop(draftOf(form));
  if (draft.sent && arrived(draft)) return refused() ? undefined : taken(form);
  if (refused() || same(draft.fields, form.keptAsServed)) return;
  fill(form, draft.fields);
  form.closest("details")?.setAttribute("open", "");
  const discard = button(say("discard"), () => { fill(form, form.keptAsServed); taken(form); });
  tell(form, say("back").replace("{n}", clock(draft.at)), discard);
}
// A post that was answered leads to a page of the same person by a link or a redirect; one that failed comes back by a reload or "Back".
const visit = performance.getEntriesByType("navigation")[0];
const arrived = (draft) => draft.by === undefined && visit?.type === "navigate" && document.referrer.startsWith(location.origin) && Date.now() - draft.sent < 120_000;
const refused = () => (visit?.responseStatus ?? 200) >= 400;
function lookBack() {
  // Here somebody else, or nobody, reads: whatever was on its way was not taken.
  names(store).filter((name) => name.startsWith(`${PRE}draft:`)).forEach((name) => {
    const draft = read(name);
    if (draft?.sent && !name.startsWith(`${PRE}draft:${keeper}:`)) write(name, { ...draft, sent: undefined });
  });
  // Taken: the page that follows has no such form.
  names(store).filter((name) => name.startsWith(`${PRE}draft:${keeper}:`)).forEach((name) => {
    const draft = read(name);
    const here = document.querySelector(`form[data-keep="${CSS.escape(name.slice(`${PRE}draft:${keeper}:`.length))}"]`);
    if (!here && draft?.sent && meta && !refused() && arrived(draft)) drop(name);
  });
}
const awake = (root) => root.querySelectorAll("form[data-keep]").forEach((form) => {
  if (form.keptAsServed) return;
  if (away) refresh(form);
  restore(form);
});

// --- what waits to be sent -----------------------------------------------------------------------------------------------------------
const OUT = `${PRE}out:`;
const waiting = () => names(store).filter((name) => name.startsWith(`${OUT}${keeper}:`)).map(read).filter(Boolean).sort((one, other) => one.at - other.at);
const strangers = () => names(store).filter((name) => name.startsWith(OUT) && !name.startsWith(`${OUT}${keeper}:`)).length;
const entry = (id) => `${OUT}${keeper}:${id}`;
const changed = (detail) => document.dispatchEvent(new CustomEvent("keep:changed", { detail }));

function later(form) {
  form.removeAttribute("aria-busy");
  if (!("idempotent" in form.dataset)) return note(form), tell(form, say("again"));
  const id = uuid();
  const title = document.querySelector("h1")?.textContent.trim() ?? document.title;
  if (!write(entry(id), { id, at: Date.now(), url: new URL(form.action).pathname, name: form.dataset.keep, title, fields: fieldsOf(form) })) return tell(form, say("full"));
  fill(form, form.keptAsServed ?? []);
  form.reset();
  refresh(form);
  drop(draftOf(form));
  tell(form, say("later"));
  form.dispatchEvent(new CustomEvent("keep:queued", { bubbles: true }));
  changed({ queued: 1 });
}

async function send() {
  if (!waiting().length || !navigator.onLine || !say("me")) return;
  const me = await (await fetch(say("me"), { cache: "no-store", headers: { Accept: "application/json" } })).json();
  // Asked each time: another tab may have quit, or somebody else may have logged in since this page came.
  if (me.keeper !== keeper) return;
  let sent = 0;
  for (const one of waiting().filter((each) => !each.refused)) {
    const body = new URLSearchParams([...one.fields, ["keeper", keeper]]);
    const answer = await fetch(one.url, { method: "POST", body, headers: { "X-CSRFToken": me.token, "X-Keep": "1" } });
    if (answer.ok && !new URL(answer.url).pathname.startsWith(say("login"))) {
      drop(entry(one.id));
      sent += 1;
    } else if ([400, 404, 409, 413, 422].includes(answer.status)) write(entry(one.id), { ...one, refused: answer.status });
    else break;
  }
  changed({ sent });
}
const alone = (action) => navigator.locks ? navigator.locks.request("sextant-keep", { ifAvailable: true }, (lock) => lock && action()) : action();
const flush = () => alone(send).catch(() => {});

class KeptList extends HTMLElement {
  connectedCallback() {
    this.show = (event) => this.render(event?.detail);
    document.addEventListener("keep:changed", this.show);
    this.show();
  }
  disconnectedCallback() { document.removeEventListener("keep:changed", this.show); }
  render(detail) {
    const rows = waiting().filter((one) => !this.dataset.name || one.name === this.dataset.name);
    const lines = rows.map((one) => {
      const line = document.createElement("li"), text = document.createElement("span");
      const fields = Object.fromEntries(one.fields);
      Object.assign(line.dataset, { quote: fields.quote ?? "", before: fields.before ?? "", after: fields.after ?? "", language: fields.language ?? "" });
      line.className = "kept-line";
      text.textContent = [fields.quote && `« ${fields.quote} »`, fields.body].filter(Boolean).join(" — ") || one.title;
      const when = document.createElement("span");
      when.className = "small soft";
      when.textContent = `${one.title} · ${clock(one.at)}${one.refused ? ` · ${say("refused")}` : ""}`;
      line.append(text, when, button(say("remove"), () => { drop(entry(one.id)); changed(); }));
      return line;
    });
    const box = words.content.querySelector(".kept").cloneNode(true), place = box.querySelector("p"), more = strangers();
    const text = [rows.length && say("waiting"), !rows.length && detail?.sent && say("sent"), more && !this.dataset.name && say("stranger").replace("{n}", more)].filter(Boolean).join(" ");
    place.textContent = text;
    if (lines.length) {
      const list = document.createElement("ul");
      list.className = "kept-lines";
      list.append(...lines);
      place.after(list);
    }
    if (this.isConnected) this.replaceChildren(...(text ? [box] : []));
  }
}

// --- quitting ------------------------------------------------------------------------------------------------------------------------
function forget() {
  [session, local].forEach((place) => names(place).filter((name) => name.startsWith(PRE)).forEach((name) => attempt(() => place.removeItem(name))));
}
const farewell = new BroadcastChannel("sextant-farewell");
farewell.onmessage = () => { forget(); if (meta) location.replace(say("goodbye")); };
async function quit(form) {
  await flush();
  const left = waiting().length;
  const go = () => { forget(); HTMLFormElement.prototype.submit.call(form); };
  if (!left) return go();
  const dialog = words.content.querySelector("dialog").cloneNode(true);
  dialog.querySelector("[data-count]").textContent = left;
  dialog.querySelector("[data-go]").addEventListener("click", go);
  dialog.addEventListener("close", () => { dialog.remove(); form.removeAttribute("aria-busy"); });
  document.body.append(dialog);
  dialog.showModal();
}

// --- listening -----------------------------------------------------------------------------------------------------------------------
if (document.querySelector("meta[name=forget]")) {
  forget();
  farewell.postMessage("gone");
} else if (words) {
  customElements.define("kept-list", KeptList);
  lookBack();
  awake(document);
  for (const name of ["input", "change"]) document.addEventListener(name, (event) => kept(event.target.form ?? {}) && note(event.target.form));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (say("quit") && form.method === "post" && new URL(form.action).pathname === say("quit") && waiting().length) {
      event.preventDefault();
      quit(form);
    } else if (kept(form) && !event.defaultPrevented && !form.hasAttribute("hx-post")) {
      if (navigator.onLine && !away) return note(form, { sent: Date.now() });
      event.preventDefault();
      later(form);
      if (navigator.onLine) flush();
    }
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!kept(event.target) || navigator.onLine) return;
    event.preventDefault();
    later(event.target);
  });
  // What was sent may have left the page by the time its answer is told.
  const sender = (event) => event.detail?.requestConfig?.elt ?? event.target;
  for (const name of ["htmx:sendError", "htmx:timeout", "keep:later"]) document.addEventListener(name, (event) => kept(sender(event)) && later(sender(event)));
  document.addEventListener("keep:taken", (event) => kept(event.target) && taken(event.target));
  // A form that is wrong comes back with what was typed and the reason.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) Object.assign(event.detail, { shouldSwap: true, isError: false });
    else if (new URL(event.detail.xhr.responseURL || location.href).pathname.startsWith(say("login") || "?") && kept(event.detail.requestConfig.elt)) {
      event.detail.shouldSwap = false;
      ended(event.detail.requestConfig.elt);
    }
  });
  const ended = (form) => {
    const link = Object.assign(document.createElement("a"), { href: `${say("login")}?next=${encodeURIComponent(location.pathname)}`, textContent: say("enter") });
    note(form);
    tell(form, say("ended"), link);
  };
  document.addEventListener("htmx:responseError", (event) => {
    const form = sender(event);
    if (!kept(form)) return;
    if ([401, 403].includes(event.detail.xhr.status)) ended(form);
    else if (event.detail.xhr.status >= 500) later(form);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, successful } = event.detail, form = sender(event);
    const login = new URL(xhr?.responseURL || location.href).pathname.startsWith(say("login") || "?");
    if (kept(form) && successful && xhr.status < 400 && !xhr.getResponseHeader("HX-Redirect") && !login) taken(form);
  });
  document.addEventListener("htmx:load", (event) => awake(event.target));
  window.addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  setInterval(() => document.hidden || flush(), TRY_AGAIN);
  flush();
}
