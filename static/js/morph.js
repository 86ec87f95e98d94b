// Brings a part of the page to what the server now says, and leaves alone what a person is doing in it: fields that
// were typed into, the form around them, open menus, chosen rows. Parts are told apart by id, address or heading.
const CLIENTS = new Set(["open", "hidden", "style", "tabindex", "aria-busy", "data-watched", "data-sent", "multiple", "aria-controls", "aria-activedescendant"]);
const OWN_CLASSES = ["is-selected", "is-stuck", "is-fresh", "is-just-done", "htmx-request", "htmx-settling", "htmx-swapping"];
const FIELDS = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";

const isTyped = (field) => {
  if (field.matches("[data-select]")) return false; // choosing rows is not typing
  if (field.matches("select")) {
    const said = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(0, said);
  }
  if (field.matches("[type=checkbox], [type=radio]")) return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  return field.value !== field.defaultValue || document.activeElement === field;
};

export const typedIn = (element) =>
  "liveKept" in (element.dataset ?? {}) ||
  [...(element.querySelectorAll?.(`${FIELDS}, [data-live-kept]`) ?? [])].some(
    (found) => "liveKept" in found.dataset || isTyped(found),
  );

// What this script and its neighbours put there; the server does not know of it.
const isOurs = (node) => node.nodeType === 1 && node.matches(".is-outdated, .called, .uploads, .row-form, .row-under");
const isToken = (element) => element.name === "csrfmiddlewaretoken";
// A place that another answer fills: loaded when it was seen, or empty but for its id.
const isFilledLater = (fresh) =>
  fresh.getAttribute("hx-trigger")?.includes("load") || (fresh.id && fresh.attributes.length === 1 && !fresh.firstChild);

const keysOf = (parent) => {
  const counts = new Map();
  const keys = new Map();
  for (const child of parent.children) {
    const heading = child.querySelector(":scope > h2, :scope > h3")?.firstChild?.textContent.trim();
    const own = child.id || child.getAttribute("hx-get") || child.getAttribute("action") || heading;
    if (!own) continue;
    const count = counts.get(own) ?? 0;
    counts.set(own, count + 1);
    keys.set(child, `${own}#${count}`);
  }
  return keys;
};

const plain = (form) => {
  const copy = form.cloneNode(true);
  for (const each of copy.querySelectorAll(".is-outdated, [name=csrfmiddlewaretoken]")) each.remove();
  for (const each of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of CLIENTS) each.removeAttribute(name);
    each.removeAttribute("data-live-kept");
    each.classList.remove(...OWN_CLASSES);
    if (!each.classList.length) each.removeAttribute("class");
  }
  return copy;
};

// `report.changed` collects what became different; `report.outdated(old, fresh)` is told of what was left as it is,
// where `fresh` is null if the server has it no longer.
export const morph = (old, fresh, report, overForm = false) => {
  if (isFilledLater(fresh)) return;
  if (old.matches(FIELDS) && isTyped(old)) return;
  if (old.matches("form") && !overForm && typedIn(old)) {
    if (!plain(old).isEqualNode(plain(fresh))) report.outdated(old, fresh.cloneNode(true));
    return;
  }
  // A line that was just marked done here keeps its undo until its state is another.
  if (old.matches(".is-just-done") && old.dataset.state === fresh.dataset.state) return;
  morphAttributes(old, fresh, report);
  morphChildren(old, fresh, report);
};

const morphAttributes = (old, fresh, report) => {
  let isChanged = false;
  for (const { name, value } of [...fresh.attributes]) {
    if (CLIENTS.has(name) || name === "class" || old.getAttribute(name) === value) continue;
    old.setAttribute(name, value);
    isChanged = true;
  }
  for (const { name } of [...old.attributes]) {
    if (CLIENTS.has(name) || name === "class" || name === "data-live-kept" || fresh.hasAttribute(name)) continue;
    old.removeAttribute(name);
    isChanged = true;
  }
  const kept = OWN_CLASSES.filter((name) => old.classList.contains(name) && !(name === "is-just-done" && isChanged));
  const classes = [...fresh.classList].filter((name) => !OWN_CLASSES.includes(name)).concat(kept).join(" ");
  if (classes !== [...old.classList].join(" ")) {
    old.setAttribute("class", classes);
    isChanged = true;
  }
  if (isChanged && !isToken(old)) report.changed.add(old);
};

const morphChildren = (old, fresh, report) => {
  const mine = keysOf(old);
  const theirs = keysOf(fresh);
  const wanted = new Set(theirs.values());
  for (const [child, key] of mine) if (!wanted.has(key) && !isOurs(child)) drop(child, report);
  const byKey = new Map([...mine].filter(([child]) => child.isConnected).map(([child, key]) => [key, child]));
  const isFree = (node) => !isOurs(node) && !mine.has(node);
  const placed = new Set();
  let at = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const key = theirs.get(next);
    let match = key && byKey.get(key);
    if (!key) for (match = at; match && !(isFree(match) && match.nodeName === next.nodeName); ) match = match.nextSibling;
    if (match && match.nodeName !== next.nodeName) match = null;
    while (at && isOurs(at)) at = at.nextSibling;
    if (!match) {
      match = old.insertBefore(next.cloneNode(true), at);
      if (next.nodeType === 1) report.changed.add(match);
      else if (next.nodeType === 3 && next.data.trim()) report.changed.add(old);
    } else {
      if (match === at) at = at.nextSibling;
      else old.insertBefore(match, at);
      if (match.nodeType === 1) morph(match, next, report);
      else if (match.data !== next.data) {
        if (match.data.trim() !== next.data.trim()) report.changed.add(old);
        match.data = next.data;
      }
    }
    placed.add(match);
  }
  for (const child of [...old.childNodes]) if (!placed.has(child) && !isOurs(child)) drop(child, report);
};

const drop = (node, report) => {
  if (node.nodeType === 1) {
    if (typedIn(node) || (node.matches(FIELDS) && isTyped(node))) {
      report.outdated(node, null);
      return;
    }
    report.changed.add(node.parentNode);
    if (node.contains(document.activeElement)) {
      const row = node.closest("[data-row]");
      (row?.nextElementSibling ?? row?.previousElementSibling)?.focus?.({ preventScroll: true });
    }
  }
  node.remove();
};
