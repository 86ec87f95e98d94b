// The item panel while one works in it: what is typed is kept until it is sent, focus and place outlive a swap, and one
// goes from line to line without closing it.
import { prefix } from "./drafts.js";
import "./evidence.js";
import "./mentions.js";

const panel = () => document.getElementById("panel");
const FIELDS = "textarea, input:not([type=hidden], [type=file], [type=checkbox], [type=radio])";

// --- Drafts: in this tab, by their writer and the address they go to (drafts.js) --------------------------------------

const placeOf = (field) => `${prefix}${field.form?.getAttribute("action")} ${field.name}`;

document.addEventListener("input", ({ target }) => {
  if (!target.matches(FIELDS) || !target.closest("#panel form[hx-post]")) return;
  if (target.value) sessionStorage.setItem(placeOf(target), target.value);
  else sessionStorage.removeItem(placeOf(target));
});

const restore = () => {
  for (const field of panel()?.querySelectorAll(`form[hx-post] :is(${FIELDS})`) ?? []) {
    const kept = sessionStorage.getItem(placeOf(field));
    if (kept !== null && field.value === field.defaultValue) field.value = kept;
  }
};

const forget = (path) => {
  for (const place of Object.keys(sessionStorage)) {
    if (place.startsWith(`${prefix}${path} `)) sessionStorage.removeItem(place);
  }
};

// "Not now" is said of a form: what it holds is given up with it.
document.addEventListener("click", ({ target }) => {
  const form = target.closest?.("#panel .panel-form a.button-quiet")?.closest("form");
  if (form) forget(form.getAttribute("action"));
});

// --- A swap of the whole panel ---------------------------------------------------------------------------------------

let before = null;

const wayTo = (element) => {
  const action = element.form?.getAttribute("action");
  if (action) return `form[action="${CSS.escape(action)}"] ${element.name ? `[name="${CSS.escape(element.name)}"]` : "button"}`;
  const address = element.getAttribute("hx-get") ?? element.getAttribute("href");
  return address ? `a[href="${CSS.escape(address)}"]` : "";
};

const remember = () => {
  const shown = panel();
  const active = document.activeElement;
  const isInside = shown?.contains(active) && active !== shown;
  before = {
    row: shown?.dataset.row,
    top: shown?.querySelector(".panel-body")?.scrollTop ?? 0,
    way: isInside ? wayTo(active) : "",
    caret: isInside && active.matches("textarea") ? active.selectionEnd : null,
    opened: shown?.querySelector(".panel-form")?.getAttribute("action"),
  };
};

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const { verb, path } = detail.requestConfig ?? {};
  if (verb === "post" && detail.xhr.status < 300) forget(path);
  if (detail.target.id === "panel" || detail.target.closest?.("#panel")) remember();
});

const settle = () => {
  const shown = panel();
  restore();
  if (!before || before.row !== shown.dataset.row) return;
  shown.querySelector(".panel-body")?.scrollTo({ top: before.top });
  const opened = shown.querySelector(".panel-form");
  const isNew = opened && opened.getAttribute("action") !== before.opened;
  const wrong = shown.querySelector(".is-wrong :is(input, textarea, select)");
  const goal = wrong ?? (isNew ? opened.querySelector("input:not([type=hidden]), textarea, select") : shown.querySelector(before.way || "none"));
  goal?.focus({ preventScroll: !isNew && !wrong });
  if (goal && before.caret !== null && goal.matches("textarea")) goal.setSelectionRange(before.caret, before.caret);
  before = null;
};

document.addEventListener("htmx:afterSettle", ({ detail }) => detail.elt.id === "panel" && settle());
restore();

// --- From line to line: the list's own order and filters where there is one, else the links as they are ---------------

const step = (link) => {
  const rows = [...document.querySelectorAll("[data-row]:not(#panel)")].filter((row) => row.offsetParent !== null);
  const at = rows.findIndex((row) => row.id === panel().dataset.row);
  const next = at < 0 ? null : rows[at + Number(link.dataset.step)];
  const opener = next?.querySelector("[data-open]");
  if (!opener) return false;
  opener.click();
  next.scrollIntoView({ block: "nearest" });
  return true;
};

document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest?.("#panel [data-step]");
    if (!link || event.ctrlKey || event.metaKey || !step(link)) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
    if (document.body.dataset.keys === "off" || !event.target.closest?.("#panel")) return;
    if (event.target.closest("input, textarea, select")) return;
    const way = { KeyJ: 1, KeyK: -1 }[event.code];
    if (!way) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    panel().querySelector(`[data-step="${way}"]`)?.click();
  },
  true,
);
