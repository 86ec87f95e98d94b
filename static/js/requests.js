// The board of requests, and the keys of a review meeting. A drop does what the card's own button for that column does:
// it sends the form that needs nothing more, or goes to the page that asks for what is missing.
let dragged = null;

const goalFor = (column) => dragged?.querySelector(`[data-to="${column.dataset.state}"]`);

const clear = () => {
  for (const column of document.querySelectorAll(".board-column.is-drop")) column.classList.remove("is-drop");
};

document.addEventListener("dragstart", (event) => {
  const card = event.target.closest?.(".board-card[draggable]");
  if (!card) return;
  dragged = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.querySelector("[data-open]").href);
  card.classList.add("is-dragged");
  for (const column of document.querySelectorAll(".board-column")) {
    column.classList.toggle("is-closed", !goalFor(column) && !column.contains(card));
  }
});

document.addEventListener("dragover", (event) => {
  const column = event.target.closest?.(".board-column");
  clear();
  if (!column || !goalFor(column)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  column.classList.add("is-drop");
});

document.addEventListener("drop", (event) => {
  const column = event.target.closest?.(".board-column");
  const goal = column && goalFor(column);
  if (!goal) return;
  event.preventDefault();
  if (goal instanceof HTMLFormElement) goal.requestSubmit();
  else goal.click();
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
  clear();
  for (const column of document.querySelectorAll(".is-closed")) column.classList.remove("is-closed");
});

// P and N go through the agenda. On a Korean layout the place of the key counts.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (document.body.dataset.keys === "off") return;
  if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, dialog[open]")) return;
  const goal = { KeyP: "[data-before]", KeyN: "[data-after]" }[event.code];
  if (goal) document.querySelector(goal)?.click();
});
