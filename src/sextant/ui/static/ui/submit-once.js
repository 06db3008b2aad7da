// A form marked data-once is sent once: a double click is one click. The server refuses doubles too.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  form.setAttribute("aria-busy", "true");
}, true);
const release = (form) => form?.removeAttribute?.("aria-busy");
document.addEventListener("htmx:afterRequest", (event) => release(event.target));
// Back from the next page, or a download that left the page in place.
window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));
window.addEventListener("focus", () => document.querySelectorAll("form[aria-busy]").forEach(release));
