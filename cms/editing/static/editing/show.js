// A finding's link shows its place: the field or block that its content path names, opened, with the focus in it.
// Wagtail reads such an address when a page loads, from the list of a picture's uses; the panel is on the page itself.
(() => {
  const MARK = "#:w:contentpath=";

  function placeOf(path) {
    let place = document;
    for (const part of path.split(".")) {
      const inner = place.querySelector(`[data-contentpath="${CSS.escape(part)}"]`);
      if (!inner) break; // an inner part that the editor does not draw: its block is near enough
      place = inner;
    }
    return place === document ? null : place;
  }

  function show(place) {
    for (let section = place.closest("section"); section; section = section.parentElement?.closest("section")) {
      section.querySelector(":scope > * > [data-panel-toggle][aria-expanded=false]")?.click();
    }
    place.scrollIntoView({ block: "center" });
    const field = place.querySelector("input:not([type=hidden]), textarea, select, [contenteditable=true], button:not([data-panel-toggle])");
    field?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !link.hash.startsWith(MARK) || link.pathname !== window.location.pathname) return;
    const place = placeOf(link.hash.slice(MARK.length));
    if (!place) return;
    event.preventDefault();
    show(place);
  });
})();
