// <quote-selection><a href="…"></a></quote-selection>: the link takes along what is selected in the text.
const MOST = 500;
class QuoteSelection extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    // The press on the link may clear the selection: it is read as it is made.
    document.addEventListener("selectionchange", () => {
      const said = document.getSelection().toString().trim().slice(0, MOST);
      if (!said) return;
      const url = new URL(link.href);
      url.searchParams.set("passage", said);
      link.href = url;
    });
  }
}
customElements.define("quote-selection", QuoteSelection);
