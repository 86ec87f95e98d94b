// A weekly report: its Markdown to the clipboard, and the page to the printer. Without this the links still work.
const say = (templateId) => {
  const toast = document.getElementById(templateId).content.querySelector(".toast").cloneNode(true);
  document.getElementById("toasts").append(toast);
};

const textOf = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.status);
  return answer.blob().then((text) => new Blob([text], { type: "text/plain" }));
};

document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-copy-text]");
  if (copy && navigator.clipboard?.write) {
    event.preventDefault();
    try {
      // The promise goes in unresolved: waiting for it first would lose the right to write that the click gave.
      await navigator.clipboard.write([new ClipboardItem({ "text/plain": textOf(copy.href) })]);
      say("text-copied");
    } catch {
      location.assign(copy.href);
    }
  }
  if (event.target.closest("[data-print]")) window.print();
});

for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
