// A map after a click, and nothing of it before: the library from this site, then the tiles of one host.
(() => {
  const loaded = {};

  function load(make, address, key) {
    loaded[address] ??= new Promise((done, failed) => {
      const element = Object.assign(document.createElement(make), { onload: done, onerror: failed, [key]: address });
      if (make === "link") element.rel = "stylesheet";
      document.head.append(element);
    }).catch((error) => {
      delete loaded[address];
      throw error;
    });
    return loaded[address];
  }

  function draw(place, told) {
    const box = document.createElement("div");
    box.className = "plan-carte";
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", place.dataset.mapLabel);
    place.replaceChildren(box);
    const map = L.map(box, { scrollWheelZoom: false });
    map.attributionControl.setPrefix(false);
    L.tileLayer(told.tiles, { attribution: told.attribution, maxZoom: 19, referrerPolicy: "origin" }).addTo(map);
    const icon = L.icon({ iconUrl: told.icon, iconSize: [32, 42], iconAnchor: [16, 40], popupAnchor: [0, -36] });
    const points = told.markers.map((one) => {
      const link = Object.assign(document.createElement("a"), { href: one.url, textContent: one.name });
      const options = { icon, title: one.name, alt: one.name };
      L.marker([one.lat, one.lon], options).bindPopup(link).addTo(map);
      return [one.lat, one.lon];
    });
    map.fitBounds(points, { maxZoom: 16, padding: [30, 30] });
    box.focus();
  }

  for (const place of document.querySelectorAll("[data-map-label]")) {
    const told = JSON.parse(place.querySelector("script").textContent);
    const button = place.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await Promise.all([load("link", told.style, "href"), load("script", told.script, "src")]);
        draw(place, told);
      } catch {
        button.disabled = false;
        const failed = place.querySelector(".msg");
        failed.hidden = false;
        failed.textContent = place.dataset.mapFailed;
      }
    });
  }
})();
