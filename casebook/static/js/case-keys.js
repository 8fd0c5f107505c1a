// Single keys on the listing: they move the focus, so that Enter, the screen reader and the browser know where one is.

const OFF = "casebook-keys-off"; // remembered in the browser: who dictates or types with switches needs them off
const rows = [...document.querySelectorAll("[data-case-keys] .case-name > a")];
const help = document.querySelector("[data-keys-help]");
const enabled = document.querySelector("[data-keys-on]");

if (enabled) {
  enabled.checked = localStorage.getItem(OFF) === null;
  enabled.addEventListener("change", () => {
    if (enabled.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "yes");
  });
}

function step(by) {
  const at = rows.findIndex((link) => link.closest("tr").contains(document.activeElement));
  const next = rows[at < 0 ? 0 : Math.min(Math.max(at + by, 0), rows.length - 1)];
  next?.focus();
  next?.closest("tr").scrollIntoView({ block: "nearest" });
}

function toSearch() {
  const box = document.getElementById("q");
  box.focus();
  box.select();
}

function toggleHelp() {
  if (!help) return;
  help.open = !help.open;
  if (help.open) help.querySelector("summary").focus();
}

function toBulkEdit() {
  document.querySelector("#selection:not(.idle) [type=submit]")?.focus();
}

const follow = (rel) => document.querySelector(`.pager a[rel=${rel}]`)?.click();
const inRow = () => document.activeElement.closest("[data-case-keys] tbody tr") !== null;
const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => follow("next"),
  p: () => follow("prev"),
  b: toBulkEdit,
  "/": toSearch,
  "／": toSearch, // as a Chinese input method types it
  "?": toggleHelp,
  "？": toggleHelp,
};
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.matches("input, select, textarea, [contenteditable]") && event.target !== enabled) return;
  if (ARROWS[event.key] && inRow()) {
    event.preventDefault();
    step(ARROWS[event.key]);
  } else if (enabled?.checked && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});
