// Offers the tags of the user's districts in every input with data-tags, through one list for the whole page.

const LIST = "tag-names";
let asked = false;

document.addEventListener("focusin", async (event) => {
  const address = event.target.dataset?.tags;
  if (!address || asked) return;
  asked = true;
  const answer = await fetch(address, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const { items } = await answer.json();
  const list = document.createElement("datalist");
  list.id = LIST;
  list.append(...items.map((name) => Object.assign(document.createElement("option"), { value: name })));
  document.body.append(list);
});
