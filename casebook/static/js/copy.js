// A button that copies the text beside it. Browsers that refuse the clipboard get the text selected, and what to press.

for (const part of document.querySelectorAll("[data-copy]")) {
  const text = part.querySelector("[data-copy-text]");
  const button = part.querySelector("[data-copy-button]");
  const state = part.querySelector("[role=status]");
  button.hidden = false;
  text.addEventListener("focus", () => select(text));
  button.addEventListener("click", async () => {
    state.textContent = (await copied(text)) ? state.dataset.copyDone : state.dataset.copyFailed;
  });
}

/** Whether the text is in the clipboard now; it is selected in any case. */
async function copied(text) {
  text.focus();
  select(text);
  try {
    await navigator.clipboard.writeText(text.value); // missing on plain HTTP, refused without permission
    return true;
  } catch {
    return document.execCommand("copy"); // the only way there is without the permission
  }
}

/** Select all of a field, or of an output, which is no field. */
function select(text) {
  if (text instanceof HTMLInputElement) {
    text.select();
  } else {
    getSelection().selectAllChildren(text);
  }
}
