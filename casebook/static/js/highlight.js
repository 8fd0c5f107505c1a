// Marks in a report's text: finding them, showing them, and reckoning positions.
// Positions are code points, as the server counts; the browser counts UTF-16 units, in which an emoji has two.

const FLASH = 1600; // milliseconds

/** How many code points stand in the pane before a boundary of a range. */
function codePointsBefore(pane, node, offset) {
  const range = document.createRange();
  range.selectNodeContents(pane);
  range.setEnd(node, offset);
  return [...range.toString()].length;
}

/** The selected stretch of the pane: {start, end, quote}, or null where nothing in it is selected. */
export function selectedSpan(pane) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return null;
  const quote = range.toString();
  if (!quote.trim()) return null;
  const start = codePointsBefore(pane, range.startContainer, range.startOffset);
  return { start, end: start + [...quote].length, quote };
}

/** All pieces of the mark of a piece of evidence; a mark that another one cuts has several. */
export function marksOf(pane, evidence) {
  return [...pane.querySelectorAll("mark.hl")].filter((mark) => mark.dataset.e.split(" ").includes(String(evidence)));
}

/** Bring a mark to the middle: of the pane where that scrolls by itself, so that the page stays where it is. */
function scrollTo(pane, mark) {
  if (pane.scrollHeight <= pane.clientHeight + 1) {
    mark.scrollIntoView({ block: "center", inline: "nearest" });
    return;
  }
  const top = mark.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += top - pane.clientHeight / 2;
}

/** Scroll to a piece of evidence and let it flash; with `focus` the keyboard goes there as well. */
export function show(pane, evidence, focus = false) {
  const marks = marksOf(pane, evidence);
  if (!marks.length) return false;
  scrollTo(pane, marks[0]);
  if (focus) marks[0].focus({ preventScroll: true });
  for (const mark of marks) {
    mark.classList.add("is-flashing");
    setTimeout(() => mark.classList.remove("is-flashing"), FLASH);
  }
  return true;
}

// On the page of a report: follow the address, which may name one of several pieces of evidence of a mark.
const pane = document.querySelector(".report-text");
if (pane && !document.querySelector("[data-review]")) {
  const follow = () => {
    const named = location.hash.match(/^#e(\d+)$/);
    if (named) show(pane, named[1]);
  };
  addEventListener("hashchange", follow);
  follow();
}
