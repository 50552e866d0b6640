// Comfort on pages of forms that work without it: answers saved while one writes, questions that come up, names of communes.

const WAIT_MS = 1500;

const post = (form, act) => {
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name); // files go with the button alone
  data.set("act", act);
  return fetch(form.action, { method: "POST", body: new URLSearchParams(data), credentials: "same-origin" });
};

const startAutosave = (form) => {
  const status = form.querySelector("[data-status]");
  let timer = 0;
  let running = Promise.resolve();
  const save = async () => {
    try {
      const answer = await post(form, "autosave");
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: at } = await answer.json();
      const time = new Date(at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      status.textContent = `${form.dataset.saved} ${time}`;
    } catch {
      status.textContent = form.dataset.unsaved; // said to the person; the button saves as well
    }
  };
  const queue = () => {
    running = running.then(save);
    return running;
  };
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    clearTimeout(timer);
    timer = setTimeout(queue, WAIT_MS);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  form.addEventListener("uploaded", async (event) => {
    if (event.detail.refused) return; // why stands beside the file; the others show when the page is drawn again
    clearTimeout(timer);
    await running;
    try {
      redraw(await (await post(form, "refresh")).text(), event.target.querySelector("input").id);
    } catch {
      status.textContent = form.dataset.unsaved; // as above
    }
  });
  form.addEventListener("change", async (event) => {
    if (!event.target.closest("[data-decides]")) return;
    clearTimeout(timer);
    const { id } = event.target;
    await running;
    const sent = snapshot(form);
    try {
      redraw(await (await post(form, "refresh")).text(), id, sent);
    } catch {
      status.textContent = form.dataset.unsaved; // as above
    }
  });
};

const controlsOf = (root) => [...root.querySelectorAll("input[id], select[id], textarea[id]")].filter((box) => box.type !== "file");
const heldBy = (box) => (box.type === "radio" || box.type === "checkbox" ? box.checked : box.value);
const snapshot = (root) => new Map(controlsOf(root).map((box) => [box.id, heldBy(box)]));

// Draws the page again with what the server knows; what was written since it was asked stays as it is written.
const redraw = (html, focused, sent) => {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("questions");
  const old = document.getElementById("questions");
  if (!fresh) return;
  for (const box of controlsOf(old)) {
    const twin = fresh.querySelector(`#${CSS.escape(box.id)}`);
    if (!twin || !sent?.has(box.id) || sent.get(box.id) === heldBy(box)) continue;
    if (typeof heldBy(box) === "boolean") twin.checked = box.checked;
    else twin.value = box.value;
  }
  const here = old.contains(document.activeElement) && document.activeElement.id ? document.activeElement.id : focused;
  const drawn = document.importNode(fresh, true);
  old.replaceWith(drawn);
  start();
  document.getElementById(here)?.focus({ preventScroll: true });
};

const startPlaces = async (root) => {
  const boxes = root.querySelectorAll("[data-place]");
  if (!boxes.length || !root.dataset.places) return;
  const list = document.createElement("datalist");
  list.id = "places";
  try {
    const { places } = await (await fetch(root.dataset.places)).json();
    list.append(...places.map((name) => Object.assign(document.createElement("option"), { value: name })));
  } catch {
    return; // the name can be written without suggestions
  }
  root.append(list);
  boxes.forEach((box) => box.setAttribute("list", "places"));
};

const start = () => {
  const root = document.getElementById("questions");
  if (!root) return;
  root.querySelectorAll("[data-autosave]").forEach(startAutosave);
  startPlaces(root);
  document.dispatchEvent(new Event("questions-drawn"));
};

const isChanged = (box) => {
  if (box.type === "radio" || box.type === "checkbox") return box.checked !== box.defaultChecked;
  if (box.options) return [...box.options].some((option) => option.selected !== option.defaultSelected && option.value);
  return box.value !== box.defaultValue;
};

// What was answered before this script arrived, on a slow network, is heard as if it were answered now.
const hearEarly = () => {
  for (const form of document.querySelectorAll("#questions [data-autosave]")) {
    const early = controlsOf(form).filter(isChanged);
    if (!early.length) continue;
    const deciding = early.find((box) => box.closest("[data-decides]"));
    (deciding || early[0]).dispatchEvent(new Event(deciding ? "change" : "input", { bubbles: true }));
  }
};

start();
hearEarly();
document.getElementById("errors")?.focus();
