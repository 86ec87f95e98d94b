// Writing records: one more row for a position, a decision or a question, and Ctrl with Enter from any field.
for (const rows of document.querySelectorAll("[data-rows]")) {
  const total = rows.querySelector(`[name="${rows.dataset.rows}-TOTAL_FORMS"]`);
  const most = Number(rows.querySelector(`[name="${rows.dataset.rows}-MAX_NUM_FORMS"]`)?.value);
  const template = rows.querySelector("template");
  const button = rows.querySelector("[data-add-row]");
  if (!total || !template || !button) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (Number(total.value) >= most) return;
    const added = template.content.firstElementChild.cloneNode(true);
    for (const part of added.querySelectorAll("*")) {
      for (const { name, value } of [...part.attributes]) {
        if (value.includes("__prefix__")) part.setAttribute(name, value.replaceAll("__prefix__", total.value));
      }
    }
    template.before(added);
    total.value = String(Number(total.value) + 1);
    added.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  });
}

// In a textarea forms.js does it already.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.tagName === "TEXTAREA") return;
  const form = event.target.closest?.("form[data-quick]");
  if (!form) return;
  event.preventDefault();
  form.requestSubmit();
});
