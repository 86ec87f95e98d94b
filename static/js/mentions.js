// "@" in a comment: the people who fit what is typed so far, initial consonants too. Arrows move, Enter or Tab takes.
const CALL = /(?:^|\s)@(\S{0,30})$/;
let asked = 0;
let timer = 0;

const fieldOf = (target) => (target.matches?.("[data-people]") ? target : null);
const listOf = (field) => field.parentElement.querySelector("[role=listbox]");
const optionsOf = (field) => [...(listOf(field)?.querySelectorAll("[role=option]") ?? [])];

const close = (field) => {
  asked += 1;
  listOf(field)?.remove();
  field.removeAttribute("aria-controls");
  field.removeAttribute("aria-activedescendant");
};

const mark = (field, option) => {
  for (const other of optionsOf(field)) other.setAttribute("aria-selected", other === option);
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
};

const open = async (field, typed) => {
  const number = (asked += 1);
  const answer = await fetch(`${field.dataset.people}?q=${encodeURIComponent(typed)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok || number !== asked || !field.isConnected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[role=listbox]");
  if (number !== asked) return;
  close(field);
  if (!fresh?.childElementCount) return;
  field.parentElement.append(fresh);
  field.setAttribute("aria-controls", fresh.id);
  mark(field, fresh.firstElementChild);
  document.getElementById("announcer").textContent = fresh.dataset.said;
};

const look = (field) => {
  clearTimeout(timer);
  const call = field.value.slice(0, field.selectionEnd).match(CALL);
  if (!call) close(field);
  else timer = setTimeout(() => open(field, call[1]), 80);
};

const take = (field, option) => {
  const [start, end] = [field.value.slice(0, field.selectionEnd).replace(/@\S*$/, ""), field.value.slice(field.selectionEnd)];
  const said = `${start}@${option.dataset.name} `;
  close(field);
  field.value = said + end.replace(/^ /, "");
  field.focus();
  field.setSelectionRange(said.length, said.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
};

document.addEventListener("input", ({ target }) => fieldOf(target) && look(target));

document.addEventListener(
  "keydown",
  (event) => {
    const field = fieldOf(event.target);
    const options = field ? optionsOf(field) : [];
    if (!options.length || event.isComposing) return;
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const acts = {
      ArrowDown: () => mark(field, options[(at + 1) % options.length]),
      ArrowUp: () => mark(field, options.at(at - 1)),
      Enter: () => take(field, options[at]),
      Tab: () => take(field, options[at]),
      Escape: () => close(field),
    };
    if (!acts[event.key] || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  },
  true,
);

document.addEventListener("pointerdown", (event) => {
  const option = event.target.closest?.(".called [role=option]");
  if (!option) return;
  event.preventDefault(); // the field keeps its focus
  take(option.closest(".field").querySelector("[data-people]"), option);
});

document.addEventListener("focusout", ({ target }) => fieldOf(target) && close(target));
