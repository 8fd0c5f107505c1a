// Offers divisions while a name, pinyin or a code is typed into an input with data-regions; works on its datalist.

const PAUSE = 200; // milliseconds without a key before the server is asked

for (const input of document.querySelectorAll("input[data-regions]")) {
  let timer;
  let latest = 0;

  const offer = async () => {
    const turn = ++latest;
    const address = `${input.dataset.regions}?q=${encodeURIComponent(input.value)}`;
    const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || turn !== latest) return;
    const { items } = await answer.json();
    input.list.replaceChildren(
      ...items.map((item) => {
        const option = document.createElement("option");
        option.value = `${item.code} ${item.name}`;
        option.label = item.full_name;
        return option;
      }),
    );
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (input.value.trim() && !/^\d+ /.test(input.value)) timer = setTimeout(offer, PAUSE);
  });
}
