// Toasts: ten seconds, longer while someone reads or holds them; errors stay. Also what went wrong on the way.
const LIFETIME = 10_000;
const region = document.getElementById("toasts");

const leave = (toast) => {
  toast.classList.add("is-leaving");
  setTimeout(() => toast.remove(), 220);
};

const watch = (toast) => {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "yes";
  if ("stays" in toast.dataset) return;
  const leaveWhenIdle = () => {
    if (toast.matches(":hover, :focus-within")) setTimeout(leaveWhenIdle, 2_000);
    else leave(toast);
  };
  setTimeout(leaveWhenIdle, LIFETIME);
};

const show = (templateId) => {
  const template = document.getElementById(templateId);
  if (!template || !region) return;
  const toast = template.content.querySelector(".toast").cloneNode(true);
  toast.dataset.from = templateId;
  region.querySelector(`[data-from="${templateId}"]`)?.remove();
  region.append(toast);
};

if (region) {
  for (const toast of region.querySelectorAll(".toast")) watch(toast);
  new MutationObserver(() => {
    for (const toast of region.querySelectorAll(".toast")) watch(toast);
  }).observe(region, { childList: true, subtree: true });
}

document.addEventListener("click", async (event) => {
  const dismiss = event.target.closest(".toast [data-dismiss]");
  if (dismiss) leave(dismiss.closest(".toast"));

  const copy = event.target.closest("[data-copy], [data-copy-value]");
  if (copy) {
    event.preventDefault();
    const { copy: address, copyValue } = copy.dataset;
    await navigator.clipboard.writeText(copyValue ?? new URL(address, location.href).href);
    show(copyValue ? "value-copied" : "copied");
  }
});

for (const button of document.querySelectorAll("[data-copy-value]")) button.hidden = false;

// An undo that was sent has done its work: its toast goes.
document.addEventListener("htmx:afterRequest", (event) => {
  const toast = event.target.closest?.(".toast");
  if (toast && event.detail.successful) leave(toast);
  if (event.detail.successful) region?.querySelector('[data-from="network-error"]')?.remove();
});

document.addEventListener("htmx:sendError", () => show("network-error"));
document.addEventListener("htmx:timeout", () => show("network-error"));
document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 401) document.dispatchEvent(new Event("signed-out")); // live.js
  else show(status >= 500 ? "server-error" : "refused-error");
});
