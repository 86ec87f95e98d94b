// Writing a list of lines without leaving the keyboard, selecting them, and the small lists inside a line's panel.
// It talks to editor.js by events only: a module imported beside its own script tag would run twice, as the file's
// published name has a fingerprint and the import's has not.
const saveNow = (form) => htmx.trigger(form, "save");
const touch = (form) => form.elements[0].dispatchEvent(new Event("input", { bubbles: true }));
const went = (xhr) => xhr.status >= 200 && xhr.status < 300;

const list = () => document.getElementById("lines");
const titles = () => [...list().querySelectorAll(".draft-row input[name=title]")];

// --- New lines -----------------------------------------------------------------------------------------------------

const sectionOf = (element) => element.closest(".draft-section");

const writeBelow = (element) => {
  const form = document.getElementById("new-line").content.firstElementChild.cloneNode(true);
  form.elements.section.value = sectionOf(element).dataset.section;
  element.after(form);
  htmx.process(form);
  form.elements.title.focus();
};

const rowAbove = (element) => {
  let above = element.previousElementSibling;
  while (above && !above.matches(".draft-row")) above = above.previousElementSibling;
  return above;
};

document.addEventListener("htmx:configRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.(".draft-new")) event.detail.parameters.set("below", rowAbove(form)?.dataset.key ?? "");
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("[data-adds]")) form.dataset.adding = "yes";
});

// A refusal comes as a message of its own; what was typed stays where it is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const form = event.detail.requestConfig?.elt;
  if (form?.matches("[data-adds]") && event.detail.xhr.status >= 400) event.detail.swapOverride = "none";
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (!form.matches?.("[data-adds], #add-section")) return;
  delete form.dataset.adding;
  if (!went(event.detail.xhr)) form.elements.title.focus();
  else if (form.isConnected) form.reset();
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.(".draft-new");
  if (!form || event.isComposing) return;
  if (event.key === "Escape") {
    event.stopPropagation();
    rowAbove(form)?.querySelector("input[name=title]").focus();
    form.remove();
  }
  if (event.key === "Enter") {
    event.preventDefault();
    if (!form.elements.title.value.trim()) return;
    form.requestSubmit();
    writeBelow(form);
  }
});

document.addEventListener("focusout", (event) => {
  const form = event.target.closest?.(".draft-new");
  if (!form || form.dataset.adding) return;
  if (!form.elements.title.value.trim()) setTimeout(() => form.remove());
  else form.requestSubmit();
});

// --- Keys within a row ---------------------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const row = event.target.closest?.(".draft-row");
  if (!row || event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
  const { name, form } = event.target;
  if (event.key === "Enter" && name === "title") {
    event.preventDefault();
    saveNow(form);
    writeBelow(row);
  } else if (event.key === "Enter" && name === "due") {
    event.preventDefault();
    saveNow(form);
  } else if (name === "title" && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const all = titles();
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
});

// A line's key opens its panel beside the list; the address follows by the answer's own header.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  htmx.ajax("GET", link.getAttribute("href"), { source: link, target: "#panel", swap: "outerHTML show:none" });
});

// --- Selecting -----------------------------------------------------------------------------------------------------

const boxes = () => [...document.querySelectorAll(".draft-row input[name=keys]")];
const recount = () => {
  document.getElementById("bulk-count").textContent = boxes().filter((box) => box.checked).length;
};
let lastBox = null;

document.addEventListener("click", (event) => {
  const box = event.target;
  if (!box.matches?.(".draft-row input[name=keys]")) return;
  const all = boxes();
  if (event.shiftKey && lastBox?.isConnected) {
    const [from, to] = [all.indexOf(lastBox), all.indexOf(box)].sort((a, b) => a - b);
    for (const each of all.slice(from, to + 1)) each.checked = box.checked;
  }
  lastBox = box;
});

document.addEventListener("change", (event) => {
  const box = event.target;
  if (box.matches("[data-all]")) {
    for (const each of sectionOf(box).querySelectorAll("input[name=keys]")) each.checked = box.checked;
  }
  if (box.matches("[data-all], .draft-row input[name=keys]")) recount();
});

document.addEventListener("reset", (event) => event.target.id === "bulk" && setTimeout(recount));

// --- Counts beside the sections ------------------------------------------------------------------------------------

const count = () => {
  for (const section of document.querySelectorAll(".draft-section")) {
    const [shown, found] = [section.querySelector("[data-count]"), String(section.querySelectorAll(".draft-row").length)];
    if (shown.textContent !== found) shown.textContent = found; // what is written here is observed as well
  }
};
new MutationObserver(count).observe(document.querySelector("main"), { childList: true, subtree: true });

// --- The lists inside the panel ------------------------------------------------------------------------------------

const blank = (row) => {
  for (const field of row.querySelectorAll("input, textarea, select")) field.value = "";
  return row;
};

document.addEventListener("click", (event) => {
  const act = event.target.closest("[data-row-act]");
  const add = event.target.closest("[data-add-row]");
  if (!act && !add) return;
  event.preventDefault();
  const rows = (act ?? add).closest("[data-list]").querySelector(".draft-rows");
  if (add) {
    const row = blank(rows.lastElementChild.cloneNode(true));
    rows.append(row);
    row.querySelector("textarea, input").focus();
    return;
  }
  const row = act.closest("li");
  if (act.dataset.rowAct === "up") row.previousElementSibling?.before(row);
  if (act.dataset.rowAct === "down") row.nextElementSibling?.after(row);
  if (act.dataset.rowAct === "out") {
    if (rows.children.length > 1) row.remove();
    else blank(row);
  } else act.focus();
  touch(rows.closest("form"));
  saveNow(rows.closest("form"));
});

// The lines to wait for are on the page already: the browser's own list is made from them when it is asked for.
document.addEventListener("focusin", (event) => {
  if (event.target.getAttribute("list") !== "line-keys") return;
  const options = [...document.querySelectorAll(".draft-row")].map((row) => {
    const option = document.createElement("option");
    option.value = `${row.dataset.key} ${row.querySelector("input[name=title]").value}`;
    return option;
  });
  document.getElementById("line-keys").replaceChildren(...options);
});
