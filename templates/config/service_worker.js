{% load static %}// The pages of this phone: fresh from the server while there is one, the last seen ones without. Only what a page
// shows is kept: no download, no API, nothing of signing in. Signing out forgets all of it.
const PAGES = "pages-1";
const PARTS = "parts-1";
const MOST_PAGES = 40;
const PATIENCE = 5_000; // ms without an answer, after which the page as last seen is better than an empty one
const OFFLINE = "{% url 'offline' %}";
const SIGNED_OUT = "{% url 'account_login' %}";
const STATIC = "{% get_static_prefix %}";
const NEVER = [/^\/(account|admin|api|live|evidence)\//, /^\/(feeds|wall)\/.+/, /\/(export|search|invitations?)\//];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(PARTS).then((parts) => parts.add(new Request(OFFLINE, { credentials: "omit" }))));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const forget = (names) => names.filter((name) => ![PAGES, PARTS].includes(name)).map((name) => caches.delete(name));
  event.waitUntil(caches.keys().then((names) => Promise.all(forget(names))));
  self.clients.claim();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith(STATIC)) event.respondWith(part(request));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

// Names of static files change with their content, so a kept one is never old. In development they do not: server first.
const part = async (request) => {
  const parts = await caches.open(PARTS);
  const isNamed = /\.[0-9a-f]{12}\./.test(request.url);
  const kept = await parts.match(request);
  if (kept && isNamed) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) parts.put(request, answer.clone());
    return answer;
  } catch (lost) {
    if (kept) return kept;
    throw lost;
  }
};

// Waits for the server as long as the browser itself would; only a page that was seen before is shown sooner. Loading
// again means the server's page, however long that takes: a page that is always slow is thus reached from a kept one.
const page = async (event, url) => {
  const answered = fetch(event.request);
  event.waitUntil(answered.then((answer) => keep(event.request, url, answer)).catch(() => {}));
  const isAskedAgain = ["no-cache", "reload"].includes(event.request.cache);
  try {
    const answer = await (isAskedAgain ? answered : Promise.race([answered, after(PATIENCE)]));
    return answer ?? (await keptOf(event.request)) ?? (await answered);
  } catch {
    return (await keptOf(event.request)) ?? caches.match(OFFLINE);
  }
};

const after = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const keptOf = async (request) => {
  const pages = await caches.open(PAGES);
  const kept = (await pages.match(request)) ?? (await pages.match(request, { ignoreSearch: true }));
  return kept && asKept(kept);
};

const keep = async (request, url, answer) => {
  if (new URL(answer.url).pathname === SIGNED_OUT) {
    await caches.delete(PAGES);
    return;
  }
  const isPage = answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html");
  if (!isPage || answer.redirected || NEVER.some((pattern) => pattern.test(url.pathname))) return;
  const copy = answer.clone(); // before anything is waited for: the browser reads the answer itself then
  const pages = await caches.open(PAGES);
  const headers = new Headers(answer.headers);
  headers.set("X-Kept-At", new Date().toISOString());
  await pages.delete(request, { ignoreSearch: true });
  await pages.put(request, new Response(await copy.blob(), { status: 200, headers }));
  const all = await pages.keys();
  for (const old of all.slice(0, Math.max(0, all.length - MOST_PAGES))) await pages.delete(old);
};

// The page itself says that it is kept, and since when: static/js/offline.js reads the mark. Its links load whole pages.
const asKept = async (kept) => {
  const mark = `<html data-kept-at="${kept.headers.get("X-Kept-At")}" `;
  const words = (await kept.text()).replace("<html ", mark).replace("<body ", "<body hx-disable ");
  return new Response(words, { status: 200, headers: kept.headers });
};
