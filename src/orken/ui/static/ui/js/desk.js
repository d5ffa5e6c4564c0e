// The desk by keyboard: j and k move through the list, o opens, x selects, t takes, ? shows the keys; a letter in data-key
// presses a button or follows a link. Nothing happens while somebody types, or when the person switched the keys off.

const KEPT = "orken-keys";
const items = [...document.querySelectorAll("[data-item]")];
const overlay = document.querySelector("dialog.keys");
let position = items.findIndex((item) => item.classList.contains("selected"));

const select = (next) => {
  if (!items.length) return;
  items[position]?.classList.remove("selected");
  position = Math.min(Math.max(next, 0), items.length - 1);
  items[position].classList.add("selected");
  const target = items[position].querySelector("[data-open]") ?? items[position].querySelector("a, summary");
  target?.focus({ preventScroll: true });
  items[position].scrollIntoView({ block: "nearest" });
};

// Somebody may have come to an item with Tab or the mouse.
document.addEventListener("focusin", (event) => {
  const here = items.indexOf(event.target.closest("[data-item]"));
  if (here < 0 || here === position) return;
  items[position]?.classList.remove("selected");
  position = here;
  items[position].classList.add("selected");
});

const within = (selector) => items[position]?.querySelector(selector);

const press = {
  j: () => select(position + 1),
  k: () => select(position - 1),
  o: () => (within("[data-open]") ?? within("a"))?.click(),
  x: () => within("input[type=checkbox]")?.click(),
  t: () => within("[data-take]")?.click(),
  "?": () => overlay?.showModal(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
};

const types = (element) =>
  element.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit])") ||
  element.closest("textarea, select, [contenteditable]");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || overlay?.open) return;
  if (localStorage.getItem(KEPT) === "off" || types(event.target)) return;
  const named = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (named) {
    event.preventDefault();
    if (named.matches("button, a")) named.click();
    else named.focus();
  } else if (press[event.key]) {
    event.preventDefault();
    press[event.key]();
  }
});

for (const opener of document.querySelectorAll("[data-keys]")) {
  opener.addEventListener("click", () => overlay.showModal());
}

// Single keys can be in the way of assistive technology, so that each person may switch them off in this browser.
for (const box of document.querySelectorAll("[data-keys-off]")) {
  box.checked = localStorage.getItem(KEPT) === "off";
  box.addEventListener("change", () => localStorage.setItem(KEPT, box.checked ? "off" : "on"));
}

const all = document.querySelector("[data-check-all]");
if (all) {
  all.hidden = false;
  all.querySelector("input").addEventListener("change", (event) => {
    for (const box of document.querySelectorAll("[data-item] input[type=checkbox]")) box.checked = event.target.checked;
  });
}
