// Saves a section of a form while a person fills it in. Without this script the page has a button that does the same.
//
// <form data-autosave="/address"> … <p class="saved" data-state="idle"> … <input name="revision" …>
// The server answers {"revision": "…", "saved_at": "…"}; 409 means that the same answer was changed in another tab.
// The field "touched" names the questions that were changed here since the last save, so that an old copy of another
// answer in this tab is not taken for a change. The dash tells the server that this script is at work.
// The answer's "asked" names the questions that apply now: those that came or went are fetched into the page.
// "not_kept" says why a date of the section's document was not stored: the rest of the section was.
// What could not be sent is kept in this browser until it is saved, and offered when the section is opened again.

const QUIET_FOR = 1200;
const UNSENT = "orken:unsent:";
const RETRY_AFTER = [2000, 5000, 15000, 30000];

class Autosave {
  constructor(form) {
    this.form = form;
    this.status = form.querySelector(".saved");
    this.revision = form.elements.namedItem("revision");
    this.touched = form.querySelector("[data-touched]");
    this.changes = 0;
    this.savedChanges = 0;
    this.failures = 0;
    this.saving = false;
    this.questions = new Set(["-"]);
    this.touched.value = "-";
    form.addEventListener("input", (event) => this.changed(event));
    form.addEventListener("change", (event) => this.changed(event));
    form.addEventListener("submit", () => (this.leaving = true));
    this.offerUnsent();
    this.status.querySelector("[data-retry]")?.addEventListener("click", () => this.save());
    window.addEventListener("online", () => this.unsaved && this.save());
    window.addEventListener("beforeunload", (event) => {
      if (this.unsaved && !this.leaving) event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden" && this.unsaved) this.save();
    });
  }

  get unsaved() {
    return this.changes > this.savedChanges;
  }

  // Nothing more is saved by itself: another tab has changed the same answer, or the case is not open any more.
  get isOver() {
    return ["stale", "refused"].includes(this.status.dataset.state);
  }

  changed(event) {
    if (event.target.type === "file" || event.target.hasAttribute("data-not-saved")) return;
    if (this.isOver) return;
    this.changes += 1;
    const name = event.target.name || event.target.dataset.rows;
    if (name) this.questions.add(name.split(".")[0]);
    this.touched.value = [...this.questions].join(" ");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), QUIET_FOR);
  }

  show(state) {
    if (this.status.dataset.state !== state) this.status.dataset.state = state;
  }

  async save() {
    clearTimeout(this.timer);
    if (this.saving || this.isOver) return;
    this.saving = true;
    const covered = this.changes;
    this.show("saving");
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: this.typed(),
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        redirect: "error",
        keepalive: document.visibilityState === "hidden",
      });
      if (answer.status === 409) {
        this.show("stale");
      } else if (answer.status === 422) {
        this.refuse(await answer.json());
      } else if (answer.ok) {
        this.accept(await answer.json(), covered);
      } else {
        this.fail();
      }
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof DOMException || error instanceof SyntaxError)) throw error;
      this.fail();
    } finally {
      this.saving = false;
    }
    if (this.unsaved && this.status.dataset.state === "saved") this.changed({ target: this.form });
  }

  accept(answer, covered) {
    this.failures = 0;
    this.savedChanges = answer.not_kept ? covered - 1 : covered; // the page still warns who leaves it
    if (!this.unsaved) {
      this.questions = new Set(["-"]);
      this.touched.value = "-";
    }
    this.revision.value = answer.revision;
    if (!this.unsaved) localStorage.removeItem(this.shelf);
    if (answer.asked) this.showAsked(answer.asked);
    const time = this.status.querySelector("[data-saved-at]");
    if (time) time.textContent = answer.saved_at;
    if (answer.not_kept) this.status.querySelector("[data-not-kept]").textContent = answer.not_kept;
    this.show(answer.not_kept ? "faulty" : "saved");
  }

  refuse(answer) {
    this.status.querySelector("[data-refusal]").textContent = answer.message;
    this.show("refused");
  }

  fail() {
    this.show("failed");
    const wait = RETRY_AFTER[Math.min(this.failures, RETRY_AFTER.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.save(), wait);
    const kept = this.typed();
    kept.delete("csrfmiddlewaretoken");
    localStorage.setItem(this.shelf, JSON.stringify([...kept.entries()]));
  }

  get shelf() {
    return UNSENT + this.form.dataset.autosave;
  }

  // Saved as it was typed then: what somebody changed since comes back as a conflict, like that of a second tab.
  offerUnsent() {
    const kept = localStorage.getItem(this.shelf);
    const words = document.querySelector("template[data-unsent]");
    if (!kept || !words) return;
    const offer = words.content.firstElementChild.cloneNode(true);
    this.form.before(offer);
    offer.querySelector("[data-save-unsent]").addEventListener("click", () => this.saveUnsent(JSON.parse(kept)));
    offer.querySelector("[data-forget-unsent]").addEventListener("click", () => {
      localStorage.removeItem(this.shelf);
      offer.remove();
    });
  }

  // Forgotten here only when the server has it: a redirect leads to sign-in, and after that the offer is made again.
  async saveUnsent(kept) {
    const data = new FormData();
    for (const [name, value] of kept) data.append(name, value);
    data.set("csrfmiddlewaretoken", this.form.elements.namedItem("csrfmiddlewaretoken").value);
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json", "X-Requested-With": "fetch" },
        redirect: "manual",
      });
      if (answer.status === 409) return this.showBoth(data);
      if (answer.ok) localStorage.removeItem(this.shelf);
      location.reload();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.show("failed");
    }
  }

  // Sent as the form itself would be: the page that answers shows both answers.
  showBoth(data) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = this.form.dataset.autosave;
    form.hidden = true;
    for (const [name, value] of data) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    document.body.append(form);
    localStorage.removeItem(this.shelf);
    this.leaving = true;
    HTMLFormElement.prototype.submit.call(form);
  }

  async showAsked(asked) {
    const present = new Map([...this.form.querySelectorAll("[data-question]")].map((it) => [it.dataset.question, it]));
    const wanted = new Set(asked);
    for (const [name, field] of present) if (!wanted.has(name)) field.remove();
    if (asked.every((name) => present.has(name))) return;
    const answer = await fetch(this.form.dataset.autosave, { headers: { Accept: "text/html" } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    let before = null;
    for (const name of asked) {
      const here = this.form.querySelector(`[data-question="${CSS.escape(name)}"]`);
      if (here) {
        before = here;
        continue;
      }
      const fresh = page.querySelector(`[data-question="${CSS.escape(name)}"]`);
      if (!fresh) continue;
      const added = document.importNode(fresh, true);
      if (before) before.after(added);
      else this.form.querySelector("[data-questions]").prepend(added);
      added.dispatchEvent(new Event("orken:added", { bubbles: true }));
      before = added;
    }
  }

  typed() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data.entries()]) {
      if (value instanceof File) data.delete(name);
    }
    return data;
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
