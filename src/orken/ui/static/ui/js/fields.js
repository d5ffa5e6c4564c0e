// Small help for fields: a live count under long text, a search over many options, files that are too large.

function countLetters(field) {
  const count = document.getElementById(field.dataset.count);
  const limit = Number(field.dataset.limit);
  const show = () => {
    // The server counts line ends once and code points, not UTF-16 units.
    const used = [...field.value].length;
    count.textContent = count.dataset.words.replace("{used}", used).replace("{limit}", limit);
    count.classList.toggle("over", used > limit);
  };
  field.addEventListener("input", show);
  show();
}

const fold = (text) => text.toLocaleLowerCase().normalize("NFC");

function searchOptions(list) {
  const filter = document.getElementById(list.dataset.filtered);
  const options = [...list.querySelectorAll(".option")];
  const chosen = document.getElementById(list.dataset.chosen);
  const none = list.querySelector("[data-none]");
  filter.closest("[hidden]")?.removeAttribute("hidden");
  filter.addEventListener("input", () => {
    const wanted = fold(filter.value.trim());
    let shown = 0;
    for (const option of options) {
      option.hidden = !fold(option.textContent).includes(wanted);
      if (!option.hidden) shown += 1;
    }
    if (none) none.hidden = shown > 0;
  });
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  const count = () => {
    if (!chosen) return;
    const boxes = options.filter((option) => option.querySelector("input").checked);
    chosen.textContent = chosen.dataset.words.replace("{chosen}", boxes.length);
  };
  list.addEventListener("change", count);
  count();
}

// A file that is too large is told of before it is sent; the server would say the same, only later.
function refuseLarge(field) {
  const message = document.getElementById(field.dataset.tooLarge);
  field.addEventListener("change", () => {
    const over = [...field.files].some((file) => file.size > Number(field.dataset.maxBytes));
    message.hidden = !over;
    if (over) {
      field.setAttribute("aria-invalid", "true");
      field.value = "";
    } else {
      field.removeAttribute("aria-invalid");
    }
  });
}

function enliven(root) {
  for (const field of root.querySelectorAll("textarea[data-limit]")) countLetters(field);
  for (const list of root.querySelectorAll("[data-filtered]")) searchOptions(list);
  for (const field of root.querySelectorAll("input[type=file][data-max-bytes]")) refuseLarge(field);
}

enliven(document);
document.addEventListener("orken:added", (event) => enliven(event.target));
