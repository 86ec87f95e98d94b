// The draft of a brief: a line is dragged by its grip within its part. The buttons do the same place by place.
let dragged = null;
let aim = null;

const clear = () => {
  for (const row of document.querySelectorAll(".brief-draft-row")) row.classList.remove("is-drop-above", "is-drop-below");
};

document.addEventListener("dragstart", (event) => {
  if (!event.target.matches?.(".brief-grip")) return;
  dragged = event.target.closest(".brief-draft-row");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.id);
  event.dataTransfer.setDragImage(dragged, 16, 16);
  dragged.classList.add("is-dragged");
});

document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.(".brief-draft-row");
  if (!over || over.parentElement !== dragged.parentElement) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  const { top, height } = over.getBoundingClientRect();
  aim = { over, isBelow: event.clientY > top + height / 2 };
  clear();
  over.classList.add(aim.isBelow ? "is-drop-below" : "is-drop-above");
});

document.addEventListener("drop", (event) => {
  if (!dragged || !aim) return;
  event.preventDefault();
  const rows = [...dragged.parentElement.querySelectorAll(":scope > .brief-draft-row")];
  const [from, at] = [rows.indexOf(dragged), rows.indexOf(aim.over) + aim.isBelow];
  const places = at > from ? at - 1 - from : at - from;
  if (!places) return;
  const button = dragged.querySelector(`[formaction$="/${places < 0 ? "up" : "down"}/"]`);
  htmx.ajax("POST", button.getAttribute("formaction"), {
    source: button,
    target: "#brief-draft",
    swap: "outerHTML",
    values: { places: Math.abs(places) },
  });
});

document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = aim = null;
  clear();
});
