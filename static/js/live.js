// Somebody else's change, on this page within two seconds: a small poll asks whether numbers moved, an ordinary
// authorised GET then brings what changed, and morph.js fits it in around what is being typed. docs/adr/0021.
import { morph, typedIn } from "./morph.js"; // nothing else loads it, so that it runs once

const EVERY = 1_250; // and the reading of what changed: within two seconds
const HIDDEN = 20_000; // a tab in the background catches up when it is looked at
const SLOWEST = 15_000;
const CALM = 4_000; // between two announcements
const { live, liveSeen, liveDay, liveChanges, liveRenewed } = document.body.dataset;

const state = { token: live, seq: liveSeen, told: "", day: liveDay };
const seenBy = (text) => Object.assign(state, Object.fromEntries(["seq", "told", "day"].map((name, at) => [name, text.split(".")[at]])));
const page = () => document.getElementById("main");
const panel = () => document.getElementById("panel");

// --- What the reader is told -----------------------------------------------------------------------------------------

const bar = document.getElementById("live-bar");
const show = (name) => {
  if (bar.dataset.shows === name) return;
  bar.dataset.shows = name;
  bar.replaceChildren(...(name ? [document.getElementById(`live-${name}`).content.cloneNode(true)] : []));
};

let words = "";
let lastSaid = 0;
const say = (text) => {
  if (!text) return;
  if (words) {
    words = document.getElementById("live-page-changed").content.textContent; // several at once: one sentence
    return;
  }
  words = text;
  setTimeout(() => {
    lastSaid = Date.now();
    document.getElementById("announcer").textContent = words;
    words = "";
  }, Math.max(80, lastSaid + CALM - Date.now()));
};

const flash = (changed) => {
  const parts = new Set([...changed].map((each) => each.closest("[data-row]:not(#panel), tr, li, .section-head, dl > div") ?? null));
  parts.delete(null);
  for (const part of parts) {
    part.classList.add("is-fresh");
    setTimeout(() => part.classList.remove("is-fresh"), 1_600);
  }
};

// --- A form that somebody else has overtaken -------------------------------------------------------------------------

const newer = new WeakMap();
const saidOf = new Map(); // id of an item → who did what to it

const markOutdated = (element, fresh) => {
  const line = document.getElementById("live-outdated").content.firstElementChild.cloneNode(true);
  const item = element.closest("#panel, [data-row]");
  const said = saidOf.get((item?.dataset.row ?? item?.id ?? "").replace("item-", ""));
  if (said) line.querySelector("span").textContent = said;
  if (!fresh) line.querySelector("[data-live-again]").remove();
  element.querySelector(":scope > .is-outdated")?.remove();
  element.prepend(line);
  if (fresh) newer.set(element, fresh);
};

// Looking again takes over what is newer, around what was typed: the next try is made in knowledge of it.
document.addEventListener("click", (event) => {
  const line = event.target.closest("[data-live-again]")?.closest(".is-outdated");
  if (!line) return;
  const form = line.parentElement;
  line.remove();
  fit(form, newer.get(form), true);
  form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
});

// --- Fitting in ------------------------------------------------------------------------------------------------------

const fit = (old, fresh, overForm = false) => {
  const changed = new Set();
  morph(old, fresh, { changed, outdated: markOutdated }, overForm);
  for (const each of changed) if (each.isConnected) htmx.process(each);
  flash(changed);
  return changed.size > 0;
};

let swaps = 0; // what the reader does here is newer than an answer that was asked for before
let asking = 0;
document.addEventListener("htmx:beforeRequest", (event) => (asking += event.detail.requestConfig.verb !== "get"));
document.addEventListener("htmx:afterRequest", (event) => (asking -= event.detail.requestConfig.verb !== "get"));
document.addEventListener("htmx:afterSwap", () => (swaps += 1));

class Later extends Error {}
class Ended extends Error {}

const read = async (address, headers = {}) => {
  const before = swaps;
  const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(10_000) });
  if (answer.status === 401 || (answer.redirected && answer.url.includes("/account/"))) throw new Ended("signed-out");
  if (answer.status === 403 || answer.status === 404) throw new Ended("gone");
  if (!answer.ok) throw new Error(answer.status);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (asking || swaps !== before) throw new Later();
  return fresh;
};

const readCounts = (fresh) => {
  for (const link of document.querySelectorAll(".rail a[href]")) {
    const count = fresh.querySelector(`.rail a[href="${CSS.escape(link.getAttribute("href"))}"] .rail-count`);
    const shown = link.querySelector(".rail-count");
    if (shown?.textContent === count?.textContent) continue;
    shown?.remove();
    if (count) link.append(count.cloneNode(true));
  }
};

const readChanges = async () => {
  const address = new URL(liveChanges, location.href);
  address.search = location.search;
  address.searchParams.set("since", state.seq);
  const found = (await read(address, { "HX-Request": "true" })).getElementById("live-changes");
  const { said, whole, kept = "" } = found.dataset;
  for (const line of found.querySelectorAll("[data-item]")) saidOf.set(line.dataset.item, line.textContent);
  const isMissing = kept.split(" ").some((id) => id && !document.getElementById(`item-${id}`));
  if (whole !== undefined || isMissing) return readPage(said);
  let isChanged = false;
  for (const part of found.querySelectorAll(":scope > [id]")) {
    const old = document.getElementById(part.id);
    if (old) isChanged = fit(old, part) || isChanged;
  }
  if (isChanged) say(said);
};

// Signing in anew makes another key for whatever is sent; a form that was typed into needs it too.
const takeKeys = (fresh) => {
  document.body.setAttribute("hx-headers", fresh.body.getAttribute("hx-headers"));
  const key = JSON.parse(fresh.body.getAttribute("hx-headers"))["X-CSRFToken"];
  for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = key;
};

let pageTook = 0;
let pageRead = 0;
const readPage = async (said = document.getElementById("live-page-changed").content.textContent) => {
  // A page of a busy company spends at most a tenth of its time on this.
  if (Date.now() < pageRead + 10 * pageTook) throw new Later();
  const began = Date.now();
  const fresh = await read(location.pathname + location.search);
  pageTook = Date.now() - began;
  pageRead = Date.now();
  const main = fresh.getElementById("main");
  if (!main || !fresh.body.dataset.live) throw new Ended("gone");
  state.token = fresh.body.dataset.live;
  takeKeys(fresh);
  document.title = fresh.title;
  readCounts(fresh);
  if (liveRenewed && fit(page(), main)) say(said);
};

// --- The item panel: read again from where it came, with the form that stands open in it ----------------------------

const itemOf = (path) => path.match(/^.*\/items\/\d+\//)?.[0];
let panelFrom = itemOf(location.pathname) ? location.pathname + location.search : "";

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target.id !== "panel") return;
  const { verb, path } = detail.requestConfig;
  if (verb === "get") panelFrom = path;
  else if (detail.xhr.status < 300) panelFrom = itemOf(path) ?? panelFrom;
  else for (const form of panel().querySelectorAll(".panel-form, .is-wrong")) form.dataset.liveKept = ""; // came back with what was typed
});

const readPanel = async () => {
  const shown = panel();
  if (!panelFrom || !shown || shown.hidden || !shown.firstElementChild) return;
  const fresh = (await read(panelFrom, { "HX-Request": "true" })).getElementById("panel");
  if (fresh && fresh.dataset.row === panel().dataset.row) fit(panel(), fresh);
};

// --- Polling ---------------------------------------------------------------------------------------------------------

const follow = async (text) => {
  const [seq, told, day] = text.split(".");
  const isTold = state.told !== "" && told !== state.told;
  const isMoved = liveRenewed && (seq !== state.seq || day !== state.day);
  if (isMoved) {
    if (liveChanges && day === state.day) await readChanges();
    else await readPage();
    await readPanel();
  }
  if (isTold) readCounts(await read("/live/rail/"));
  seenBy(text);
};

let failures = 0;
let timer = 0;

const connected = () => {
  failures = 0;
  if (bar.dataset.shows === "lost") {
    show("back");
    setTimeout(() => bar.dataset.shows === "back" && show(""), 3_000);
  } else if (bar.dataset.shows === "signed-out") show("");
};

const lost = (retryAfter) => {
  failures += 1;
  if (failures > 1) show("lost");
  return Math.max(retryAfter, Math.min(SLOWEST, EVERY * 2 ** (failures - 1)));
};

const poll = async () => {
  clearTimeout(timer);
  timer = 0;
  let wait = document.hidden ? HIDDEN : EVERY;
  let retryAfter = 0;
  try {
    const headers = { "Live-Token": state.token, "Live-Seen": `${state.seq}.${state.told}.${state.day}` };
    const answer = await fetch("/live/", { headers, cache: "no-store", signal: AbortSignal.timeout(8_000) });
    if (answer.status === 403) throw new Ended("gone");
    if (answer.status === 200) await follow(await answer.text());
    else if (answer.status === 410) await readPage("");
    else if (answer.status !== 204) {
      retryAfter = 1_000 * Number(answer.headers.get("Retry-After") ?? 0);
      throw new Error(answer.status);
    }
    if (bar.dataset.shows === "signed-out") await readPage(""); // fails until somebody is signed in
    connected();
  } catch (error) {
    if (error instanceof Ended) {
      show(error.message);
      if (error.message === "gone") return;
      wait = SLOWEST;
    } else if (!(error instanceof Later)) wait = lost(retryAfter);
  }
  timer = setTimeout(poll, wait * (0.9 + Math.random() * 0.2)); // pages opened together do not ask together
};

const now = () => timer && poll();

// Told by whatever asked the server: without typed text the page leads to sign-in and back; with it, nobody is sent away.
document.addEventListener("signed-out", () => {
  if ([page(), panel()].some((part) => part && typedIn(part))) show("signed-out");
  else location.reload();
});

if (live && !document.documentElement.dataset.keptAt) { // a page from memory comes anew as a whole: offline.js
  document.addEventListener("visibilitychange", () => document.hidden || now());
  addEventListener("online", now);
  addEventListener("offline", () => {
    failures = Math.max(failures, 2);
    show("lost");
  });
  // A whole-page form would leave for the browser's own error page: what was typed stays here instead.
  document.addEventListener(
    "submit",
    (event) => {
      const { shows } = bar.dataset;
      if (!["lost", "signed-out"].includes(shows) || event.target.matches("[hx-post], [hx-get], [data-keep]")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (shows === "lost") document.dispatchEvent(new Event("htmx:sendError")); // the message that toasts.js has for it
      else bar.querySelector("a").focus();
    },
    true,
  );
  timer = setTimeout(poll, EVERY * Math.random());
}
