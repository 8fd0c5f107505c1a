// Suggestions for the five levels of a place: Chinese, pinyin or initials. A choice fills the levels above it and
// empties those below that no longer fit. Codes are remembered per input, so that the next level is looked for within.

import { combobox, getJson } from "./combobox.js";

const LEVELS = ["province", "city", "district", "street", "community"];

for (const picker of document.querySelectorAll("[data-region-picker]")) {
  const address = picker.dataset.regionPicker;
  const addressBelow = picker.dataset.regionChildren;
  const inputs = new Map(LEVELS.map((level) => [level, picker.querySelector(`[data-level=${level}]`)]));

  const above = async (level, signal) => {
    const upper = LEVELS.slice(0, LEVELS.indexOf(level)).reverse();
    for (const name of upper) {
      const input = inputs.get(name);
      if (input.dataset.code) return input.dataset.code;
      if (input.value.trim()) return codeOf(name, input, signal);
    }
    return "";
  };

  // A level that was filled in by the server or typed in full: its code, where only one division bears the name.
  const codeOf = async (level, input, signal) => {
    const within = await above(level, signal);
    const { items } = await getJson(address, { q: input.value.trim(), level, within }, signal);
    const same = items.filter((item) => item.name === input.value.trim());
    if (same.length === 1) input.dataset.code = same[0].code;
    return input.dataset.code ?? within;
  };

  // The names above a division, as far as they do not stand in the inputs already.
  const unsaid = (item) =>
    LEVELS.slice(0, LEVELS.indexOf(item.level))
      .filter((level) => item.chain[level] && inputs.get(level).value.trim() !== item.chain[level].name)
      .map((level) => item.chain[level].name)
      .join("");

  const fill = (item) => {
    const at = LEVELS.indexOf(item.level);
    LEVELS.forEach((level, index) => {
      const input = inputs.get(level);
      const part = item.chain[level];
      if (index <= at) {
        input.value = part?.name ?? "";
        input.dataset.code = part?.code ?? "";
      } else if (input.dataset.code && !input.dataset.code.startsWith(item.code)) {
        input.value = "";
        input.dataset.code = "";
      }
    });
    picker.querySelector(`#${CSS.escape(`${picker.id}-pick`)}`)?.remove(); // the question is answered
  };

  for (const [level, input] of inputs) {
    input.addEventListener("input", (event) => {
      if (event.isTrusted) input.dataset.code = "";
    });
    combobox(input, {
      fetch: async (typed, signal) => {
        const within = await above(level, signal);
        const { items } = typed
          ? await getJson(address, { q: typed, level, within }, signal)
          : await getJson(addressBelow, { code: within }, signal);
        return items
          .filter((item) => item.level === level)
          .map((item) => ({ label: item.name, note: unsaid(item), item }));
      },
      choose: fill,
    });
  }
}
