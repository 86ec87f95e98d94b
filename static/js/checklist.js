// A launch's checklist: lines chosen for one deed, the small form in a row, scenarios unfolded, the filter while typing.
const list = document.querySelector(".checklist");
const bar = document.getElementById("bulk");
const boxes = () => [...document.querySelectorAll("[data-select]")].filter((box) => box.offsetParent !== null);
const chosen = new Set();
let last = null;

const show = () => {
  chosen.clear();
  for (const box of document.querySelectorAll("[data-select]:checked")) chosen.add(box.value);
  document.body.classList.toggle("has-chosen", chosen.size > 0);
  const count = bar?.querySelector(".bulk-count");
  if (count) count.textContent = chosen.size ? `${count.dataset.count} ${chosen.size}` : "";
  if (!chosen.size) document.getElementById("bulk-ask")?.replaceChildren();
  for (const all of document.querySelectorAll("[data-select-all]")) {
    const own = [...all.closest(".section").querySelectorAll("[data-select]")];
    const checked = own.filter((box) => box.checked).length;
    all.checked = checked > 0 && checked === own.length;
    all.indeterminate = checked > 0 && checked < own.length;
  }
};

const choose = (some, checked) => {
  for (const box of some) box.checked = checked;
  show();
};

// With Shift everything between this box and the one before it.
document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-select]");
  if (!box) return;
  const all = boxes();
  if (event.shiftKey && last?.isConnected) {
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    if (from >= 0) choose(all.slice(from, to + 1), box.checked);
  }
  last = box;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-select-all]")) {
    choose(event.target.closest(".section").querySelectorAll("[data-select]"), event.target.checked);
  } else if (event.target.matches("[data-select]")) {
    show();
  }
});

bar?.addEventListener("reset", (event) => {
  event.preventDefault();
  choose(document.querySelectorAll("[data-select]:checked"), false);
  document.body.classList.remove("is-choosing");
  document.querySelector("[data-pick-mode]")?.setAttribute("aria-pressed", "false");
  last?.closest(".row")?.focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const mode = event.target.closest("[data-pick-mode]");
  if (!mode) return;
  const on = document.body.classList.toggle("is-choosing");
  mode.setAttribute("aria-pressed", on);
  if (!on) choose(document.querySelectorAll("[data-select]:checked"), false);
});

// The small form of a row: one at a time, closed by Esc, its button, or a press beside it while nothing is typed.
const rowForm = () => document.querySelector("[data-row-form]");
const openedBy = (form) => form.parentElement.querySelector(form.matches(".is-assign") ? "[data-assign]" : "[data-date]");
const isTyped = (form) =>
  [...form.querySelectorAll("input:not([type=hidden]), textarea")].some((field) => field.value !== field.defaultValue) ||
  [...form.querySelectorAll("option")].some((option) => option.selected !== option.defaultSelected);

const closeForm = (form) => {
  const opener = openedBy(form);
  form.remove();
  opener?.focus();
};

document.addEventListener("click", (event) => {
  const form = rowForm();
  if (!form) return;
  if (event.target.closest("[data-row-form-close]")) closeForm(form);
  else if (!form.contains(event.target) && !isTyped(form)) form.remove();
});

addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const form = rowForm();
    const under = document.activeElement?.closest?.("[data-under]");
    if (form) closeForm(form);
    else if (under) fold(under);
    else if (chosen.size && !document.activeElement?.closest("#panel")) bar.reset();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// Scenarios: the same press folds them again.
const fold = (under) => {
  const opener = document.getElementById(under.dataset.under)?.querySelector("[data-scenarios]");
  under.remove();
  opener?.setAttribute("aria-expanded", "false");
  opener?.focus();
};

document.addEventListener(
  "click",
  (event) => {
    const opener = event.target.closest?.("[data-scenarios]");
    const under = opener && document.getElementById(`${opener.closest(".row").id}-scenarios`);
    if (!under) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    fold(under);
  },
  true,
);

const marked = () => {
  for (const under of document.querySelectorAll("[data-under]")) {
    document.getElementById(under.dataset.under)?.querySelector("[data-scenarios]")?.setAttribute("aria-expanded", "true");
  }
};

// What a swap brings: the row of a form that came back focuses its first field; a replaced row stays chosen.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches?.("[data-assign], [data-date]")) rowForm()?.remove();
});

document.addEventListener("htmx:afterSettle", (event) => {
  const form = rowForm();
  if (form && !form.contains(document.activeElement)) form.querySelector("select, input:not([type=hidden])")?.focus();
  marked();
  if (event.detail.requestConfig?.elt === bar) return;
  for (const value of chosen) {
    const box = document.querySelector(`[data-select][value="${value}"]`);
    if (box) box.checked = true;
  }
  show();
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.requestConfig?.elt !== bar) return;
  const asked = bar.querySelector("[data-bulk-ask]");
  if (asked) asked.querySelector("select, input:not([type=hidden])")?.focus();
  else show();
});

// The text filter hides rows while one types and keeps itself in the address; Enter asks the server.
const field = document.querySelector("[data-filter]");
const none = document.querySelector("[data-filter-none]");
const isWhole = field && !field.value;

let saying = 0;
const sayLater = (count) => {
  clearTimeout(saying);
  const words = count ? `${field.dataset.filter} ${count}` : none?.textContent;
  saying = setTimeout(() => (document.getElementById("announcer").textContent = words), 700); // once one pauses
};

const filter = () => {
  const words = field.value.trim().toLowerCase();
  let count = 0;
  for (const row of list?.querySelectorAll(".row") ?? []) {
    row.hidden = words !== "" && !row.textContent.toLowerCase().includes(words);
    count += !row.hidden;
  }
  for (const section of list?.querySelectorAll(".section") ?? []) section.hidden = !section.querySelector(".row:not([hidden])");
  if (none) none.hidden = count > 0;
  sayLater(count);
  const url = new URL(location.href);
  if (words) url.searchParams.set("q", field.value.trim());
  else url.searchParams.delete("q");
  history.replaceState(history.state, "", url);
};

field?.addEventListener("input", () => {
  if (isWhole) filter();
  else if (!field.value) field.form.requestSubmit();
});

show();
