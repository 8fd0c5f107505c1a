// Typing a value chooses the act that it belongs to; applying the edit ends the selection in the listing.

import { forget } from "./selection.js";

for (const form of document.querySelectorAll("[data-bulk-form]")) {
  form.addEventListener("input", (event) => {
    const radio = event.target.closest(".bulk-act")?.querySelector("input[type=radio]");
    if (radio && event.target !== radio) radio.checked = true;
  });
}

document.querySelector("[data-apply] form")?.addEventListener("submit", forget);
