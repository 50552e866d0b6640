// The phone app's own worker: its files open at once, its pages never leave the server's word.
// Version {{ version }}: a new one is installed when any file kept changes.
const FILES = "app-files-{{ version }}";
const OFFLINE = "{% url "phone:offline" %}";
const KEPT = [OFFLINE, {% for address in kept %}"{{ address|escapejs }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

const prepare = async () => {
  const files = await caches.open(FILES);
  await Promise.allSettled(KEPT.map((address) => files.add(new Request(address, { cache: "reload" }))));
  await self.skipWaiting();
};

const begin = async () => {
  const names = (await caches.keys()).filter((name) => name.startsWith("app-files-") && name !== FILES);
  await Promise.all(names.map((name) => caches.delete(name)));
  await self.clients.claim();
};

const fileFirst = async (request) => (await caches.match(request)) || fetch(request);

const pageOrWord = async (request) => {
  try {
    return await fetch(request);
  } catch (lost) {
    const word = await caches.match(OFFLINE);
    if (word) return word;
    throw lost;
  }
};

self.addEventListener("install", (event) => event.waitUntil(prepare()));
self.addEventListener("activate", (event) => event.waitUntil(begin()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== self.location.origin) return;
  if (address.pathname.startsWith("/static/")) event.respondWith(fileFirst(request));
  else if (request.mode === "navigate") event.respondWith(pageOrWord(request));
});
