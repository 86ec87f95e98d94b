// What is typed and not sent yet stays in this tab, and stays its writer's own: signing out forgets it, and so does the
// first page of the next person where a session simply ended.
const person = document.body.dataset.person;
export const prefix = `draft ${person} `;

const isOwn = (name) => name.startsWith(prefix) || name.endsWith(`-${person}`);

const forget = (some) => {
  for (const name of Object.keys(sessionStorage)) {
    if (/^(draft |kept-)/.test(name) && some(name)) sessionStorage.removeItem(name);
  }
};

document.addEventListener("submit", ({ target }) => {
  if (target.matches("[data-sign-out]")) forget(() => true);
});

if (person) forget((name) => !isOwn(name));
