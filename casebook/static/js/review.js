// The review page: values lead to their sentences and back, selected text fills fields, drafts are saved as typed.
// Without this script the page does the same with links, buttons and a field for quotes.

import { selectedSpan, show } from "./highlight.js";

const WAIT = 1000; // milliseconds between the last key and the save
const RETRY = 10000; // and until the next attempt after a failure
const META = /^(version|way|quote|quote-field|quote-at|(seen|take|shown)-\d+)$/; // inputs that are no values

const root = document.querySelector("[data-review]");
const pane = root.querySelector(".report-text");
const form = root.querySelector("[data-review-form]");
const token = form.querySelector("[name=csrf_token]").value;
const sections = [...form.querySelectorAll("[data-draft]")];
const openSections = sections.filter((section) => section.querySelector("[name$=-version]"));

root.classList.add("is-enhanced");

const sectionOf = (draft) => sections.find((section) => section.dataset.draft === String(draft));
const urlFor = (template, draft) => template.replace("/drafts/0/", `/drafts/${draft}/`);

async function post(url, data) {
  const answer = await fetch(url, {
    method: "POST",
    body: JSON.stringify(data),
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token },
    keepalive: true, // also when the page is being left
    redirect: "error", // to the login page, where the session has ended
  });
  const body = await answer.json();
  return { ok: answer.ok, status: answer.status, body };
}

/* Which draft is being worked on ---------------------------------------------------------------------------------- */

let active = null;

function markActive() {
  for (const mark of pane.querySelectorAll("mark.hl")) {
    mark.classList.toggle("is-active", active !== null && mark.dataset.d.split(" ").includes(active));
  }
}

function activate(section) {
  if (!section || active === section.dataset.draft) return;
  active = section.dataset.draft;
  root.dataset.active = active;
  for (const one of sections) one.classList.toggle("is-active", one === section);
  markActive();
  const chosen = picker.draft.querySelector(`[value="${active}"]`);
  if (chosen) picker.draft.value = active;
}

form.addEventListener("focusin", (event) => activate(event.target.closest("[data-draft]")));
form.addEventListener("click", (event) => activate(event.target.closest("[data-draft]")));

/* Phones: one of both sides at a time ----------------------------------------------------------------------------- */

const tabs = [...document.querySelectorAll(".review-switch a")];
const narrow = matchMedia("(max-width: 991.98px)");
const places = { source: 0, drafts: 0 };

function view(name) {
  if (root.dataset.view !== name && narrow.matches) {
    places[root.dataset.view] = scrollY;
    root.dataset.view = name;
    scrollTo(0, places[name]);
  }
  root.dataset.view = name;
  for (const tab of tabs) {
    if (tab.dataset.view === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
}

for (const tab of tabs) {
  tab.addEventListener("click", (event) => {
    event.preventDefault();
    view(tab.dataset.view);
  });
}
view("drafts");

/* From a value to its sentence, and back -------------------------------------------------------------------------- */

form.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-e]");
  if (!link) return;
  event.preventDefault();
  view("source");
  show(pane, link.dataset.e, true);
});

const chipOf = (evidence) => form.querySelector(`.chip[data-e="${evidence}"]`);

/** The input that a piece of evidence supports. */
function inputOf(chip) {
  const part = chip.closest(".row-inputs") ?? chip.closest(".place-level") ?? chip.closest(".field");
  return part?.querySelector("input, select, textarea") ?? null;
}

function backToField(mark) {
  const candidates = mark.dataset.e.split(" ").map(chipOf).filter(Boolean);
  const chip = candidates.find((one) => one.closest("[data-draft]").dataset.draft === active) ?? candidates[0];
  const section = chip?.closest("[data-draft]") ?? sectionOf(mark.dataset.d.split(" ")[0]);
  if (!section) return;
  view("drafts");
  activate(section);
  const details = section.querySelector(".draft-form");
  if (details) details.open = true;
  const input = chip && inputOf(chip);
  (input ?? section).scrollIntoView({ block: input ? "center" : "start" });
  input?.focus({ preventScroll: true });
}

pane.addEventListener("click", (event) => {
  const mark = event.target.closest("mark.hl");
  if (mark && document.getSelection().isCollapsed) backToField(mark);
});
pane.addEventListener("keydown", (event) => {
  const mark = event.target.closest("mark.hl");
  if (mark && event.key === "Enter") {
    event.preventDefault();
    backToField(mark);
  }
});

/* Saving as one types --------------------------------------------------------------------------------------------- */

const timers = new Map();
const running = new Map();
const dirty = new Set();
let leaving = false;

function typedOf(section) {
  const start = `d${section.dataset.draft}-`;
  const typed = {};
  for (const [name, text] of new FormData(form)) {
    if (!name.startsWith(start)) continue;
    const key = name.slice(start.length);
    if (!META.test(key)) (typed[key] ??= []).push(text);
  }
  return typed;
}

const versionOf = (section) => section.querySelector("[name$=-version]");

function tell(section, text, failed = false) {
  const state = section.querySelector("[data-save-state]");
  state.textContent = text;
  state.classList.toggle("save-failed", failed);
}

function again(section) {
  dirty.add(section);
  timers.set(section, setTimeout(() => saveNow(section), RETRY));
}

async function saveNow(section) {
  clearTimeout(timers.get(section));
  await running.get(section);
  if (!dirty.has(section) || leaving) return;
  dirty.delete(section);
  const work = (async () => {
    try {
      const url = urlFor(root.dataset.typed, section.dataset.draft);
      const { ok, status, body } = await post(url, { typed: typedOf(section), version: versionOf(section).value });
      if (ok) {
        versionOf(section).value = body.version;
        tell(section, `${root.dataset.saved} ${body.saved}`);
      } else {
        tell(section, body.message, true);
        // A colleague's change: nothing more is sent until the person has seen it, which the buttons lead to.
        if (status === 409) section.dataset.held = "yes";
        else again(section);
      }
    } catch {
      tell(section, root.dataset.failed, true);
      again(section);
    }
  })();
  running.set(section, work);
  await work;
}

function changed(section) {
  if (section.dataset.held) return;
  dirty.add(section);
  clearTimeout(timers.get(section));
  timers.set(section, setTimeout(() => saveNow(section), WAIT));
}

form.addEventListener("input", (event) => {
  const section = event.target.closest("[data-draft]");
  const start = section ? `d${section.dataset.draft}-` : "";
  if (!section || META.test((event.target.name ?? "").slice(start.length))) return;
  if (event.target.name === `${start}name`) rename(section, event.target.value.trim());
  changed(section);
});

function rename(section, name) {
  section.querySelector("[data-draft-title]").textContent = name || "—";
  const option = picker.draft.querySelector(`[value="${section.dataset.draft}"]`);
  if (option) option.textContent = `${option.textContent.split(".")[0]}. ${name || "—"}`;
}

form.addEventListener("submit", () => {
  leaving = true; // the form itself carries everything
  for (const timer of timers.values()) clearTimeout(timer);
});
addEventListener("pageshow", () => {
  leaving = false;
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") for (const section of dirty) saveNow(section);
});

// Enter in a field saves the draft instead of sending the page.
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.defaultPrevented || event.isComposing) return;
  if (!event.target.matches("input:not([type=checkbox], [type=radio])") || /-quote$/.test(event.target.name)) return;
  event.preventDefault();
  const section = event.target.closest("[data-draft]");
  if (section) saveNow(section);
});

/* Filling a field from selected text ------------------------------------------------------------------------------ */

const bar = root.querySelector("[data-picker]");
const picker = {
  draft: bar.querySelector("[data-picker-draft]"),
  quote: bar.querySelector("[data-picker-quote]"),
  error: bar.querySelector("[data-picker-error]"),
  create: bar.querySelector("[data-picker-new]"),
};
let span = null;

function offer() {
  const found = selectedSpan(pane);
  if (!found) return;
  span = found;
  picker.quote.textContent = found.quote;
  picker.error.textContent = "";
  for (const button of bar.querySelectorAll("[data-picker-field]")) button.hidden = !openSections.length;
  picker.draft.parentElement.hidden = !openSections.length;
  bar.hidden = false;
}

function withdraw() {
  bar.hidden = true;
  span = null;
}

document.addEventListener("selectionchange", () => {
  clearTimeout(offer.timer);
  offer.timer = setTimeout(offer, 200);
});
pane.addEventListener("pointerdown", withdraw);
root.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !bar.hidden) {
    withdraw();
    pane.focus();
  }
});

bar.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-picker-field]");
  const section = sectionOf(picker.draft.value);
  if (!button || !span || !section) return;
  const wanted = span;
  dirty.delete(section);
  await running.get(section);
  try {
    const { ok, body } = await post(urlFor(root.dataset.evidence, section.dataset.draft), {
      typed: typedOf(section),
      version: versionOf(section).value,
      field: button.dataset.pickerField,
      start: wanted.start,
      end: wanted.end,
    });
    if (!ok) {
      picker.error.textContent = body.message;
      return;
    }
    filled(section, button.dataset.pickerField, body);
  } catch {
    picker.error.textContent = root.dataset.failed;
  }
});

function filled(section, field, body) {
  versionOf(section).value = body.version;
  apply(section, body.typed);
  section.querySelector(`[data-chips="d${section.dataset.draft}-${field}"]`)?.insertAdjacentHTML("beforeend", body.chips);
  const at = pane.scrollTop;
  pane.innerHTML = body.text;
  pane.scrollTop = at;
  withdraw();
  document.getSelection().removeAllRanges();
  activate(section);
  markActive();
  section.querySelector(".draft-form").open = true;
  if (field === "name") rename(section, body.typed.name[0] ?? "");
  tell(section, root.dataset.saved);
  show(pane, body.evidence, true);
}

/** Put a form that the server keeps into the inputs. */
function apply(section, typed) {
  for (const [key, texts] of Object.entries(typed)) {
    const named = () => [...section.querySelectorAll(`[name="d${section.dataset.draft}-${key}"]`)];
    const inputs = named().filter((input) => input.type !== "radio");
    const rows = inputs[0]?.closest("[data-repeat-rows]");
    for (let missing = texts.length - inputs.length; rows && missing > 0; missing -= 1) {
      rows.querySelector(".add-row").click();
    }
    (rows ? named() : inputs).forEach((input, index) => {
      input.value = texts[index] ?? "";
    });
  }
}

picker.create.addEventListener("click", () => {
  if (!span) return;
  const stretch = Object.assign(document.createElement("input"), {
    type: "hidden",
    name: "add-span",
    value: `${span.start}-${span.end}`,
  });
  form.append(stretch);
  form.requestSubmit(form.querySelector("[name=do][value=add]"));
});

/* Shortcuts ------------------------------------------------------------------------------------------------------- */

function step(by) {
  const at = openSections.findIndex((section) => section.dataset.draft === active);
  const next = openSections[at < 0 ? 0 : Math.min(Math.max(at + by, 0), openSections.length - 1)];
  if (!next) return;
  view("drafts");
  activate(next);
  next.scrollIntoView({ block: "start" });
  next.querySelector("summary, input:not([type=hidden])")?.focus({ preventScroll: true });
}

function source() {
  const part = document.activeElement.closest(".row-inputs, .place-level, .field") ?? sectionOf(active);
  part?.querySelector("a[data-e]")?.click();
}

/** The next field with something to check, from the one with the cursor on; after the last one, the first. */
function nextToCheck() {
  const fields = openSections.flatMap((section) => [...section.querySelectorAll(".case-group.standing-check .case-field")]);
  const behind = (field) => document.activeElement.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING;
  const next = fields.find((field) => behind(field) && !field.contains(document.activeElement)) ?? fields[0];
  if (!next) return;
  view("drafts");
  next.closest(".draft-form").open = true;
  activate(next.closest("[data-draft]"));
  next.scrollIntoView({ block: "center" });
  next.querySelector("input:not([type=hidden]), select, textarea").focus({ preventScroll: true });
  const chip = next.querySelector("a[data-e]");
  if (chip && !narrow.matches) show(pane, chip.dataset.e);
}

const press = (act) => form.querySelector(`[name=do][value="${act}-${active}"]`)?.click();
const SHORTCUTS = {
  KeyJ: () => step(1),
  KeyK: () => step(-1),
  KeyN: nextToCheck,
  KeyQ: () => form.querySelector('[name=do][value="accept-sure"]')?.click(),
  KeyS: source,
  KeyA: () => press("accept"),
  KeyR: () => press("reject"),
};

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
  const act = SHORTCUTS[event.code];
  if (!act) return;
  event.preventDefault();
  act();
});

/* Where to begin -------------------------------------------------------------------------------------------------- */

const named = location.hash.match(/^#d(\d+)$/);
const first = (named && sectionOf(named[1])) || null;
if (first) {
  activate(first);
  const details = first.querySelector(".draft-form");
  if (details && !narrow.matches) details.open = true;
  const fact = first.querySelector("a[data-e]");
  if (fact) show(pane, fact.dataset.e);
  first.scrollIntoView({ block: "start" });
}
