// The inbox: after an answer the next row takes the focus; what is opened counts as read.

const list = document.querySelector(".inbox");
const rowsAfter = (row) => {
  const all = [...list.querySelectorAll("[data-row]")].filter((each) => each.offsetParent !== null);
  return all.slice(all.indexOf(row) + 1);
};

// By keyboard and by thumb alike: the row that was answered stays where it is, the next one is at hand.
document.addEventListener("htmx:afterSettle", (event) => {
  const row = event.detail.elt;
  if (!row.matches?.("[data-answered]")) return;
  row.removeAttribute("data-answered");
  const [next = row] = rowsAfter(row);
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
});

// A folded day, or the page that follows: its first row takes the place of the line that was opened.
let placeOfFirst = -1;
document.addEventListener("htmx:beforeSwap", (event) => {
  const gone = event.detail.target;
  const part = gone?.matches?.(".inbox .more") ? gone.querySelector("[data-row]") : gone;
  placeOfFirst = gone?.matches?.(".inbox .fold, .inbox .more") ? [...list.querySelectorAll("[data-row]")].indexOf(part) : -1;
});
document.addEventListener("htmx:afterSwap", () => {
  if (placeOfFirst < 0) return;
  list.querySelectorAll("[data-row]")[placeOfFirst]?.focus({ preventScroll: true });
  placeOfFirst = -1;
});

list?.addEventListener("click", (event) => {
  const row = event.target.closest("[data-open]")?.closest("[data-read]");
  if (!row) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  fetch(row.dataset.read, { method: "POST", headers, keepalive: true, redirect: "manual" });
  row.classList.remove("is-unread");
});
