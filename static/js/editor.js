// Forms that save themselves: [data-saves]. What is typed stays until the server has it; only then is it called saved.
// data-save on the form says where it stands: dirty, saving, failed (tried again), held (a person must decide).
const RETRY_FIRST = 2_000;
const RETRY_LONGEST = 30_000;
const states = new WeakMap();
const status = document.getElementById("draft-status");

htmx.config.timeout = 15_000;

const stateOf = (form) => {
  if (!states.has(form)) states.set(form, { typed: 0, sent: 0, tries: 0, timer: 0 });
  return states.get(form);
};
const unsaved = () => [...document.querySelectorAll("[data-saves][data-save]")];
const stuck = () => unsaved().find((form) => ["failed", "held"].includes(form.dataset.save));

const show = () => {
  if (!status) return;
  const found = new Set(unsaved().map((form) => form.dataset.save));
  const worst = ["failed", "held", "saving", "dirty"].find((state) => found.has(state)) ?? "saved";
  const words = status.dataset[worst === "held" ? "refused" : worst];
  if (status.textContent === words) return;
  status.dataset.state = worst;
  status.textContent = words;
};

const mark = (form, state) => {
  if (state) form.dataset.save = state;
  else delete form.dataset.save;
  show();
};

const touch = (form) => {
  stateOf(form).typed += 1;
  mark(form, "dirty");
};

// htmx also calls an answer successful that says why nothing was done (409, 412, 422).
const went = (xhr) => xhr.status >= 200 && xhr.status < 300;

const saveNow = (form) => htmx.trigger(form, "save");

const retry = (form) => {
  const state = stateOf(form);
  const wait = Math.min(RETRY_LONGEST, RETRY_FIRST * 2 ** state.tries);
  state.tries += 1;
  clearTimeout(state.timer);
  state.timer = setTimeout(() => form.isConnected && form.dataset.save === "failed" && saveNow(form), wait);
};

document.addEventListener("input", (event) => {
  const { form } = event.target;
  // A question just chosen has no answer yet: there is nothing to save before that.
  const asks = event.target.matches("[data-asks]") && event.target.value;
  if (form?.matches("[data-saves]") && !asks) touch(form);
  if (form?.matches("[data-guard]")) form.dataset.changed = "yes";
  if (event.target.name === "guidance") preview(event.target.form);
});

document.addEventListener("submit", (event) => {
  delete event.target.dataset.changed;
});

// Each request belongs to the element that makes it; only a form's own save is counted as one.
const isSave = (event) => {
  const { elt, requestConfig } = event.detail;
  return elt.matches?.("[data-saves]") && requestConfig?.path === elt.getAttribute("hx-post");
};

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  if (isSave(event)) {
    const isAsked = requestConfig.triggeringEvent?.type === "submit";
    if (!elt.dataset.save && !isAsked) return event.preventDefault(); // saved already, a moment ago
    stateOf(elt).sent = stateOf(elt).typed;
    return mark(elt, "saving");
  }
  // Nothing may replace what is not saved yet: the list by a change of many lines, the panel by another one.
  const held = stuck();
  const replaces = elt.id === "bulk" || (requestConfig.target?.id === "panel" && held?.closest("#panel"));
  if (held && replaces && !elt.matches("[data-take]")) {
    event.preventDefault();
    held.querySelector("input:not([type=hidden])")?.focus();
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (!isSave(event)) return;
  const { elt: form, xhr } = event.detail;
  const state = stateOf(form);
  if (went(xhr)) {
    state.tries = 0;
    mark(form, state.typed > state.sent ? "dirty" : "");
  } else if (xhr.status === 0 || xhr.status >= 500) {
    mark(form, "failed");
    retry(form);
  } else {
    mark(form, "held");
  }
});

addEventListener("online", () => {
  for (const form of unsaved()) if (form.dataset.save === "failed") saveNow(form);
});

addEventListener("beforeunload", (event) => {
  if (unsaved().length || document.querySelector("[data-changed]")) event.preventDefault();
});

// A saved line: its new revision goes wherever the line is edited, its words wherever nobody is typing.
const fill = (form, values) => {
  for (const [name, value] of Object.entries(values)) {
    const field = form?.elements[name];
    if (field && field !== document.activeElement && field.value !== String(value)) field.value = value;
  }
};

document.addEventListener("line-saved", (event) => {
  const { id, revision, title, due, days, unit, side, roll } = event.detail;
  const row = document.querySelector(`#line-${id} form`);
  const panel = document.querySelector(`#line-form[data-line="${id}"]`);
  for (const form of [row, panel]) if (form) form.elements.revision.value = revision;
  const settled = (form) => form && stateOf(form).typed === stateOf(form).sent;
  if (settled(row)) fill(row, { title, due });
  if (settled(panel)) fill(panel, { title, days, unit, side, roll });
});

document.addEventListener("section-saved", (event) => {
  const form = document.querySelector(`#${event.detail.id} .draft-section-form`);
  if (form) form.elements.revision.value = event.detail.revision;
});

// After somebody else was first: theirs instead of what is typed here.
document.addEventListener("click", (event) => {
  const take = event.target.closest(".draft-row [data-take]");
  if (!take) return;
  event.preventDefault();
  const form = take.closest("form");
  const theirs = take.closest("[data-held]").dataset;
  for (const name of ["title", "due", "revision"]) form.elements[name].value = theirs[name];
  form.querySelector(".draft-state").replaceChildren();
  stateOf(form).sent = stateOf(form).typed;
  mark(form, "");
  form.elements.title.focus();
});

// The panel closes once what it holds is saved; Esc and the cross both end here.
document.addEventListener(
  "click",
  (event) => {
    const close = event.target.closest("#panel [data-close]");
    const form = close && document.getElementById("line-form");
    if (!form?.dataset.save) return;
    event.preventDefault();
    event.stopPropagation();
    if (["failed", "held"].includes(form.dataset.save)) {
      document.getElementById("panel-state")?.scrollIntoView({ block: "nearest" });
      return;
    }
    form.addEventListener("htmx:afterRequest", () => !form.dataset.save && close.click(), { once: true });
    saveNow(form);
  },
  true,
);

// Many lines were changed: the panel shows one of them as it was before.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.id === "bulk" && went(event.detail.xhr) && document.getElementById("line-form")) {
    htmx.ajax("GET", location.pathname + location.search, { target: "#panel", swap: "outerHTML" });
  }
});
document.addEventListener("htmx:afterSwap", show);

let previewing = 0;
const preview = (form) => {
  const part = form.querySelector("details[data-previews][open] > div");
  clearTimeout(previewing);
  if (part) previewing = setTimeout(() => htmx.trigger(part, "preview"), 400);
};
document.addEventListener("toggle", (event) => event.target.matches?.("[data-previews]") && preview(event.target.closest("form")), true);
