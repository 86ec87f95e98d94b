// The wall on a TV: full screen, awake, and honest about a lost connection.
const fullScreen = document.querySelector("[data-full-screen]");
if (document.fullscreenEnabled && fullScreen) {
  fullScreen.hidden = false;
  fullScreen.addEventListener("click", () => document.documentElement.requestFullscreen());
}

// A screen that falls asleep shows nothing. Browsers take the lock away from a hidden page, so it is asked for again.
const stayAwake = () => {
  if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
};
stayAwake();
document.addEventListener("visibilitychange", stayAwake);

const lost = document.querySelector("[data-lost]");
const say = (isLost) => (lost.hidden = !isLost);
document.addEventListener("htmx:sendError", () => say(true));
document.addEventListener("htmx:responseError", (event) => {
  say(true);
  // Revoked, or signed out: what stands here must not stay.
  if ([401, 403, 404].includes(event.detail.xhr.status)) location.reload();
});
document.addEventListener("htmx:afterSwap", () => say(false));

// Whether anything moved is asked as on every page (live.js); what moved comes with the board, and a new token.
const EVERY = 1_250;
let failures = 0;
const poll = async () => {
  const board = document.getElementById("wall-board");
  try {
    const answer = await fetch("/live/", { headers: { "Live-Token": board.dataset.live }, cache: "no-store" });
    if (answer.status === 410) location.reload();
    const [seq] = answer.ok ? (await answer.text()).split(".") : [board.dataset.liveSeen];
    if (seq !== board.dataset.liveSeen) htmx.trigger(board, "wall-changed");
    else if (failures > 1) say(false);
    failures = 0;
  } catch {
    failures += 1;
    if (failures > 1) say(true);
  }
  setTimeout(poll, failures ? 5_000 : EVERY);
};
setTimeout(poll, EVERY);

// The buttons and the pointer are for whoever sets the screen up.
let still;
const move = () => {
  document.body.classList.add("is-moved");
  clearTimeout(still);
  still = setTimeout(() => document.body.classList.remove("is-moved"), 4000);
};
for (const kind of ["pointermove", "keydown", "focusin"]) document.addEventListener(kind, move);
