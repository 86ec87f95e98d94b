// Single keys: / find, J K move, X done, Enter open, S select, A owner, D date, C comment, B block, Z undo, ? all keys;
// Esc closes. Never while someone types. A person can turn the letters off: <body data-keys="off">.

const rows = () => [...document.querySelectorAll("[data-row]:not(#panel)")].filter((row) => row.offsetParent !== null);
const currentRow = () => document.activeElement?.closest?.("[data-row]");

const typing = (target) =>
  target.isContentEditable || target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]");

const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const at = all.indexOf(currentRow());
  const next = all[at === -1 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};

// A button is pressed; a field is entered, and its list or calendar opened where the browser can.
const use = (found) => {
  if (!found?.matches("select, textarea, input:not([type=checkbox], [type=radio], [type=submit])")) found?.click();
  else {
    found.focus();
    if (found.matches("select, [type=date]")) found.showPicker?.();
  }
  return Boolean(found);
};

const press = (selector) => use(currentRow()?.querySelector(selector));

// What a row does not offer, the open item does.
const pressHereOrInPanel = (selector) =>
  press(selector) || use(document.querySelector(`#panel:not([hidden]) :is(${selector})`));

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => press("button.tick, [data-done], input[type=checkbox]:not([data-select])"),
  s: () => press("[data-select]"),
  a: () => pressHereOrInPanel("[data-assign]"),
  d: () => pressHereOrInPanel("[data-date]"),
  c: () => pressHereOrInPanel("[data-comment]"),
  b: () => pressHereOrInPanel("[data-block]"),
  z: () => press(".undo") || [...document.querySelectorAll("[data-undo], .undo")].at(-1)?.click(),
  "/": () => document.querySelector("[data-palette]")?.click(),
  "?": () => document.querySelector("[data-dialog=keys]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape") {
    const menu = document.querySelector("details[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!document.querySelector("dialog[open]")) {
      document.querySelector("#panel:not([hidden], .panel-page) [data-close]")?.click();
    }
    return;
  }
  if (document.body.dataset.keys === "off" || typing(event.target)) return;
  if (event.key === "Enter" && event.target.matches("[data-row]")) {
    press("[data-open]");
    return;
  }
  // On a Korean keyboard layout the letter's place counts, not the jamo it writes.
  const letter = /^Key[A-Z]$/.test(event.code) ? event.code.slice(3).toLowerCase() : event.key;
  const act = keys[letter];
  if (!act || (event.shiftKey && letter !== "?")) return;
  event.preventDefault();
  act();
});
