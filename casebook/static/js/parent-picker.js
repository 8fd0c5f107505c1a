// Suggestions for the parent of a case, by name or #number.

import { combobox, getJson } from "./combobox.js";

for (const input of document.querySelectorAll("[data-parent-picker]")) {
  combobox(input, {
    fetch: async (typed, signal) => {
      if (!typed) return [];
      const { items } = await getJson(input.dataset.parentPicker, { q: typed }, signal);
      return items.map((item) => ({ label: item.value, note: item.note, item }));
    },
    choose: (item) => {
      input.value = item.value;
    },
  });
}
