// My work: a form that opens below a row is put away with Esc, and comes back with what was typed in it.
const rowOf = (element) => element.closest("[data-row]");

const putAway = (drawer) => {
  const row = rowOf(drawer);
  drawer.hidden = true;
  row.classList.remove("has-drawer");
  row.focus();
};

document.addEventListener(
  "click",
  (event) => {
    if (event.target.closest("[data-put-away]")) putAway(event.target.closest("[data-drawer]"));
    const link = event.target.closest("[hx-get*='/drawer/']");
    const kept = link && rowOf(link)?.querySelector("[data-drawer][hidden]");
    if (!kept || !link.getAttribute("hx-get").endsWith(`/drawer/${kept.dataset.drawer}/`)) return;
    event.preventDefault();
    event.stopPropagation();
    kept.hidden = false;
    rowOf(kept).classList.add("has-drawer");
    kept.querySelector("textarea")?.focus();
  },
  true,
);

// Before anything else that Esc closes: this is what one is writing in.
addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    const drawer = document.activeElement?.closest("[data-row]")?.querySelector("[data-drawer]:not([hidden])");
    if (!drawer) return;
    event.stopImmediatePropagation();
    putAway(drawer);
  },
  true,
);
