// Pages already seen and the catalogue's essentials stay readable without a connection.
// Version {{ version }}: a new one is installed when any file kept from the start changes.
const FILES = "files";
const PAGES = "pages";
const MOST_FILES = 80;
const MOST_PAGES = 60;
const KEPT = [{% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const LANGUAGES = [{% for code in languages %}"{{ code }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const NEVER = /^\/(?:(?:ar|fr|zgh|en)\/)?(?:edit|sign-in|sign-out|settings|suggest|search|api|manifest)(?:[/?.]|$)|\/report(?:[?]|$)/;

const languageOf = (address) => LANGUAGES.find((code) => new URL(address).pathname.startsWith(`/${code}/`)) || LANGUAGES[0];
const isKept = (answer) => answer.ok && !/no-store/.test(answer.headers.get("Cache-Control") || "");

const drop = async (cache, most, spared) => {
  const known = (await cache.keys()).filter((request) => !spared(request.url));
  await Promise.all(known.slice(0, Math.max(0, known.length - most)).map((request) => cache.delete(request)));
};

const remember = async (request, answer) => {
  const pages = await caches.open(PAGES);
  await pages.delete(request); // so that the page read last is the last in order
  await pages.put(request, answer);
  const offline = `/${languageOf(request.url)}/offline`;
  if (!(await pages.match(offline))) await pages.add(offline);
  await drop(pages, MOST_PAGES, (url) => url.endsWith("/offline"));
};

const keepOpenPages = async () => {
  const open = await self.clients.matchAll({ includeUncontrolled: true, type: "window" });
  const seen = open.map((client) => client.url).filter((url) => !NEVER.test(new URL(url).pathname));
  await Promise.allSettled(seen.map(async (url) => {
    const answer = await fetch(url);
    if (isKept(answer)) await remember(new Request(url), answer);
  }));
};

self.addEventListener("install", (event) => {
  const keep = async () => {
    const files = await caches.open(FILES);
    await Promise.allSettled(KEPT.map((address) => files.add(address)));
    await keepOpenPages();
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const fileFirst = async (request) => {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (isKept(answer)) {
    const files = await caches.open(FILES);
    await files.put(request, answer.clone());
    await drop(files, MOST_FILES, (url) => KEPT.includes(new URL(url).pathname));
  }
  return answer;
};

const networkFirst = async (event) => {
  const { request } = event;
  try {
    const answer = await fetch(request);
    if (isKept(answer)) event.waitUntil(remember(request, answer.clone()));
    return answer;
  } catch (lost) {
    const kept = (await caches.match(request)) || (await caches.match(`/${languageOf(request.url)}/offline`));
    if (kept) return kept;
    throw lost;
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin || request.headers.has("range")) return; // a part of a file is not kept
  if (address.pathname.startsWith("/static/")) event.respondWith(fileFirst(request));
  else if (request.mode === "navigate" && !NEVER.test(address.pathname)) event.respondWith(networkFirst(event));
});
