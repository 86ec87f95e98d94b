// The search palette: Ctrl/Cmd+K, the rail's field, or / (keyboard.js). It lists what the server finds while one types;
// the field keeps the focus and names the chosen option (combobox pattern). Without it, the links open the search page.
const palette = document.getElementById("palette");
const form = palette?.querySelector(".palette-form");
const field = form?.elements.q;
const results = document.getElementById("palette-results");
const said = palette?.querySelector("[data-palette-said]");
const PAUSE = 90; // ms between the last key and the question

let waiting = 0;
let asking = null;

const options = () => [...results.querySelectorAll("[role=option]")];
const chosen = () => results.querySelector("[aria-selected=true]");

const choose = (option) => {
  chosen()?.setAttribute("aria-selected", "false");
  option?.setAttribute("aria-selected", "true");
  option?.scrollIntoView({ block: "nearest" });
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
};

const show = (found) => {
  results.replaceChildren(found);
  results.scrollTop = 0;
  const list = results.querySelector("[role=listbox]");
  field.setAttribute("aria-expanded", String(options().length > 0));
  choose(options()[0]);
  said.textContent = list?.dataset.said ?? "";
};

const ask = async () => {
  asking?.abort();
  asking = new AbortController();
  const address = `${form.action}?${new URLSearchParams({ q: field.value })}`;
  try {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, signal: asking.signal });
    if (answer.status === 401) {
      palette.close();
      document.dispatchEvent(new Event("signed-out")); // live.js
    } else if (answer.ok) show(document.createRange().createContextualFragment(await answer.text()));
    else throw new Error(String(answer.status));
  } catch (error) {
    if (error.name !== "AbortError") show(palette.querySelector("[data-palette-lost]").content.cloneNode(true));
  }
};

const askSoon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
};

const open = () => {
  if (palette.open) return field.select();
  field.value = "";
  palette.showModal(); // the browser gives the focus back to where it was
  field.focus();
  ask();
};

const move = (step) => {
  const all = options();
  if (all.length) choose(all[(all.indexOf(chosen()) + step + all.length) % all.length]);
};

// A Korean syllable in the making takes Enter and the arrows for itself; what it finds is shown all the while.
const composes = (event) => event.isComposing || event.keyCode === 229;

if (palette) {
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.code === "KeyK") {
      event.preventDefault();
      open();
    }
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-palette]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  });

  field.addEventListener("input", askSoon);
  field.addEventListener("keydown", (event) => {
    if (composes(event)) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      event.preventDefault();
      move(steps[event.key]);
    }
  });

  // Enter sends the form: to the chosen option, or, where there is none yet, to the search page.
  form.addEventListener("submit", (event) => {
    const option = chosen();
    if (!option) return;
    event.preventDefault();
    option.click();
  });

  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    const leaves = option.matches("a") && (event.ctrlKey || event.metaKey || event.shiftKey);
    if (!leaves) palette.close();
  });
  results.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) choose(option);
  });
  palette.addEventListener("click", (event) => {
    if (event.target === palette) palette.close(); // beside it
  });
  palette.addEventListener("close", () => {
    clearTimeout(waiting);
    asking?.abort();
    results.replaceChildren();
    field.setAttribute("aria-expanded", "false");
    choose(null);
  });
}

if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const cap of document.querySelectorAll("[data-cap=ctrl]")) cap.textContent = "⌘";
}
