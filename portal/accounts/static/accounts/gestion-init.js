// Wagtail 7.4 starts its date fields, inline panels and choosers by inline scripts, which our policy forbids.
// Our templates write the same call as data, and this file makes it: on load, and for what is added later.
(() => {
  const CALLS = new Set(["initDateChooser", "initTimeChooser", "initDateTimeChooser"]);
  const PANELS = new Set(["InlinePanel", "MultipleChooserPanel"]);
  const CHOOSER = /^[A-Z]\w*Chooser$/;
  const done = new WeakSet();

  function start(element) {
    if (done.has(element)) return;
    const name = element.dataset.pvInit;
    const make = window[name];
    if (typeof make !== "function") return;
    done.add(element);
    const options = JSON.parse(element.dataset.pvOptions);
    if (CALLS.has(name)) make(element.dataset.pvId, options);
    else if (PANELS.has(name)) new make(options);
    else if (CHOOSER.test(name)) new make(element.dataset.pvId, options);
  }

  function startIn(root) {
    if (root.nodeType !== Node.ELEMENT_NODE && root !== document) return;
    if (root !== document && root.matches("[data-pv-init]")) start(root);
    root.querySelectorAll("[data-pv-init]").forEach(start);
  }

  document.addEventListener(
    "DOMContentLoaded",
    () => {
      // The picture editor would look for a touch screen by way of an inline handler.
      if (window.jQuery?.Jcrop) window.jQuery.Jcrop.defaults.touchSupport = "ontouchstart" in window;
      startIn(document);
      new MutationObserver((changes) => {
        for (const change of changes) change.addedNodes.forEach(startIn);
      }).observe(document.body, { childList: true, subtree: true });
    },
    true,
  );
})();
