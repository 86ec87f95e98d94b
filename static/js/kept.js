// A form that outlives a lost connection: what is typed stays in this tab until the page of what it made is seen.
const form = document.querySelector("form[data-keep]");
const prefix = "kept-";

if (form) {
  const place = prefix + form.dataset.keep;
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken"));
  const keep = () => sessionStorage.setItem(place, JSON.stringify(typed()));

  // An answer of the server holds what was sent already; only a fresh form is filled.
  const kept = form.querySelector(".error") ? null : JSON.parse(sessionStorage.getItem(place) ?? "null");
  for (const [name, value] of Object.entries(kept ?? {})) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
  form.addEventListener("input", keep);

  form.addEventListener("submit", (event) => {
    keep();
    const note = form.querySelector("[data-offline]");
    note.hidden = navigator.onLine;
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopPropagation();
      note.scrollIntoView({ block: "nearest" });
    }
  });
}

for (const made of document.querySelectorAll("[data-kept]")) {
  for (const place of Object.keys(sessionStorage).filter((name) => name.startsWith(prefix))) {
    if (sessionStorage.getItem(place).includes(made.dataset.kept)) sessionStorage.removeItem(place);
  }
}
