// The computer waits for the phone: it asks how its code stands, and goes on by itself.

const wait = (place) => {
  const timer = setInterval(async () => {
    const answer = await fetch(place.dataset.wait, { credentials: "same-origin" }).catch(() => null); // offline: the next try tells
    if (!answer?.ok) return;
    const { state } = await answer.json();
    if (state === "waiting") return;
    clearInterval(timer);
    location.replace(location.href);
  }, 2000);
  place.querySelectorAll("[data-live]").forEach((line) => { line.textContent = line.dataset.live; });
  place.querySelectorAll("[data-by-hand]").forEach((part) => { part.hidden = true; });
};

document.querySelectorAll("[data-wait]").forEach(wait);
