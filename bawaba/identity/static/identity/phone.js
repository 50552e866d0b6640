// Comfort of the phone app: its worker, new requests as they come, the code of the picture.

const startWaiting = (place) => {
  const { stream, poll, part } = place.dataset;
  let seen = null;
  let source = null;
  let timer = 0;

  const show = async (marks) => {
    if (marks === seen) return;
    const first = seen === null;
    seen = marks;
    if (first) return;
    const answer = await fetch(part, { credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...fresh.body.childNodes);
    if (marks !== "0") navigator.vibrate?.(200);
  };

  const ask = async () => {
    const answer = await fetch(poll, { credentials: "same-origin" });
    if (answer.status === 401) location.reload();
    else if (answer.ok) await show((await answer.json()).pending);
  };

  const askAgain = () => { timer = setInterval(() => ask().catch(() => null), 4000); }; // offline: the next try tells

  const open = () => {
    if (!("EventSource" in window)) return askAgain();
    source = new EventSource(stream);
    source.addEventListener("pending", (event) => show(event.data));
    source.addEventListener("error", () => {
      if (source.readyState === EventSource.CLOSED) askAgain(); // refused for good: ask in the plain way
    });
    return source;
  };

  const close = () => {
    source?.close();
    clearInterval(timer);
  };

  document.addEventListener("visibilitychange", () => {
    close();
    if (!document.hidden) open();
  });
  addEventListener("pagehide", close);
  open();
  document.querySelectorAll("[data-live]").forEach((line) => { line.textContent = line.dataset.live; });
};

const startLink = (form) => {
  const code = location.hash.slice(1);
  if (!/^[\w-]{20,64}$/.test(code)) return;
  history.replaceState(null, "", location.pathname);
  form.elements.code.value = code;
  form.submit();
};

document.querySelectorAll("[data-pending]").forEach(startWaiting);
document.querySelectorAll("form[data-link]").forEach(startLink);
document.querySelectorAll("[data-install]").forEach((line) => { line.hidden = matchMedia("(display-mode: standalone)").matches; });
if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => navigator.serviceWorker.register("/app/sw.js", { scope: "/app/" }).catch((failure) => console.info("The app does not open without a connection:", failure.message)));
}
