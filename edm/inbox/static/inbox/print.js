// The button that prints shows itself where it can: without script, the browser's own menu prints.
document.addEventListener("DOMContentLoaded", () => {
  for (const button of document.querySelectorAll("[data-pv-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
});
