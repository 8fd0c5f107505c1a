// Repeated rows: the button adds one in place instead of sending the form, and each row can be removed.

for (const field of document.querySelectorAll("[data-repeat-rows]")) {
  const rows = field.querySelector(".rows");
  const add = field.querySelector(".add-row");
  const most = Number(field.dataset.max);
  const blank = rows.querySelector("[data-row]:last-child").cloneNode(true);
  blank.querySelectorAll(".field-error, [data-evidence]").forEach((part) => part.remove());

  const number = () => {
    [...rows.children].forEach((row, index) => {
      row.querySelectorAll("input").forEach((input) => {
        input.id = `${field.id}-${index}${input.classList.contains("row-figure") ? "-figure" : ""}`;
        input.setAttribute("aria-label", `${input.dataset.label} ${index + 1}`);
      });
      row.querySelector(".remove-row").setAttribute("aria-label", field.dataset.remove.replace("{n}", index + 1));
    });
    add.hidden = rows.children.length >= most;
  };

  const equip = (row) => {
    const remove = document.createElement("button");
    remove.type = "button";
    remove.className = "btn btn-outline-secondary remove-row";
    remove.textContent = "×";
    remove.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (next) row.remove();
      else row.querySelectorAll("input").forEach((input) => (input.value = ""));
      number();
      (next ?? row).querySelector("input").focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    row.querySelector(".row-inputs").append(remove);
  };

  const append = () => {
    const row = blank.cloneNode(true);
    row.querySelectorAll("input").forEach((input) => {
      input.value = "";
      input.classList.remove("is-invalid");
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    });
    equip(row);
    rows.append(row);
    number();
    return row;
  };

  [...rows.children].forEach(equip);
  number();

  add.addEventListener("click", (event) => {
    event.preventDefault();
    append().querySelector("input").focus();
  });

  // Enter in a row goes on to the next one, as in a list.
  rows.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault();
    const row = event.target.closest("[data-row]");
    const next = row.nextElementSibling ?? (rows.children.length < most ? append() : row);
    next.querySelector("input").focus();
  });
}
