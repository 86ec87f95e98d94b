// The decision: its button says what will be recorded, and each must-have says what it still lacks once one has left it.
const form = document.getElementById("decide");
const conditions = [...document.querySelectorAll(".condition:has(.condition-fields)")];
const fieldsOf = (condition) => [...condition.querySelectorAll(".condition-fields :is(input, select, textarea)")];
const holder = (field) => document.getElementById(`${field.id}_error`);
const isAsked = () => form?.elements.verdict.value === "conditional_go";
const isFilled = (field) => field.value.trim() !== "" && (!field.min || field.value >= field.min);

const count = () => {
  const output = document.querySelector("[data-filled]");
  if (!output) return;
  const filled = conditions.filter((condition) => fieldsOf(condition).every(isFilled)).length;
  output.textContent = isAsked() ? `${output.dataset.words} ${filled}/${conditions.length}` : "";
};

const check = (field) => {
  const place = holder(field);
  if (!place) return;
  const isWrong = !isFilled(field);
  place.replaceChildren();
  field.closest(".field").classList.toggle("is-wrong", isWrong);
  field.toggleAttribute("aria-invalid", isWrong);
  if (!isWrong) return;
  const error = document.getElementById("condition-error").content.firstElementChild.cloneNode(true);
  error.querySelector("span").textContent = place.dataset.empty;
  place.append(error);
};

const nameButton = () => {
  const button = form?.querySelector("[data-record]");
  const chosen = form?.elements.verdict.value;
  if (button && chosen) button.textContent = button.dataset[chosen.replace(/_(.)/g, (_all, letter) => letter.toUpperCase())];
};

form?.addEventListener("change", ({ target }) => {
  if (target.name === "verdict") {
    nameButton();
    count();
  }
});

for (const condition of conditions) {
  condition.addEventListener("input", ({ target }) => {
    if (target.closest(".field").classList.contains("is-wrong")) check(target);
    count();
  });
  // Leaving a must-have half filled says what is missing; passing through an empty one says nothing.
  condition.addEventListener("focusout", ({ relatedTarget }) => {
    if (condition.contains(relatedTarget)) return;
    const typed = fieldsOf(condition).filter((field) => !field.matches("select"));
    if (typed.some((field) => field.value.trim())) fieldsOf(condition).forEach(check);
  });
}

form?.addEventListener("submit", (event) => {
  if (!isAsked()) return;
  const lacking = conditions.flatMap(fieldsOf).filter((field) => !isFilled(field));
  if (!lacking.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  conditions.flatMap(fieldsOf).forEach(check);
  lacking[0].focus();
}, true);

nameButton();
count();
