// What a keyboard, a magnifying glass and a finger meet on the page as it stands; each function returns sentences.
// Loaded into the page by test_accessible.py. Sizes are CSS px; the numbers in brackets are criteria of WCAG 2.2.
window.audit = (() => {
  const CONTROLS =
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=option], [tabindex='0']";
  const TARGET = 24;

  const isShown = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) return false;
    const { width, height } = element.getBoundingClientRect();
    return width > 0 && height > 0;
  };
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter(isShown);
  const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";
  const called = (element) =>
    `<${element.tagName.toLowerCase()}${element.id && `#${element.id}`}${[...element.classList].map((name) => `.${name}`).join("")}> ${
      element.getAttribute("aria-label") ?? words(element).slice(0, 30)
    }`;

  // A new width has been laid out and drawn.
  const settled = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 30))));

  // [3.1.1, 1.3.1, 2.4.1]
  const page = () => {
    const faults = [];
    if (!document.documentElement.lang) faults.push("no lang");
    if (!document.title.trim()) faults.push("no title");
    const heads = [...document.querySelectorAll("h1")].filter((head) => head.checkVisibility());
    if (heads.length !== 1) faults.push(`${heads.length} h1`);
    const skip = document.querySelector(".skip-link");
    if (document.querySelector(".rail") && !document.querySelector(skip?.getAttribute("href") ?? "none")) faults.push("no skip link");
    return faults;
  };

  // [4.1.2]
  const nameOf = (element) => {
    const by = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
    return (
      element.getAttribute("aria-label")?.trim() ||
      by.map((id) => words(document.getElementById(id))).join(" ").trim() ||
      [...(element.labels ?? [])].map((label) => label.getAttribute("aria-label") ?? words(label)).join(" ").trim() ||
      (element.matches("input, select, textarea") ? "" : words(element)) ||
      element.querySelector("[aria-label], svg title, img[alt]")?.outerHTML ||
      (element.matches("input[type=submit], input[type=button]") ? element.value : "") ||
      element.title
    );
  };
  const names = () => controls().filter((element) => !nameOf(element)).map((element) => `no name: ${called(element)}`);

  // [2.5.8] What is smaller than 24 px stands in a sentence, or has 24 px to itself.
  const boxOf = (element) => {
    const parts = [element, ...(element.labels ?? [])].filter(isShown).map((part) => part.getBoundingClientRect());
    const left = Math.min(...parts.map((part) => part.left));
    const top = Math.min(...parts.map((part) => part.top));
    return { left, top, right: Math.max(...parts.map((part) => part.right)), bottom: Math.max(...parts.map((part) => part.bottom)) };
  };
  const isInSentence = (element) =>
    element.matches("a, button, summary") &&
    getComputedStyle(element).display.startsWith("inline") &&
    [...element.parentElement.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim().length > 1);
  const isSmall = ({ left, top, right, bottom }) => right - left < TARGET - 0.5 || bottom - top < TARGET - 0.5;
  const gap = (x, y, { left, top, right, bottom }) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  const targets = () => {
    const all = controls()
      .filter((element) => !element.closest("[aria-hidden=true], .visually-hidden, .skip-link"))
      .map((element) => ({ element, box: boxOf(element) }));
    return all
      .filter(({ element, box }) => isSmall(box) && !isInSentence(element))
      .filter(({ element, box }) => {
        const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
        return all.some((other) => {
          if (other.element === element || other.element.contains(element) || element.contains(other.element)) return false;
          if (other.element.href && other.element.href === element.href) return false;
          const { box: its } = other;
          const circle = Math.hypot((its.left + its.right) / 2 - x, (its.top + its.bottom) / 2 - y);
          return gap(x, y, its) < TARGET / 2 - 0.5 || (isSmall(its) && circle < TARGET - 0.5);
        });
      })
      .map(({ element, box }) => `small target ${Math.round(box.right - box.left)}×${Math.round(box.bottom - box.top)}: ${called(element)}`);
  };

  // [1.4.10] Nothing but a table in its own scroller is wider than the window.
  const overflow = () => (document.documentElement.scrollWidth > innerWidth + 1 ? [`wider than ${innerWidth} px`] : []);

  // [2.4.7] One of each kind, focused as by a key: it or what holds it is outlined.
  const isOutlined = (element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
  };
  const focus = () => {
    const kinds = new Map(
      controls().filter((element) => !element.disabled).map((element) => [`${element.tagName} ${element.type} ${element.className}`, element]),
    );
    const faults = [];
    for (const element of kinds.values()) {
      element.focus({ preventScroll: true, focusVisible: true });
      const holders = [element, element.parentElement, element.parentElement?.parentElement, element.closest("[data-row], label, form")];
      const drawn = element.nextElementSibling; // a hidden radio shows its focus on what follows it
      if (document.activeElement !== element) continue;
      if (![...holders, drawn].some((each) => each && isOutlined(each))) faults.push(`no visible focus: ${called(element)}`);
    }
    document.activeElement?.blur();
    return faults;
  };

  // [2.3.3] Asked for under reduced motion.
  const motion = () => {
    const seconds = (list) => Math.max(...list.split(",").map((each) => parseFloat(each) * (each.trim().endsWith("ms") ? 0.001 : 1)));
    return [...document.querySelectorAll("body, body *")]
      .filter((element) => {
        const style = getComputedStyle(element);
        return seconds(style.transitionDuration) > 0.001 || (style.animationName !== "none" && seconds(style.animationDuration) > 0.001);
      })
      .map((element) => `moves: ${called(element)}`);
  };

  // [1.4.12] Text that stood whole is cut once its spacing is what the criterion asks for.
  const spacing = new CSSStyleSheet();
  spacing.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }");
  const cut = () =>
    [...document.querySelectorAll("main *, .panel *")].filter((element) => {
      if (!element.firstChild || !isShown(element) || element.closest(".visually-hidden, svg")) return false;
      const { overflowX, overflowY, textOverflow } = getComputedStyle(element);
      const low = /hidden|clip/.test(overflowY) && element.scrollHeight > element.clientHeight + 3;
      const wide = /hidden|clip/.test(overflowX) && textOverflow !== "ellipsis" && element.scrollWidth > element.clientWidth + 3;
      return low || wide;
    });
  const spaced = () => {
    const before = new Set(cut());
    document.adoptedStyleSheets = [spacing];
    const faults = cut().filter((element) => !before.has(element)).map((element) => `cut by text spacing: ${called(element)}`);
    faults.push(...overflow().map((words) => `${words} by text spacing`));
    document.adoptedStyleSheets = [];
    return faults;
  };

  return { settled, page, names, targets, overflow, focus, motion, spaced };
})();
