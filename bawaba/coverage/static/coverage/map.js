// The map of communes: MapLibre GL on tiles of our own. Without it the table below says the same.

const root = document.querySelector("[data-map]");
const choice = document.querySelector("[data-choice]");
const said = document.querySelector("[data-said]");
const COLOURS = ["#e4e1d8", "#d5ead9", "#8cc7a0", "#3f9567", "#0b5d3b"];
const LAND = "#f4f1e8";

const BASES = { planned: 1, declared: 2, measured: 3 }; // places in a commune's row, after its name

const levelOf = (share) => (share === null ? 0 : Math.min(4, 1 + Math.floor(share * 4)));

const paint = (map, shares, basis) => {
  const where = root.dataset.tiles ? { source: "country", sourceLayer: "communes" } : { source: "country" };
  for (const [code, known] of Object.entries(shares)) {
    map.setFeatureState({ ...where, id: code }, { level: levelOf(known[BASES[basis]]) });
  }
};

// Where tiles ship for the country they are read; elsewhere the boundaries themselves are drawn.
const inTiles = (tiles) => ({
  source: { type: "vector", url: `pmtiles://${new URL(tiles, window.location.href).href}`, promoteId: "code" },
  of: (level) => ({ "source-layer": level }),
});
const inShapes = (shapes) => ({
  source: { type: "geojson", data: new URL(shapes, window.location.href).href, promoteId: "code" },
  of: (level) => ({ filter: ["==", ["get", "level"], level] }),
});

const style = ({ source, of }) => ({
  version: 8,
  sources: { country: source },
  layers: [
    { id: "land", type: "background", paint: { "background-color": LAND } },
    {
      id: "communes",
      type: "fill",
      source: "country",
      ...of("communes"),
      paint: { "fill-color": ["step", ["coalesce", ["feature-state", "level"], 0], COLOURS[0], ...COLOURS.slice(1).flatMap((colour, place) => [place + 1, colour])] },
    },
    { id: "borders", type: "line", source: "country", ...of("communes"), minzoom: root.dataset.tiles ? 7 : 0, paint: { "line-color": "#8a877c", "line-width": 0.5 } },
    { id: "regions", type: "line", source: "country", ...of("regions"), paint: { "line-color": "#4b4a44", "line-width": 1.2 } },
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
  const text = share === null ? root.dataset.nothing : new Intl.NumberFormat(`${root.dataset.language}-u-nu-${root.dataset.digits}`, { style: "percent" }).format(share);
  said.textContent = `${known[0]}: ${text}`;
};

const open = async () => {
  const { maplibregl, pmtiles } = window;
  maplibregl.addProtocol("pmtiles", new pmtiles.Protocol().tile);
  const answer = await fetch(root.dataset.shares);
  const { shares, bounds, labels } = await answer.json();
  root.hidden = choice.hidden = document.querySelector("[data-legend]").hidden = false;
  const { tiles, shapes } = root.dataset;
  const locale = { "NavigationControl.ZoomIn": root.dataset.closer, "NavigationControl.ZoomOut": root.dataset.farther, "Map.Title": root.dataset.title };
  const map = new maplibregl.Map({ container: root, locale, style: style(tiles ? inTiles(tiles) : inShapes(shapes)), bounds, fitBoundsOptions: { padding: 12 }, maxZoom: 11, attributionControl: false, dragRotate: false, fadeDuration: 0 });
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
