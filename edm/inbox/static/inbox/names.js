// Wagtail leaves a few inputs without a name for who hears the page: its rich-text editor outside a labelled field,
// the input inside the list of tags, the input of the upload page. Each takes the words that stand beside it.
(() => {
  const words = (element) => element?.textContent.replace(/\*/g, "").replace(/\s+/g, " ").trim();
  const near = (element) => {
    for (let box = element.parentElement; box; box = box.parentElement) {
      const label = box.querySelector("label, .w-panel__heading, .c-sf-block__title");
      if (words(label)) return words(label);
    }
    return document.title;
  };
  const named = (element) =>
    element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby") || element.labels?.length;
  const name = () => {
    for (const element of document.querySelectorAll(
      "[contenteditable=true][role=textbox], [contenteditable=true][role=combobox], .ui-autocomplete-input, #fileupload",
    )) {
      if (named(element)) continue;
      const button = element.id === "fileupload" && element.parentElement.querySelector("button");
      element.setAttribute("aria-label", button ? words(button) : near(element));
    }
  };
  document.addEventListener("DOMContentLoaded", () => {
    name();
    // On a phone the views of the list go beyond the side: the one that is open is brought in sight.
    const view = document.querySelector(".pv-vues [aria-current]");
    const views = view?.closest(".pv-vues");
    if (views) views.scrollLeft = view.offsetLeft - 24;
    new MutationObserver(name).observe(document.body, { childList: true, subtree: true });
  });
})();
