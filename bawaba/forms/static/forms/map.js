// A small map on which a place is brought under a cross: communes as dots, no tiles. Without it two boxes are filled in.

const SIZE = 320;
const MOST_NAMES = 14;
const LEAST_SPAN = 0.004;
const NAMESPACE = "http://www.w3.org/2000/svg";
const STEPS = { north: [0, 1], south: [0, -1], east: [1, 0], west: [-1, 0] };

const boundsOf = (points) => {
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return { west: Math.min(...lons), east: Math.max(...lons), south: Math.min(...lats), north: Math.max(...lats) };
};

const readBox = (box) => Number.parseFloat(box.value.trim().replace(",", "."));

const drawn = (name, attributes, text = "") => {
  const item = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) item.setAttribute(key, value);
  item.textContent = text;
  return item;
};

class PlaceMap {
  constructor(root, points) {
    this.root = root;
    this.points = points;
    this.boxes = { lat: document.getElementById(root.dataset.lat), lon: document.getElementById(root.dataset.lon) };
    const { west, east, south, north } = boundsOf(points);
    this.widest = Math.max(north - south, (east - west) * Math.cos((south * Math.PI) / 180)) * 1.1;
    this.lat = (south + north) / 2;
    this.lon = (west + east) / 2;
    this.span = this.widest;
    const [lat, lon] = [readBox(this.boxes.lat), readBox(this.boxes.lon)];
    if (Number.isFinite(lat) && Number.isFinite(lon)) Object.assign(this, { lat, lon, span: 0.5 });
  }

  get narrowing() {
    return Math.cos((this.lat * Math.PI) / 180);
  }

  draw() {
    const scale = SIZE / this.span;
    const seen = this.points
      .map(([lon, lat, name]) => [SIZE / 2 + (lon - this.lon) * this.narrowing * scale, SIZE / 2 - (lat - this.lat) * scale, name])
      .filter(([x, y]) => x > 0 && x < SIZE && y > 0 && y < SIZE);
    const dots = seen.map(([x, y]) => drawn("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: seen.length > 200 ? 2 : 4 }));
    const names = seen.length > MOST_NAMES ? [] : seen.map(([x, y, name]) => drawn("text", { x: x.toFixed(1), y: (y - 8).toFixed(1) }, name.replace(/ \(.*\)$/, "")));
    this.root.querySelector("[data-dots]").replaceChildren(...dots, ...names);
    this.say();
  }

  say() {
    const far = ([lon, lat]) => ((lon - this.lon) * this.narrowing) ** 2 + (lat - this.lat) ** 2;
    const nearest = this.points.reduce((best, point) => (far(point) < far(best) ? point : best));
    this.root.querySelector("[data-said]").textContent = `${this.root.dataset.near} ${nearest[2]}`;
  }

  move(east, north) {
    this.lon += east / this.narrowing;
    this.lat += north;
    this.boxes.lat.value = this.lat.toFixed(5);
    this.boxes.lon.value = this.lon.toFixed(5);
    this.boxes.lat.dispatchEvent(new Event("input", { bubbles: true }));
    this.draw();
  }

  zoom(by) {
    this.span = Math.min(this.widest, Math.max(LEAST_SPAN, this.span * by));
    this.draw();
  }

  clicked(event) {
    const frame = this.root.querySelector(".form-map-drawing").getBoundingClientRect();
    const x = (event.clientX - frame.left) / frame.width - 0.5;
    const y = (event.clientY - frame.top) / frame.height - 0.5;
    this.move(x * this.span, -y * this.span);
  }
}

const openMap = async (root) => {
  const { points } = await (await fetch(root.dataset.map)).json();
  if (!points.length) throw new Error("no points");
  const map = new PlaceMap(root, points);
  root.querySelector(".form-map-drawing").addEventListener("click", (event) => map.clicked(event));
  for (const button of root.querySelectorAll("[data-move]")) {
    const [east, north] = STEPS[button.dataset.move];
    button.addEventListener("click", () => map.move((east * map.span) / 8, (north * map.span) / 8));
  }
  for (const button of root.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => map.zoom(Number(button.dataset.zoom)));
  map.draw();
};

const offer = (root) => {
  const button = root.querySelector("[data-open]");
  const body = root.querySelector("[data-body]");
  let opened = null;
  root.hidden = false;
  button.addEventListener("click", async () => {
    body.hidden = !body.hidden;
    button.setAttribute("aria-expanded", String(!body.hidden));
    try {
      opened ??= openMap(root);
      await opened;
    } catch {
      root.hidden = true; // the two boxes are there
    }
  });
};

const start = () => document.querySelectorAll("[data-map]").forEach(offer);

document.addEventListener("questions-drawn", start); // forms.js says so at first and each time it draws the questions again
