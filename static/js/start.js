// Starting a launch: the preview follows the form (htmx sends it), and nothing typed meanwhile is lost.
const form = document.getElementById("start");
const typing = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

for (const each of form.querySelectorAll("[data-scripted]")) each.hidden = false;
form.querySelector('[aria-invalid="true"]')?.focus();

// An answer to an older state of the form is not shown: it would take back what was chosen since. It is asked for again.
let changes = 0;
let asked = 0;

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-quiet]") || event.target.closest("#preview")) changes += 1;
});
form.addEventListener("htmx:beforeRequest", () => (asked = changes));
form.addEventListener("htmx:beforeSwap", (event) => {
  if (asked === changes) return;
  event.detail.shouldSwap = false;
  const sender = event.detail.requestConfig.elt;
  setTimeout(() => htmx.trigger(sender, "click"), 0);
});

// A button that offers a value puts it into its field; without a script it sends the form with it.
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-fills]");
  if (!button) return;
  event.preventDefault();
  const fields = [...form.querySelectorAll(`:is(input, select)[name="${button.name}"]`)];
  const field = fields.find((each) => each.type === "checkbox" && each.value === button.value) ?? fields[0];
  if (field.type === "checkbox") field.checked = true;
  else field.value = button.value;
  (form.elements[button.dataset.then] ?? field).focus();
  typing(field);
});

// The people of a department are sent once; a line's field takes them in when it is first used.
const fill = (event) => {
  const select = event.target.closest("select[data-people]");
  if (!select) return;
  const list = form.querySelector(`template[data-people-of="${select.dataset.people}"]`);
  delete select.dataset.people;
  const known = new Set([...select.options].map((option) => option.value));
  const more = [...list.content.cloneNode(true).children].filter((option) => !known.has(option.value));
  select.lastElementChild.before(...more);
};
form.addEventListener("focusin", fill);
form.addEventListener("pointerdown", fill);

form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
  event.preventDefault();
  event.stopPropagation();
  form.querySelector("[data-create]").click();
});

// Checking lines says that the owner is for those that are checked.
form.addEventListener("input", (event) => {
  if (event.target.name !== "pick") return;
  const option = form.querySelector('#bulk_what [value="picked"]');
  option.textContent = `${option.dataset.words} ${form.querySelectorAll("[name=pick]:checked").length}`;
  option.selected = true;
});
