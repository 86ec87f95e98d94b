// Dialogs, menus and the item panel: opened from where one is, closed with Esc, focus given back.
const opener = new WeakMap();

const openDialog = (dialog, trigger) => {
  opener.set(dialog, trigger);
  dialog.showModal();
  dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea, button")?.focus();
};

const giveFocusBack = (dialog) => {
  const trigger = opener.get(dialog);
  if (trigger?.isConnected) trigger.focus();
};

const closePanel = () => {
  const panel = document.getElementById("panel");
  if (!panel || panel.hidden || panel.classList.contains("panel-page")) return false;
  const close = panel.querySelector("[data-close]");
  panel.hidden = true;
  panel.replaceChildren();
  // The line it shows; its mark may have gone when the row itself came anew.
  const selected = document.querySelector("[data-row].is-selected");
  selected?.classList.remove("is-selected");
  const row = document.getElementById(panel.dataset.row ?? "") ?? selected;
  (row?.querySelector("[data-open]") ?? row)?.focus();
  if (close?.href) history.replaceState(history.state, "", close.href);
  return true;
};

document.addEventListener("click", (event) => {
  const trigger = event.target.closest("[data-dialog]");
  if (trigger) {
    const dialog = document.getElementById(trigger.dataset.dialog);
    if (dialog instanceof HTMLDialogElement) {
      event.preventDefault();
      openDialog(dialog, trigger);
    }
    return;
  }

  const close = event.target.closest("[data-close]");
  const dialog = close?.closest("dialog");
  if (dialog) {
    event.preventDefault();
    dialog.close();
  } else if (close?.closest("#panel") && closePanel()) {
    event.preventDefault();
  }

  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("close", (event) => giveFocusBack(event.target), true);

// A dialog or panel that htmx brings opens itself; one whose form went through closes.
document.addEventListener("htmx:afterSwap", (event) => {
  const { target } = event.detail;
  if (target.id === "dialog-slot") {
    const dialog = target.querySelector("dialog");
    if (dialog) openDialog(dialog, event.detail.requestConfig?.elt);
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const dialog = event.target.closest?.("dialog[open]");
  if (dialog && event.detail.successful && event.detail.requestConfig.verb !== "get") dialog.close();
});
