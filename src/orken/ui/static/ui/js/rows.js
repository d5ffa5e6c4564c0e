// Tables of answers: rows are added and removed in the page. Without this script the buttons submit the form.
//
// <div data-rows="NAME" data-max="50"> <table><tbody>…</tbody></table> <template>…NAME.__row__.column…</template>
// <button data-add> … each row has <button data-remove>. Names and ids carry the row's number after the question's name.

class Rows {
  constructor(root) {
    this.root = root;
    this.name = root.dataset.rows;
    this.most = Number(root.dataset.max);
    this.body = root.querySelector("tbody");
    this.template = root.querySelector("template");
    this.adder = root.querySelector("[data-add]");
    this.adder.addEventListener("click", (event) => this.add(event));
    this.body.addEventListener("click", (event) => {
      const button = event.target.closest("[data-remove]");
      if (button) this.remove(event, button.closest("tr"));
    });
    this.limit();
  }

  add(event) {
    event.preventDefault();
    const row = this.template.content.firstElementChild.cloneNode(true);
    this.body.append(row);
    this.number();
    row.querySelector("input, select, textarea")?.focus();
    this.tell();
  }

  remove(event, row) {
    event.preventDefault();
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.number();
    (next?.querySelector("input, select") ?? this.adder).focus();
    this.tell();
  }

  // Rows are numbered as they stand, so that the server sees no gaps.
  number() {
    [...this.body.rows].forEach((row, index) => {
      for (const element of row.querySelectorAll("*")) {
        for (const attribute of ["name", "id", "for", "aria-describedby", "value"]) {
          const value = element.getAttribute(attribute);
          if (attribute === "value" && element.tagName !== "BUTTON") continue;
          if (value?.includes(this.name)) {
            element.setAttribute(attribute, value.replace(this.pattern, `$1${index}`));
          }
        }
        if (element.hasAttribute("data-row-number")) element.textContent = index + 1;
      }
    });
    this.limit();
  }

  get pattern() {
    const name = this.name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    return new RegExp(`(${name}\\.)(\\d+|__row__)`, "g");
  }

  limit() {
    this.adder.disabled = this.body.rows.length >= this.most;
  }

  tell() {
    this.root.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function enliven(root) {
  for (const table of root.querySelectorAll("[data-rows]")) new Rows(table);
}

enliven(document);
document.addEventListener("orken:added", (event) => enliven(event.target));
