// The service worker. Pages come from the network, always; it keeps three things only, none of them about anybody: the page that says
// that the network is away, the files that page needs, and the copies of resources a reader asked for (made by study/copies.js).
const SHELL = `sextant-shell-${facts.version}`, COPY = "sextant-copy:";
const HASHED = /\.[0-9a-f]{12}\.\w+$/;

self.addEventListener("install", (event) => {
  // Without cookies: what is kept is what a stranger is shown.
  const files = facts.shell.map((url) => new Request(url, { credentials: "omit", cache: HASHED.test(url) ? "default" : "reload" }));
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(files)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("sextant-shell-") && name !== SHELL);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.registration.navigationPreload?.enable();
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url));
  else if (url.pathname.startsWith(facts.statics)) event.respondWith(file(request, url));
  else if (url.pathname.startsWith(facts.study) && url.pathname.endsWith(".svg")) event.respondWith(file(request, url));
});

async function page(event, url) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await copyOf(url.pathname)) ?? (await caches.match(facts.away)) ?? Response.error();
  }
}

// The copy at this very address, or the newest copy of the resource that is read there.
async function copyOf(path) {
  const exact = await caches.match(path);
  if (exact) return exact;
  const [uid] = path.startsWith(facts.study) ? path.slice(facts.study.length).split("/") : [];
  const name = uid && (await caches.keys()).filter((one) => one.startsWith(`${COPY}${facts.study}copies/${uid}/`)).pop();
  return name && (await caches.open(name)).match(name.slice(COPY.length));
}

// A name with a hash is one content for ever; any other is asked for first.
async function file(request, url) {
  if (HASHED.test(url.pathname)) return (await caches.match(request.url)) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await caches.match(request.url);
    if (kept) return kept;
    throw error;
  }
}
