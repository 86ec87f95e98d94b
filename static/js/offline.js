// A page from this device's memory is for reading: it says so, and since when, and nothing on it can be sent.
// Marked by the service worker: <html data-kept-at>. See templates/config/service_worker.js.
const root = document.documentElement;

if (navigator.serviceWorker && window.isSecureContext) navigator.serviceWorker.register("/service-worker.js");

if (root.dataset.keptAt) {
  const template = document.getElementById("kept-page");
  const sign = template?.content.firstElementChild.cloneNode(true);
  if (sign) {
    const at = new Date(root.dataset.keptAt);
    const two = (number) => String(number).padStart(2, "0");
    const clock = `${two(at.getHours())}:${two(at.getMinutes())}`;
    sign.querySelector("time").textContent = `${at.getMonth() + 1}.${at.getDate()} ${clock}`;
    document.body.prepend(sign);
  }
  for (const form of document.querySelectorAll("form:not([method=get])")) form.inert = true;
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post") event.preventDefault();
  });
  addEventListener("online", () => location.reload());
}
