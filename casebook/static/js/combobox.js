// A text input with suggestions: the ARIA combobox pattern (list autocomplete, manual selection).
// The input stays an ordinary text input: whatever is typed is sent, chosen or not.

const WAIT = 150; // milliseconds between the last key and the request
let lists = 0;

/**
 * @param {HTMLInputElement} input
 * @param {object} options
 * @param {(typed: string, signal: AbortSignal) => Promise<Array<{label: string, note?: string, item: object}>>} options.fetch
 *   what to suggest; for an empty input (the arrow key or a click asks for it) everything there is, or nothing
 * @param {(item: object) => void} options.choose called with the chosen item; it fills the input
 */
export function combobox(input, { fetch, choose }) {
  const list = document.createElement("ul");
  const status = document.createElement("span");
  list.id = `suggestions-${++lists}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  const label = input.labels?.[0]?.textContent.trim();
  if (label) list.setAttribute("aria-label", label);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.after(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const chinese = document.documentElement.lang.startsWith("zh");
  let found = [];
  let active = -1;
  let timer = 0;
  let request = null;

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    active = index;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const option = list.children[index];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const take = (index) => {
    const { item } = found[index];
    close();
    choose(item);
    input.dispatchEvent(new Event("input", { bubbles: true }));
    clearTimeout(timer); // the value was chosen, nothing more to suggest
    status.textContent = "";
  };

  const show = () => {
    list.replaceChildren(
      ...found.map(({ label: text, note }, index) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${index}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.append(text);
        if (note) {
          const small = document.createElement("small");
          small.textContent = note;
          option.append(" ", small);
        }
        option.addEventListener("pointerdown", (event) => event.preventDefault()); // keep the focus in the input
        option.addEventListener("click", () => take(index));
        return option;
      }),
    );
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(found.length > 0));
    status.textContent = chinese ? `${found.length} 条提示` : `${found.length} suggestion(s)`;
  };

  const ask = async () => {
    request?.abort();
    request = new AbortController();
    try {
      found = await fetch(input.value.trim(), request.signal);
    } catch (error) {
      if (error.name !== "AbortError") close(); // without suggestions the input is still a text input
      return;
    }
    if (document.activeElement !== input) return;
    active = -1;
    input.removeAttribute("aria-activedescendant");
    show();
  };

  input.addEventListener("input", (event) => {
    if (!event.isTrusted) return; // filled by a choice
    clearTimeout(timer);
    if (input.value.trim()) timer = setTimeout(ask, WAIT);
    else close();
  });
  input.addEventListener("click", () => {
    if (!input.value.trim() && list.hidden) ask(); // an empty input offers what there is
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys belong to the input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else mark((active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1) + found.length) % found.length);
    } else if (event.key === "Enter" && !list.hidden) {
      event.preventDefault();
      if (active >= 0) take(active);
      else close();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}

/** Ask one of our own addresses for JSON. */
export async function getJson(address, parameters, signal) {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(parameters)) if (value) url.searchParams.set(name, value);
  const answer = await window.fetch(url, { signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
