// What every page gets on top of plain HTML: the folded menu on phones, menus that close, the focus on errors.

const toggle = document.querySelector(".nav-toggle");
const nav = document.getElementById("site-nav");

toggle?.addEventListener("click", () => {
  const open = nav.classList.toggle("open");
  toggle.setAttribute("aria-expanded", String(open));
});

for (const menu of document.querySelectorAll("details.bar-menu, details[data-menu]")) {
  document.addEventListener("click", (event) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}

document.querySelector("[data-focus]")?.focus();
