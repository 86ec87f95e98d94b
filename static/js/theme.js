// Runs before the first paint: a person's fixed theme must not flash. Kept in this browser only.
(() => {
  const key = "theme";
  const stored = () => {
    try {
      return localStorage.getItem(key) || "";
    } catch {
      return ""; // storage may be closed; then the system decides
    }
  };
  const apply = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    else delete document.documentElement.dataset.theme;
  };

  if (!document.documentElement.dataset.theme) apply(stored());

  document.addEventListener("DOMContentLoaded", () => {
    for (const field of document.querySelectorAll("[data-theme-field]")) field.hidden = false;
    for (const choice of document.querySelectorAll("[data-theme-choice]")) {
      choice.value = stored();
      choice.addEventListener("change", () => {
        try {
          localStorage.setItem(key, choice.value);
        } finally {
          apply(choice.value);
        }
      });
    }
  });
})();
