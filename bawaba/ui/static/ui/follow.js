// Follows work that goes on: asks for the page again while its part [data-follow] holds a link [data-going].
// Without it, that link is followed by hand, or the page comes again by itself.

const EACH_MS = 2000;
const MOST_MS = 15000;
const part = document.querySelector("[data-follow]");

const again = async (wait) => {
  if (!part?.querySelector("[data-going]")) return;
  await new Promise((done) => { setTimeout(done, wait); });
  let next = Math.min(wait * 1.2, MOST_MS);
  try {
    const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-follow]");
    if (answer.ok && found && found.innerHTML !== part.innerHTML) {
      const held = part.contains(document.activeElement);
      part.replaceChildren(...found.childNodes);
      next = EACH_MS;
      if (held) part.querySelector("[data-going]")?.focus();
    }
  } catch {
    next = MOST_MS; // offline: the next try tells
  }
  again(next);
};

part?.setAttribute("aria-live", "polite");
again(EACH_MS);
