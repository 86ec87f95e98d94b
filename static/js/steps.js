// Pages that go on before and after, such as months: ← → follow their links, T the one that leads to today.
// Arrows stay with whoever needs them: fields, and what scrolls sideways while it has the focus.
const steps = { ArrowLeft: "previous", ArrowRight: "next", KeyT: "now" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  const step = steps[event.code];
  if (!step || (step === "now" && document.body.dataset.keys === "off")) return;
  if (event.target.closest("input, select, textarea, [contenteditable], dialog[open]")) return;
  const wide = event.target.closest(".table-wrap");
  if (wide && wide.scrollWidth > wide.clientWidth) return;
  const link = document.querySelector(`[data-step="${step}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
