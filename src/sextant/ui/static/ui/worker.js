// Registers the service worker, once the page is there and at rest. Where there is none (plain http away from loopback) the campus works all the same.
const address = document.querySelector("meta[name=worker]")?.content;
if (address && "serviceWorker" in navigator) {
  const register = () => navigator.serviceWorker.register(address, { scope: "/", updateViaCache: "none" }).catch(() => {});
  const rest = () => (window.requestIdleCallback ?? setTimeout)(register);
  if (document.readyState === "complete") rest();
  else window.addEventListener("load", rest, { once: true });
}
