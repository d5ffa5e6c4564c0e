// The desk by keyboard: j and k move through the queue, o opens, ? shows the keys; a letter in data-key presses a button.

const items = [...document.querySelectorAll("[data-item]")];
let position = items.findIndex((item) => item.classList.contains("selected"));

const select = (next) => {
  if (!items.length) return;
  items[position]?.classList.remove("selected");
  position = Math.min(Math.max(next, 0), items.length - 1);
  items[position].classList.add("selected");
  const link = items[position].querySelector("a");
  link.focus({ preventScroll: true });
  items[position].scrollIntoView({ block: "nearest" });
};

const keys = document.querySelector("dialog.keys");

const press = {
  j: () => select(position + 1),
  k: () => select(position - 1),
  o: () => items[position]?.querySelector("a").click(),
  "?": () => keys?.showModal(),
  "/": () => document.querySelector("input[type=search]")?.focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || keys?.open) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
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
  opener.addEventListener("click", () => keys.showModal());
}
