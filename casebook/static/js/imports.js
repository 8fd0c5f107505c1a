// Importing a table: a form is sent once, and says that it is at work.

for (const form of document.querySelectorAll("form[data-once]")) {
  const working = form.querySelector("[data-working]");
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    working.textContent = working.dataset.text;
  });
  addEventListener("pageshow", () => {
    sent = false;
    working.textContent = "";
  });
}
