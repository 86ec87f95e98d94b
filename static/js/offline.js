// A page from this device's memory is for reading: it says so, and since when, and nothing on it can be sent.
// Marked by the service worker: <html data-kept-at>. See templates/config/service_worker.js.
const root = document.documentElement;
const EVERY = 10_000; // ms between two questions whether the server answers again
const LEAVING = 20_000; // ms that a way to another page may take

// The page comes anew when the server answers: a device says that it is online before its requests get through, and
// it is online all the while when the server was away. Never from under somebody who is about to leave or typing.
const comeAnew = () => {
  let timer = 0;
  let left = -LEAVING;
  addEventListener("beforeunload", () => (left = performance.now()));
  const isBusy = () => performance.now() < left + LEAVING || document.activeElement?.matches("input, textarea, select");
  const isThere = () => fetch("/healthz", { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(EVERY) }).then((answer) => answer.ok, () => false);
  const ask = async () => {
    if (!document.hidden && navigator.onLine && (await isThere()) && !isBusy()) location.reload();
    clearTimeout(timer);
    timer = setTimeout(ask, EVERY);
  };
  for (const name of ["online", "focus"]) addEventListener(name, ask);
  timer = setTimeout(ask, EVERY);
};

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
  comeAnew();
}
