// The list beside the case starts at the case. The page: larger, smaller, turned; without this script it is fitted
// to the height.
(() => {
  const here = document.querySelector(".pv-colliste [aria-current]");
  const list = here?.closest(".pv-colliste");
  if (list) list.scrollTop = Math.max(here.offsetTop - list.clientHeight / 3, 0);
  const page = document.querySelector("[data-pv-page]");
  if (!page) return;
  const sizes = ["pv-page--1", "", "pv-page--3", "pv-page--4", "pv-page--5"];
  const turns = ["", "pv-page--90", "pv-page--180", "pv-page--270"];
  let size = 1;
  let turn = 0;
  const show = () => {
    page.className = `${sizes[size]} ${turns[turn]}`.trim();
  };
  document.querySelectorAll("[data-pv-zoom]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      size = Math.min(Math.max(size + Number(button.dataset.pvZoom), 0), sizes.length - 1);
      show();
    });
  });
  document.querySelectorAll("[data-pv-turn]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      turn = (turn + 1) % turns.length;
      show();
    });
  });
})();
