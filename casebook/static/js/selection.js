// Choosing cases for a bulk edit: kept while paging through one search, dropped (and said so) when the search changes.
// The bar shows once something is chosen. Out of sight it goes on telling screen readers how many cases are.
// Space ticks the row that has the focus, Shift with a click, Space or an arrow takes the rows in between as well.

const KEY = "casebook.selection";
const form = document.getElementById("selection");
const say = (text, n) => text.replace("{n}", n);

const load = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? null;
  } catch {
    return null; // storage is off, or holds something else
  }
};

const save = (chosen) => {
  try {
    if (chosen.all || Object.keys(chosen.cases).length) sessionStorage.setItem(KEY, JSON.stringify(chosen));
    else sessionStorage.removeItem(KEY);
  } catch {
    // without storage the selection lasts for this page
  }
};

const begin = () => {
  const { query, total, most } = form.dataset;
  const boxes = [...document.querySelectorAll("tbody .pick input")];
  const all = form.elements.scope;
  const status = form.querySelector("[data-count]");
  const wholePage = form.querySelector("[data-page]");
  const pageBox = document.querySelector("[data-page-box]");
  const clear = form.querySelector("[data-clear]");
  const send = form.querySelector("[type=submit]");
  const before = load();
  const chosen = before?.query === query ? before : { query, all: false, cases: {} };
  let last = null;
  let note = "";

  if (before && before !== chosen) {
    note = say(form.dataset.dropped, before.all ? before.total : Object.keys(before.cases).length);
    save(chosen);
  }

  const idOf = (box) => box.value.split("-")[0];

  const show = () => {
    const ids = Object.keys(chosen.cases);
    const here = boxes.filter((box) => idOf(box) in chosen.cases).length;
    const tooMany = !chosen.all && ids.length > Number(most);
    all.checked = chosen.all;
    for (const box of boxes) {
      box.checked = chosen.all || idOf(box) in chosen.cases;
      box.disabled = chosen.all;
    }
    let text = ids.length ? say(form.dataset.chosen, ids.length) : form.dataset.none;
    if (chosen.all) text = say(form.dataset.all, total);
    else if (ids.length > here) text += say(form.dataset.elsewhere, ids.length - here);
    if (tooMany) text += ` · ${say(form.dataset.tooMany, most)}`;
    status.textContent = note || text;
    form.classList.toggle("idle", !note && !chosen.all && !ids.length);
    pageBox.checked = chosen.all || here === boxes.length;
    pageBox.indeterminate = !pageBox.checked && here > 0;
    pageBox.disabled = chosen.all;
    clear.hidden = !chosen.all && !ids.length;
    wholePage.hidden = chosen.all || here === boxes.length;
    send.disabled = tooMany || (!chosen.all && !ids.length);
    note = "";
  };

  const tick = (box, on) => {
    if (on) chosen.cases[idOf(box)] = box.value;
    else delete chosen.cases[idOf(box)];
  };

  const take = (box, on, range) => {
    const from = range && last ? boxes.indexOf(last) : boxes.indexOf(box);
    const [low, high] = [from, boxes.indexOf(box)].sort((a, b) => a - b);
    boxes.slice(low, high + 1).forEach((one) => tick(one, on));
    last = box;
    save(chosen);
    show();
  };

  const takePage = (on) => {
    boxes.forEach((box) => tick(box, on));
    save(chosen);
    show();
  };

  status.hidden = false;
  pageBox.hidden = false;
  form.classList.add("floating");
  pageBox.addEventListener("change", () => takePage(pageBox.checked));
  wholePage.addEventListener("click", () => {
    takePage(true);
    clear.focus();
  });
  clear.addEventListener("click", () => {
    chosen.all = false;
    chosen.cases = {};
    save(chosen);
    show();
    (boxes[0] ?? all).focus();
  });
  all.addEventListener("change", () => {
    Object.assign(chosen, { all: all.checked, total, cases: {} });
    save(chosen);
    show();
  });
  for (const box of boxes) box.addEventListener("click", (event) => take(box, box.checked, event.shiftKey));

  document.querySelector(".case-table")?.addEventListener("keydown", (event) => {
    const box = event.target.closest("tr")?.querySelector(".pick input");
    if (!box || box.disabled || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && event.target.matches("a, tr, td, th")) {
      event.preventDefault();
      take(box, !box.checked, event.shiftKey);
    } else if (event.shiftKey && (event.key === "ArrowDown" || event.key === "ArrowUp") && event.target === box) {
      const next = boxes[boxes.indexOf(box) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!next) return;
      event.preventDefault();
      last ??= box;
      take(box, true, false);
      take(next, true, true);
      next.focus();
    }
  });

  form.addEventListener("submit", () => {
    if (chosen.all) return;
    const here = new Set(boxes.map(idOf));
    for (const [id, value] of Object.entries(chosen.cases)) {
      if (here.has(id)) continue;
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "case", value }));
    }
  });
  window.addEventListener("pageshow", (event) => event.persisted && location.reload()); // back: the boxes are stale
  show();
};

/** Forget the selection: it has become a bulk edit. */
export const forget = () => save({ cases: {} });

if (form) begin();
