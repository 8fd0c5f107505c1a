// Bringing reports in: files can be dropped, are listed before they are sent, and the form is sent once.

const form = document.querySelector("[data-intake]");
const zone = form.querySelector("[data-drop]");
const input = zone.querySelector("input[type=file]");
const list = zone.querySelector("[data-file-list]");
const error = zone.querySelector("[data-file-error]");
const working = form.querySelector("[data-working]");
const MEGABYTE = 1024 * 1024;

zone.querySelector("[data-drop-hint]").hidden = !matchMedia("(any-pointer: fine)").matches; // a finger drops no files

const problemOf = (files) => {
  const { largest, together, tooLarge, tooMuch } = input.dataset;
  const big = files.find((file) => file.size > largest * MEGABYTE);
  if (big) return tooLarge.replace("{n}", largest).replace("{name}", () => big.name);
  const total = files.reduce((sum, file) => sum + file.size, 0);
  return total > together * MEGABYTE ? tooMuch.replace("{n}", together) : "";
};

const showFiles = () => {
  const files = [...input.files];
  list.replaceChildren(
    ...files.map((file) => {
      const item = document.createElement("li");
      item.textContent = `${file.name}（${Math.max(1, Math.round(file.size / 1024))} KB）`;
      return item;
    }),
  );
  error.textContent = problemOf(files);
};

input.addEventListener("change", showFiles);
addEventListener("pageshow", showFiles); // the browser may keep the choice when one comes back

for (const name of ["dragenter", "dragover"]) {
  zone.addEventListener(name, (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
}
for (const name of ["dragleave", "drop"]) {
  zone.addEventListener(name, (event) => {
    if (name === "drop" || !zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
  });
}
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  const all = new DataTransfer();
  for (const file of [...input.files, ...event.dataTransfer.files]) all.items.add(file);
  input.files = all.files;
  showFiles();
});
// A file dropped beside the field would replace the page, and what was pasted with it.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

let sent = false;
form.addEventListener("submit", (event) => {
  if (sent || error.textContent) {
    event.preventDefault();
    if (error.textContent) input.focus();
    return;
  }
  sent = true;
  working.textContent = working.dataset.text;
});
addEventListener("pageshow", () => {
  sent = false;
  working.textContent = "";
});
