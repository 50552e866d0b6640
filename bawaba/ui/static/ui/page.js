// Comfort on top of pages that work without it: settings seen at once, reading aloud, sharing, pages kept offline.

const startDisplay = (form) => {
  form.addEventListener("change", () => {
    const words = [...new FormData(form)].filter(([name]) => !["next", "csrfmiddlewaretoken"].includes(name)).map(([, word]) => word);
    document.documentElement.className = words.filter(Boolean).join(" ");
  });
};

const say = (button, pressed) => {
  const label = button.querySelector("span");
  if (pressed === (button.getAttribute("aria-pressed") === "true")) return;
  button.setAttribute("aria-pressed", String(pressed));
  [label.textContent, button.dataset.other] = [button.dataset.other, label.textContent];
};

const voiceFor = (language) => speechSynthesis.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(language));

const startReading = (button) => {
  const language = document.documentElement.lang;
  if (!("speechSynthesis" in window) || !["ar", "fr", "en"].includes(language)) return;
  const offer = () => { button.hidden = !voiceFor(language); };
  const mark = (part, on) => part.classList.toggle("reading", on);
  const stop = () => {
    speechSynthesis.cancel();
    document.querySelectorAll(".reading").forEach((part) => mark(part, false));
    say(button, false);
  };
  const read = () => {
    const whole = "h1, h2, h3, p, li, dt, dd";
    const parts = [...document.querySelectorAll(`main :is(${whole})`)].filter(
      (part) => part.offsetParent && part.innerText.trim() && !part.closest("nav, form, [data-actions]") && !part.querySelector(whole),
    );
    parts.forEach((part, at) => {
      const speech = new SpeechSynthesisUtterance(part.innerText);
      speech.lang = part.closest("[lang]").lang;
      speech.voice = voiceFor(speech.lang) || null;
      speech.onstart = () => mark(part, true);
      speech.onend = () => {
        mark(part, false);
        if (at === parts.length - 1) say(button, false);
      };
      speechSynthesis.speak(speech);
    });
    say(button, parts.length > 0);
  };
  offer();
  speechSynthesis.addEventListener?.("voiceschanged", offer);
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : read()));
  addEventListener("pagehide", () => speechSynthesis.cancel());
};

const startSharing = (group, share, copy) => {
  const address = () => document.querySelector('link[rel="canonical"]')?.href || location.href;
  share.hidden = !navigator.share;
  share.addEventListener("click", () => navigator.share({ title: document.title, url: address() }).catch(() => null)); // closing the sheet is no fault
  copy.hidden = !navigator.clipboard;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address());
    group.querySelector("[data-said]").textContent = copy.dataset.other;
    say(copy, true);
    setTimeout(() => say(copy, false), 4000);
  });
};

const startActions = (group) => {
  const find = (act) => group.querySelector(`[data-act="${act}"]`);
  const [print, share, copy, listen] = ["print", "share", "copy", "listen"].map(find);
  print.addEventListener("click", () => window.print());
  if (share && copy) startSharing(group, share, copy); // an answer has no address of its own
  startReading(listen);
  group.hidden = false;
};

const listSeen = async (section) => {
  if (!("caches" in window)) return;
  const pages = await caches.open("pages");
  const items = await Promise.all((await pages.keys()).reverse().map(async (request) => {
    const text = await (await pages.match(request)).text();
    const kept = new DOMParser().parseFromString(text, "text/html");
    const link = document.createElement("a");
    Object.assign(link, { href: request.url, textContent: kept.querySelector("h1")?.textContent.trim() || kept.title, lang: kept.documentElement.lang, dir: "auto" });
    const item = document.createElement("li");
    item.append(link);
    return request.url.endsWith("/offline") ? null : item;
  }));
  const shown = items.filter(Boolean);
  section.querySelector("ul").replaceChildren(...shown);
  section.hidden = !shown.length;
};

document.querySelectorAll("[data-display]").forEach(startDisplay);
document.querySelectorAll("[data-actions]").forEach(startActions);
document.querySelectorAll("[data-seen]").forEach(listSeen);
document.getElementById("errors")?.focus();
if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch((failure) => console.info("Offline reading is off:", failure.message)));
}
