// Moving lines and sections: by dragging the grip, with Alt and the arrows, with the buttons. The server says where a
// thing stands; a dragged line stands there at once and goes back when it was refused.
const list = () => document.getElementById("lines");
const addressOf = (row) => `${list().dataset.url}lines/${encodeURIComponent(row.dataset.key)}/`;

const keepingFocus = (element, move) => {
  const active = element.contains(document.activeElement) ? document.activeElement : null;
  const selection = active?.type === "text" ? [active.selectionStart, active.selectionEnd] : null;
  move();
  active?.focus({ preventScroll: true });
  if (selection) active.setSelectionRange(...selection);
  if (active) element.scrollIntoView({ block: "nearest" });
};

const placeRow = (row, section, before) =>
  keepingFocus(row, () => section.insertBefore(row, before ?? section.querySelector(":scope > .draft-add:last-child")));

document.addEventListener("draft-placed", (event) => {
  const { id, section, section_only: moved, before } = event.detail;
  if (moved) {
    const element = document.getElementById(`section-${moved}`);
    const target = before ? document.getElementById(`section-${before}`) : document.getElementById("add-section-row");
    list().insertBefore(element, target);
    element.scrollIntoView({ block: "nearest" });
    return;
  }
  const row = document.getElementById(`line-${id}`);
  const home = document.getElementById(`section-${section}`);
  const next = before ? document.getElementById(`line-${before}`) : null;
  if (row && home && !(row.parentElement === home && nextRow(row) === next)) placeRow(row, home, next);
});

const nextRow = (row) => {
  let next = row.nextElementSibling;
  while (next && !next.matches(".draft-row")) next = next.nextElementSibling;
  return next;
};

const send = (row, path, values = {}) => htmx.ajax("POST", addressOf(row) + path, { source: row, target: row, swap: "none", values });

// --- Keys and buttons ----------------------------------------------------------------------------------------------

const rowOf = (element) => element.closest(".draft-row") ?? document.getElementById(element.closest("#panel")?.dataset.row ?? "");

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const row = event.target.closest?.(".draft-row");
  if (!row) return;
  event.preventDefault();
  send(row, event.key === "ArrowUp" ? "up/" : "down/");
});

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  const copy = event.target.closest("[data-duplicate]");
  const row = (step || copy) && rowOf(step ?? copy);
  if (!row) return;
  event.preventDefault();
  if (step) send(row, `${step.dataset.step}/`);
  else htmx.ajax("POST", copy.dataset.duplicate, { source: row, target: row, swap: "afterend" });
});

// The two buttons of a row are one pair for all rows: they come to the row that the pointer is over.
const act = document.getElementById("row-act").content.firstElementChild.cloneNode(true);

document.addEventListener("pointerover", (event) => {
  const row = event.target.closest?.(".draft-row");
  if (row && act.parentElement !== row) row.append(act);
});

// --- Dragging ------------------------------------------------------------------------------------------------------

let dragged = null;
let aim = null;

const clear = () => {
  for (const element of document.querySelectorAll(".is-drop")) element.classList.remove("is-drop");
};

// Above which element of which section it would go: the row in whose upper half the pointer is, or the one below it.
const aimAt = (event) => {
  const over = event.target.closest?.(".draft-row, .draft-add, .section-head");
  const section = over?.closest(".draft-section");
  if (!section) return null;
  const last = section.querySelector(":scope > .draft-add:last-child");
  if (over.matches(".section-head")) return { section, element: section.querySelector(".draft-row") ?? last };
  if (over.matches(".draft-add")) return { section, element: last };
  const { top, height } = over.getBoundingClientRect();
  return { section, element: event.clientY < top + height / 2 ? over : (nextRow(over) ?? last) };
};

document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.(".draft-grip")) return;
  dragged = event.target.closest(".draft-row");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.key);
  event.dataTransfer.setDragImage(dragged, 16, 16);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  const found = aimAt(event);
  if (!found) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  if (aim?.element === found.element) return;
  clear();
  aim = found;
  aim.element.classList.add("is-drop");
});

document.addEventListener("drop", (event) => {
  if (!dragged || !aim) return;
  event.preventDefault();
  const row = dragged;
  const [home, next] = [row.parentElement, row.nextElementSibling];
  const before = aim.element.matches(".draft-row") ? aim.element : null;
  if (before === row) return;
  placeRow(row, aim.section, before);
  const goBack = (event) => !(event.detail.xhr.status >= 200 && event.detail.xhr.status < 300) && home.insertBefore(row, next);
  row.addEventListener("htmx:afterRequest", goBack, { once: true });
  send(row, "move/", { section: aim.section.dataset.section, before: before?.dataset.key ?? "" });
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = aim = null;
  clear();
});
