// What a form does besides sending: refuses locked buttons, is not sent twice, takes dropped files, grows with its text.
document.addEventListener(
  "click",
  (event) => {
    const locked = event.target.closest('[aria-disabled="true"]');
    if (!locked) return;
    event.preventDefault();
    event.stopPropagation();
  },
  true,
);

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.closest("[hx-boost]") || form.matches("[hx-post], [hx-get]") || form.method === "get") return;
  form.dataset.sent = "yes";
  button?.setAttribute("aria-busy", "true");
});

// Coming back by the browser's button finds the form usable again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll('[aria-busy="true"]')) button.removeAttribute("aria-busy");
  }
});

for (const [name, over] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
  document.addEventListener(name, (event) => {
    const drop = event.target.closest?.(".drop");
    if (!drop) return;
    event.preventDefault();
    drop.classList.toggle("is-over", over);
    const input = drop.querySelector("input[type=file]");
    if (name === "drop" && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

// Browsers without field-sizing: the same by hand.
if (!CSS.supports("field-sizing", "content")) {
  document.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    event.target.rows = Math.min(14, Math.max(2, event.target.value.split("\n").length + 1));
  });
}

// Ctrl or Cmd with Enter sends the comment one is writing.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.tagName === "TEXTAREA") {
    event.target.form?.requestSubmit();
  }
});

for (const select of document.querySelectorAll("[data-submits]")) {
  select.addEventListener("change", () => select.form?.requestSubmit());
}

// The browser's calendar writes into the field beside it.
document.addEventListener("click", (event) => event.target.closest("[data-picks]")?.showPicker?.());
document.addEventListener("change", (event) => {
  const field = document.getElementById(event.target.dataset.picks ?? "");
  if (!field) return;
  field.value = event.target.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
