// After htmx changes a part: keep the reader's place, mark the open row, say once what changed.
const announcer = document.getElementById("announcer");

const announce = (words) => {
  if (!announcer || !words) return;
  announcer.textContent = "";
  setTimeout(() => (announcer.textContent = words), 60);
};

// A row that is swapped loses focus; remember by id where it was.
let focusedRow = "";
let focusedPart = "";

document.addEventListener("htmx:beforeSwap", () => {
  const active = document.activeElement;
  const row = active?.closest?.("[data-row][id]");
  focusedRow = row?.id ?? "";
  focusedPart = row && active !== row && active.classList[0] ? `.${active.classList[0]}` : "";
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (focusedRow && document.activeElement === document.body) {
    const row = document.getElementById(focusedRow);
    ((focusedPart && row?.querySelector(focusedPart)) || row)?.focus({ preventScroll: true });
  }
  const target = event.detail.elt;
  const said = target.matches?.("[data-announce]") ? target : target.querySelector?.("[data-announce]");
  if (!said?.closest("[role=alert], [aria-live]")) announce(said?.dataset.announce); // that reads itself out

  if (target.id === "panel") {
    const asked = target.querySelector(".panel-form :is(input:not([type=hidden]), textarea, select)");
    (asked ?? target.querySelector(".panel-title"))?.focus({ preventScroll: true });
    const opened = document.getElementById(target.dataset.row ?? "");
    for (const row of document.querySelectorAll("[data-row].is-selected")) row.classList.remove("is-selected");
    opened?.classList.add("is-selected");
  }
});

// The launch head shrinks to one line above the tabs once it has left the window.
const stick = document.querySelector(".stick");
const head = document.querySelector(".launch-head");
if (stick && head) {
  new IntersectionObserver(([entry]) => stick.classList.toggle("is-stuck", !entry.isIntersecting)).observe(head);
}
