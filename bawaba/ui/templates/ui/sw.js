// Pages already seen and the catalogue's essentials stay readable without a connection.
const VERSION = "{{ version }}";
const FILES = `files-${VERSION}`;
const PAGES = "pages";
const MOST_PAGES = 60;
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %},{% endif %}{% endfor %}];
const NEVER = /^\/(?:(?:ar|fr|zgh|en)\/)?(?:edit|sign-in|sign-out|settings|suggest|search|api|manifest)(?:[/?.]|$)|\/report(?:[?]|$)/;

self.addEventListener("install", (event) => {
  const keep = async () => {
    const files = await caches.open(FILES);
    const pages = await caches.open(PAGES);
    await Promise.allSettled(KEPT.map((address) => (address.startsWith("/static/") ? files : pages).add(address)));
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("files-") && name !== FILES).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

const fileFirst = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) (await caches.open(FILES)).put(request, answer.clone());
  return answer;
};

const remember = async (request, answer) => {
  const pages = await caches.open(PAGES);
  await pages.put(request, answer);
  const known = (await pages.keys()).filter((page) => !page.url.endsWith("/offline"));
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST_PAGES)).map((page) => pages.delete(page)));
};

const networkFirst = async (event) => {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (answer.ok && !/no-store/.test(answer.headers.get("Cache-Control") || "")) {
      event.waitUntil(remember(request, answer.clone()));
    }
    return answer;
  } catch (lost) {
    const language = new URL(request.url).pathname.split("/")[1];
    const kept = (await caches.match(request)) || (await caches.match(`/${language}/offline`)) || (await caches.match("/ar/offline"));
    if (kept) return kept;
    throw lost;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(fileFirst(request));
  else if (request.mode === "navigate" && !NEVER.test(address.pathname)) event.respondWith(networkFirst(event));
});
