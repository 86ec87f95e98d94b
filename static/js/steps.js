// Pages that go on before and after, such as months: ← → follow their links, T the one that leads to today.
// Where today is on the page already, T goes to its place there. Arrows stay with whoever needs them: fields, and what scrolls sideways while it has the focus.
const steps = { ArrowLeft: "previous", ArrowRight: "next", KeyT: "now" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || event.isComposing) return;
  const step = steps[event.code];
  if (!step || (step === "now" && document.body.dataset.keys === "off")) return;
  if (event.target.closest("input, select, textarea, [contenteditable], dialog[open]")) return;
  const wide = event.target.closest(".table-wrap");
  if (wide && wide.scrollWidth > wide.clientWidth) return;
  const link = document.querySelector(`[data-step="${step}"]`);
  if (!link) return;
  event.preventDefault();
  if (step === "now" && link.ariaCurrent) document.querySelector("[data-today]")?.focus();
  else link.click();
});
