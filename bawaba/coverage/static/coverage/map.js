// The map of communes: MapLibre GL on tiles of our own. Without it the table below says the same.

const root = document.querySelector("[data-map]");
const choice = document.querySelector("[data-choice]");
const said = document.querySelector("[data-said]");
const COLOURS = ["#e4e1d8", "#d5ead9", "#8cc7a0", "#3f9567", "#0b5d3b"];
const LAND = "#f4f1e8";

const BASES = { planned: 1, declared: 2, measured: 3 }; // places in a commune's row, after its name

const levelOf = (share) => (share === null ? 0 : Math.min(4, 1 + Math.floor(share * 4)));

const paint = (map, shares, basis) => {
  for (const [code, known] of Object.entries(shares)) {
    map.setFeatureState({ source: "country", sourceLayer: "communes", id: code }, { level: levelOf(known[BASES[basis]]) });
  }
};

const style = (tiles) => ({
  version: 8,
  sources: { country: { type: "vector", url: `pmtiles://${tiles}`, promoteId: "code" } },
  layers: [
    { id: "land", type: "background", paint: { "background-color": LAND } },
    {
      id: "communes",
      type: "fill",
      source: "country",
      "source-layer": "communes",
      paint: { "fill-color": ["step", ["coalesce", ["feature-state", "level"], 0], COLOURS[0], ...COLOURS.slice(1).flatMap((colour, place) => [place + 1, colour])] },
    },
    { id: "borders", type: "line", source: "country", "source-layer": "communes", minzoom: 7, paint: { "line-color": "#8a877c", "line-width": 0.5 } },
    { id: "regions", type: "line", source: "country", "source-layer": "regions", paint: { "line-color": "#4b4a44", "line-width": 1.2 } },
  ],
});

const label = (map, name, at) => {
  const sign = document.createElement("span");
  sign.className = "map-name";
  sign.dir = "auto";
  sign.textContent = name;
  sign.setAttribute("aria-hidden", "true");
  new window.maplibregl.Marker({ element: sign, anchor: "bottom" }).setLngLat(at).addTo(map);
};

const tell = (map, shares, basis, point) => {
  const [feature] = map.queryRenderedFeatures(point, { layers: ["communes"] });
  const known = feature && shares[feature.properties.code];
  if (!known) return;
  const share = known[BASES[basis]];
  const language = root.dataset.language === "ar" ? "ar-MA" : root.dataset.language;
  const text = share === null ? root.dataset.nothing : new Intl.NumberFormat(language, { style: "percent" }).format(share);
  said.textContent = `${known[0]}: ${text}`;
};

const open = async () => {
  const { maplibregl, pmtiles } = window;
  maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
  const answer = await fetch(root.dataset.shares);
  const { shares, bounds, labels } = await answer.json();
  root.hidden = choice.hidden = document.querySelector("[data-legend]").hidden = false;
  const tiles = new URL(root.dataset.tiles, window.location.href).href;
  const map = new maplibregl.Map({ container: root, style: style(tiles), bounds, fitBoundsOptions: { padding: 12 }, maxZoom: 11, attributionControl: false, dragRotate: false, fadeDuration: 0 });
  map.touchZoomRotate.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }));
  const basis = () => new FormData(choice).get("basis");
  const middle = () => map.project(map.getCenter());
  map.on("load", () => {
    paint(map, shares, basis());
    root.dataset.ready = "";
  });
  map.on("moveend", () => tell(map, shares, basis(), middle()));
  map.on("click", (event) => tell(map, shares, basis(), event.point));
  choice.addEventListener("change", () => paint(map, shares, basis()));
  for (const { name, at } of labels) label(map, name, at);
};

open().catch(() => {
  root.hidden = choice.hidden = true; // the table is there
});
