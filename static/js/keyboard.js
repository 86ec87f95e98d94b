// Single keys: / find, J K move, X done, Enter open, B block, Z undo, Esc close. Never while someone types.
// They can be turned off: <body data-keys="off">.

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent !== null);
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

const press = (selector) => {
  const found = currentRow()?.querySelector(selector);
  found?.click();
  return Boolean(found);
};

const keys = {
  j: () => move(1),
  k: () => move(-1),
  x: () => press("button.tick, input[type=checkbox]"),
  b: () => press("[data-block]"),
  z: () => press(".undo") || [...document.querySelectorAll("[data-undo], .undo")].at(-1)?.click(),
  "/": () => document.querySelector("[data-find]")?.focus(),
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
  if (!act || event.shiftKey) return;
  event.preventDefault();
  act();
});
