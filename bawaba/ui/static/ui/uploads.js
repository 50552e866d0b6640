// Files sent piece by piece (tus 1.0.0), many at once, dropped or photographed; a weak network sends nothing twice.
// Without it the same field is sent with its form. Each place is an element with `data-upload`, the address to send to.

const PIECE = 512 * 1024;
const LONGEST_WAIT_MS = 30_000;
const VERSION = { "Tus-Resumable": "1.0.0" };

let running = 0;

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });
const encode = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const noteOf = (place, file) => `upload:${place.dataset.upload}:${file.name}:${file.size}:${file.lastModified}`;

class Refused extends Error {}

const ask = async (place, method, url, headers, body) => {
  const token = place.closest("form").elements.csrfmiddlewaretoken.value;
  const answer = await fetch(url, { method, body, credentials: "same-origin", headers: { ...VERSION, "X-CSRFToken": token, ...headers } });
  if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
  return answer;
};

const explain = async (answer) => {
  const { title, detail } = await answer.json().catch(() => ({}));
  return new Refused([title, detail].filter(Boolean).join(" "));
};

const find = async (place, file) => {
  const url = localStorage.getItem(noteOf(place, file));
  if (!url) return null;
  const answer = await ask(place, "HEAD", url);
  return answer.ok ? { url, offset: Number(answer.headers.get("Upload-Offset")) } : null;
};

const begin = async (place, file) => {
  const headers = { "Upload-Length": String(file.size), "Upload-Metadata": `filename ${encode(file.name)}` };
  const answer = await ask(place, "POST", place.dataset.upload, headers);
  if (!answer.ok) throw await explain(answer);
  const url = answer.headers.get("Location");
  localStorage.setItem(noteOf(place, file), url);
  return { url, offset: 0 };
};

const go = async (place, file, line) => {
  const at = (await find(place, file)) || (await begin(place, file));
  line.url = at.url;
  do {
    const headers = { "Upload-Offset": String(at.offset), "Content-Type": "application/offset+octet-stream" };
    const answer = await ask(place, "PATCH", at.url, headers, file.slice(at.offset, at.offset + PIECE));
    if (answer.status === 409) throw new Error("409"); // ask again how much has arrived
    if (!answer.ok) throw await explain(answer);
    at.offset = Number(answer.headers.get("Upload-Offset"));
    line.show(at.offset / file.size);
  } while (at.offset < file.size && !line.stopped);
};

const draw = (place, file) => {
  const item = document.createElement("li");
  const name = Object.assign(document.createElement("bdi"), { textContent: file.name });
  const bar = Object.assign(document.createElement("progress"), { max: 1, value: 0 });
  const words = Object.assign(document.createElement("span"), { className: "meta", textContent: place.dataset.sending });
  const stop = Object.assign(document.createElement("button"), { type: "button", className: "button button-quiet", textContent: place.dataset.stop });
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar, words, stop);
  let list = place.querySelector(".upload-list");
  if (!list) {
    list = Object.assign(document.createElement("ul"), { className: "upload-list" });
    list.setAttribute("aria-live", "polite");
    place.append(list);
  }
  list.append(item);
  const line = {
    stopped: false,
    url: "",
    show: (share) => { bar.value = share; },
    say: (text) => { if (words.textContent !== text) words.textContent = text; },
    end: (text, wrong) => {
      bar.remove();
      stop.remove();
      words.textContent = text;
      words.className = wrong ? "field-error" : "meta";
    },
  };
  stop.addEventListener("click", () => { line.stopped = true; });
  return line;
};

const send = async (place, file) => {
  const line = draw(place, file);
  if (file.size > Number(place.dataset.most)) {
    line.end(place.dataset.large, true);
    return false;
  }
  for (let tries = 0; !line.stopped; tries += 1) {
    try {
      await go(place, file, line);
      break;
    } catch (fault) {
      if (fault instanceof Refused) {
        localStorage.removeItem(noteOf(place, file));
        line.end(fault.message || place.dataset.again, true);
        return false;
      }
      line.say(place.dataset.waiting); // the network or the server is away: tried again, from where it stopped
      await wait(Math.min(1000 * 2 ** tries, LONGEST_WAIT_MS));
      line.say(place.dataset.sending);
    }
  }
  localStorage.removeItem(noteOf(place, file));
  if (line.stopped && line.url) await ask(place, "DELETE", line.url).catch(() => null); // what is left expires by itself
  line.end(line.stopped ? place.dataset.again : place.dataset.arrived, false);
  return !line.stopped;
};

const sendAll = async (place, files) => {
  running += 1;
  let arrived = 0;
  let refused = 0;
  for (const file of files) (await send(place, file)) ? (arrived += 1) : (refused += 1);
  running -= 1;
  if (arrived) place.dispatchEvent(new CustomEvent("uploaded", { bubbles: true, detail: { arrived, refused } }));
};

const placeOf = (event) => {
  const place = event.target.closest?.("[data-upload]");
  return place?.dataset.upload ? place : null;
};

const sendHeld = (box, place) => {
  const files = [...box.files];
  box.value = "";
  sendAll(place, files);
};

document.addEventListener("change", (event) => {
  const place = event.target.type === "file" && placeOf(event);
  if (place) sendHeld(event.target, place);
});
// Files chosen before this script arrived, on a slow network: once every script of the page listens.
document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-upload] input[type=file]")) {
    const place = box.files.length && placeOf({ target: box });
    if (place) sendHeld(box, place);
  }
});
document.addEventListener("dragover", (event) => {
  const place = placeOf(event);
  if (!place) return;
  event.preventDefault();
  place.classList.add("upload-over");
});
document.addEventListener("dragleave", (event) => placeOf(event)?.classList.remove("upload-over"));
document.addEventListener("drop", (event) => {
  const place = placeOf(event);
  if (!place) return;
  event.preventDefault();
  place.classList.remove("upload-over");
  sendAll(place, [...event.dataTransfer.files]);
});
addEventListener("beforeunload", (event) => { if (running) event.preventDefault(); });
document.body.dataset.uploads = "";
