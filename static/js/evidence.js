// Files for a line: dropped onto its panel, pasted, chosen or photographed; sent one after another, each with how far it
// is and a way to stop it. What is refused stays in sight with its reason, the rest goes on.
const place = () => document.querySelector("#panel:not([hidden]) [data-upload]");
const list = document.createElement("ul");
list.className = "uploads";
const queue = [];
let sending = null;

const megabytes = (bytes) => (bytes / 2 ** 20).toFixed(1);
const words = (name) => place()?.querySelector("template").dataset[name] ?? "";
const announce = (text) => (document.getElementById("announcer").textContent = text);

const shownAt = (at) => {
  if (list.childElementCount && at && !at.contains(list)) at.querySelector("[data-uploads]")?.replaceChildren(list);
};

const say = (upload, text, isWrong = false) => {
  upload.row.querySelector(".upload-words").textContent = text;
  upload.row.classList.toggle("is-wrong", isWrong);
  if (isWrong) announce(`${upload.file.name}: ${text}`);
};

const end = (upload) => {
  upload.row.querySelector("progress").hidden = true;
  upload.row.querySelector("[data-upload-cancel]").hidden = true;
  upload.row.querySelector("[data-upload-dismiss]").hidden = false;
  if (sending === upload) sending = null;
  next();
};

const refusal = ({ name, size }, at) => {
  const kinds = at.dataset.kinds.split(" ");
  if (!kinds.includes(name.split(".").at(-1).toLowerCase())) return words("refusedKind");
  return size > Number(at.dataset.largest) ? words("refusedSize") : "";
};

const add = (files) => {
  const at = place();
  for (const file of at ? files : []) {
    const row = at.querySelector("template").content.firstElementChild.cloneNode(true);
    row.querySelector(".upload-name").textContent = file.name;
    row.querySelector("progress").setAttribute("aria-label", file.name);
    const upload = { file, row, to: at.dataset.upload, panel: document.getElementById("panel").dataset.row };
    row.querySelector("[data-upload-cancel]").addEventListener("click", () => cancel(upload));
    row.querySelector("[data-upload-dismiss]").addEventListener("click", () => row.remove());
    list.append(row);
    shownAt(at);
    const reason = refusal(file, at);
    if (reason) {
      say(upload, reason, true);
      end(upload);
    } else {
      say(upload, words("waiting"));
      queue.push(upload);
    }
  }
  next();
};

const cancel = (upload) => {
  const at = queue.indexOf(upload);
  if (at >= 0) queue.splice(at, 1);
  upload.request?.abort();
  say(upload, words("cancelled"));
  end(upload);
};

const finish = (upload, request) => {
  const answer = new DOMParser().parseFromString(request.responseText, "text/html");
  const shown = document.getElementById("panel");
  if (request.status >= 300) {
    const errors = [...answer.querySelectorAll("#evidence .error, #evidence .form-errors, .conflict")];
    say(upload, errors.map((error) => error.textContent.trim()).join(" ") || words("failed"), true);
    end(upload);
    return;
  }
  upload.row.remove();
  announce(`${upload.file.name}: ${words("stored")}`);
  if (shown.dataset.row === upload.panel) {
    const eventInfo = { target: shown, xhr: request, requestConfig: { verb: "post", path: upload.to } };
    document.dispatchEvent(new CustomEvent("htmx:beforeSwap", { detail: eventInfo }));
    htmx.swap(shown, request.responseText, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 20 }, { eventInfo });
  }
  end(upload);
};

const next = () => {
  if (sending || !queue.length) return;
  const upload = (sending = queue.shift());
  const request = (upload.request = new XMLHttpRequest());
  const bar = upload.row.querySelector("progress");
  const body = new FormData();
  body.append("version", versionOf(upload));
  body.append("file", upload.file);
  request.open("POST", upload.to);
  const headers = { ...JSON.parse(document.body.getAttribute("hx-headers")), "HX-Request": "true", "HX-Target": "panel", "HX-Current-URL": location.href };
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total);
    bar.value = percent;
    say(upload, percent < 100 ? `${megabytes(loaded)} / ${megabytes(total)} MB · ${percent}%` : words("storing"));
  });
  request.addEventListener("load", () => finish(upload, request));
  request.addEventListener("error", () => {
    say(upload, words("failed"), true);
    end(upload);
  });
  say(upload, words("sending"));
  request.send(body);
};

// Each file that was taken makes the line's version one higher; the panel of the line, where it is open, has the newest.
const versions = new Map();
const versionOf = (upload) => {
  const shown = document.querySelector(`#panel[data-row="${upload.panel}"] [data-upload] [name=version]`)?.value;
  const found = shown ?? versions.get(upload.panel);
  versions.set(upload.panel, String(Number(found) + 1));
  return found;
};

// --- The four ways a file comes --------------------------------------------------------------------------------------

document.addEventListener("change", ({ target }) => {
  if (!target.matches("#panel [data-upload] input[type=file]") || !target.files.length) return;
  add([...target.files]);
  target.value = "";
});

const brings = (event) => place() && event.target.closest?.("#panel") && event.dataTransfer?.types.includes("Files");
let over = 0;

for (const name of ["dragenter", "dragleave", "dragover", "drop"]) {
  document.addEventListener(
    name,
    (event) => {
      if (!brings(event)) return;
      event.preventDefault();
      event.stopPropagation();
      over += name === "dragenter" ? 1 : name === "dragleave" ? -1 : 0;
      if (name === "drop") over = 0;
      document.getElementById("panel").classList.toggle("is-over", over > 0);
      if (name === "drop") add([...event.dataTransfer.files]);
    },
    true,
  );
}

document.addEventListener("paste", (event) => {
  const files = [...(event.clipboardData?.files ?? [])];
  if (!files.length || !place() || event.target.closest?.("dialog[open], main form")) return;
  event.preventDefault();
  add(files);
});

const ready = () => {
  for (const input of document.querySelectorAll("#panel [data-upload] .drop input[type=file]")) input.multiple = true;
  shownAt(place());
};
document.addEventListener("htmx:afterSettle", ready);
ready();

addEventListener("beforeunload", (event) => {
  if (sending || queue.length) event.preventDefault();
});
