// The map of a list: it shows what the entries say, from the attributes that they carry, and asks this service alone.
"use strict";

(() => {
  const NEAREST = 6, SIZE = 28;
  const STEPS = [[0, 0]];
  for (let far = 32; far < 320; far += 32) {
    STEPS.push([far, 0], [-far, 0], [0, far], [0, -far], [far, far], [-far, far], [far, -far], [-far, -far]);
  }
  let drawn, atlas;

  // A page can come in the place of another, see desk.js, with a map of its own.
  function draw() {
    const figure = document.querySelector("figure.map");
    const canvas = figure?.querySelector(".map-canvas");
    if (drawn?.canvas === canvas) return;
    drawn?.map.remove();
    drawn = canvas && mapOf(figure, canvas);
  }

  // Read once, however many maps are drawn after each other.
  function countries(address) {
    atlas ??= fetch(address, { credentials: "same-origin" }).then((answer) => answer.json()).then((read) => {
      // Antarctica lies round a pole, which this projection cannot draw.
      const land = topojson.feature(read, read.objects.countries).features.filter((country) => country.id !== "010");
      for (const { geometry } of land) {
        (geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates).flat().forEach(inOnePiece);
      }
      return land;
    });
    return atlas;
  }

  // A border across the 180th meridian goes on beyond it instead of back round the world.
  function inOnePiece(ring) {
    for (let n = 1; n < ring.length; n += 1) ring[n][0] += 360 * Math.round((ring[n - 1][0] - ring[n][0]) / 360);
  }

  function mapOf(figure, canvas) {
    const words = figure.querySelector(".map-words");
    const entries = [...document.querySelectorAll("[data-stop][data-latitude]")];

    figure.hidden = false;
    const map = L.map(canvas, {
      attributionControl: false, zoomControl: false, keyboard: true, inertia: false, worldCopyJump: false,
      zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false,
      minZoom: 0, maxZoom: NEAREST, zoomSnap: 0.5, maxBoundsViscosity: 1, maxBounds: [[-85, -190], [85, 190]],
    });
    L.control.zoom({
      position: canvas.dataset.direction === "rtl" ? "topright" : "topleft",
      zoomInTitle: canvas.dataset.nearer, zoomOutTitle: canvas.dataset.farther,
    }).addTo(map);
    map.createPane("world"); // lies below all lines, see the style sheet

    const at = (entry) => [Number(entry.dataset.latitude), Number(entry.dataset.longitude)];
    const places = new Map(entries.map((entry) => [entry.dataset.stop, at(entry)]));
    const see = () => map.fitBounds(L.latLngBounds(entries.map(at)), { padding: [40, 40], maxZoom: 5, animate: false });
    see();

    countries(canvas.dataset.atlas).then((land) => {
      if (canvas.isConnected) L.geoJSON(land, { pane: "world", interactive: false, style: { className: "land" } }).addTo(map);
    });

    for (const leg of document.querySelectorAll("[data-from][data-to]")) {
      const ends = [places.get(leg.dataset.from), places.get(leg.dataset.to)];
      if (!ends[0] || !ends[1]) continue;
      const kind = "impossible" in leg.dataset ? " impossible" : "unknown" in leg.dataset ? " unknown" : "";
      L.polyline(bent(...ends), { className: `way${kind}`, interactive: false }).addTo(map);
    }

    // Each leg bends to one side of its direction, so that the way there and the way back lie beside each other.
    function bent(start, end) {
      const [a, b] = [start, end].map((place) => map.project(place, 0));
      const across = L.point(a.y - b.y, b.x - a.x).multiplyBy(0.12);
      return Array.from({ length: 17 }, (_, n) => {
        const share = n / 16;
        const along = a.multiplyBy(1 - share).add(b.multiplyBy(share));
        return map.unproject(along.add(across.multiplyBy(4 * share * (1 - share))), 0);
      });
    }

    const marks = entries.map((entry) => ({ entry, marker: mark(entry), line: L.polyline([], { className: "leader", interactive: false }).addTo(map) }));
    map.on("zoomend resize", arrange);
    arrange();

    // Marks that would lie on each other stand beside their places, with a thin line to them, so that each can be pressed.
    function arrange() {
      const taken = [];
      for (const { entry, marker, line } of marks) {
        const place = map.latLngToLayerPoint(at(entry));
        const free = STEPS.map((step) => place.add(step)).find((spot) => taken.every((other) => apart(spot, other))) ?? place;
        taken.push(free);
        const stands = free === place || free.equals(place) ? L.latLng(at(entry)) : map.layerPointToLatLng(free);
        marker.setLatLng(stands);
        line.setLatLngs(stands.equals(at(entry)) ? [] : [at(entry), stands]);
      }
    }

    function apart(one, other) {
      return Math.max(Math.abs(one.x - other.x), Math.abs(one.y - other.y)) >= SIZE + 2;
    }

    function mark(entry) {
      const label = document.createElement("span");
      label.textContent = entry.dataset.stop;
      const icon = L.divIcon({ className: `stop ${entry.dataset.certainty}`, html: label, iconSize: [SIZE, SIZE] });
      const marker = L.marker(at(entry), { icon, riseOnHover: true }).addTo(map);
      const button = marker.getElement();
      button.setAttribute("role", "link");
      button.setAttribute("aria-label", said(entry));
      for (const event of ["focus", "mouseenter"]) button.addEventListener(event, () => { words.textContent = said(entry); });
      marker.on("click", () => lead(entry));
      button.addEventListener("keydown", (event) => { if (event.key === "Enter") lead(entry); });
      // A report is reached wherever the map was moved to.
      button.addEventListener("focus", () => map.panInside(marker.getLatLng(), { padding: [30, 30], animate: false }));
      return marker;
    }

    function said(entry) {
      const parts = [...entry.querySelectorAll("h3, [data-where]")].map((part) => part.textContent);
      return [entry.dataset.stop, ...parts].map((part) => part.replace(/\s+/g, " ").trim()).filter(Boolean).join(" · ");
    }

    function lead(entry) {
      entry.tabIndex = -1;
      entry.focus();
      entry.scrollIntoView({ block: "nearest" });
    }

    canvas.addEventListener("keydown", (event) => {
      if (event.key === "Escape") figure.querySelector("figcaption").focus();
    });

    return { canvas, map, see };
  }

  draw();
  document.addEventListener("htmx:after:swap", draw);
  matchMedia("print").addEventListener("change", () => {
    drawn?.map.invalidateSize({ animate: false });
    drawn?.see();
  });
})();
