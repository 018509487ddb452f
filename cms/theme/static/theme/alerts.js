// An alert is closed for the time of a visit; without script it stays. Run where the bands end, before they are drawn.
(() => {
  const seen = (key) => {
    try {
      return sessionStorage.getItem(key) !== null;
    } catch {
      return false;
    }
  };
  for (const band of document.querySelectorAll("[data-alerte]")) {
    const key = `alerte-${band.dataset.alerte}`;
    band.hidden = seen(key);
    const button = band.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      band.hidden = true;
      try {
        sessionStorage.setItem(key, "1");
      } catch {
        // Private browsing: it comes back on the next page.
      }
      const main = document.getElementById("contenu");
      main.tabIndex = -1;
      main.focus({ preventScroll: true });
    });
  }
})();
