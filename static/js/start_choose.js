// Choosing a template by keyboard: typing narrows the list, arrows move in it, Enter goes on with the first that fits.
const form = document.querySelector("[data-filters]");
const field = form?.querySelector("input[type=search]");
const table = document.getElementById(form?.dataset.filters);
const none = document.getElementById("templates-none");
const said = document.getElementById("templates-said");

const INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
const plain = (words) => words.normalize("NFC").toLowerCase().replace(/\s+/g, "");
const initials = (words) =>
  plain(words).replace(/[가-힣]/g, (letter) => INITIALS[Math.floor((letter.charCodeAt(0) - 0xac00) / 588)]);

const rows = [...(table?.querySelectorAll("tr[data-words]") ?? [])];
const links = () => rows.filter((row) => !row.hidden).map((row) => row.querySelector("a"));

const narrow = () => {
  const wanted = plain(field.value);
  for (const row of rows) {
    row.hidden = ![plain(row.dataset.words), initials(row.dataset.words)].some((words) => words.includes(wanted));
  }
  const found = links();
  for (const row of rows) row.classList.toggle("is-first", row.querySelector("a") === found[0]);
  table.closest(".table-wrap").hidden = !found.length;
  none.hidden = Boolean(found.length);
  said.textContent = found.length ? `${found.length}: ${found[0].textContent}` : said.dataset.none;
};

if (field && table) {
  for (const each of document.querySelectorAll("[data-scripted]")) each.hidden = false;
  field.addEventListener("input", narrow);
  narrow();
  said.textContent = "";

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    links()[0]?.click();
  });

  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const all = links();
    const at = all.indexOf(document.activeElement);
    if (!step || (at === -1 && document.activeElement !== field)) return;
    event.preventDefault();
    (all[at + step] ?? (step < 0 ? field : all.at(-1)))?.focus();
  });
}
