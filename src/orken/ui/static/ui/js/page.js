// Comfort that every page shares: an error summary takes the focus, an open account menu closes by Escape or elsewhere.

document.getElementById("problems")?.focus();

const account = document.querySelector("details.account");

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && account?.open) {
    account.open = false;
    account.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  if (account?.open && !account.contains(event.target)) account.open = false;
});

// A form that must be sent once: the second press of the button does nothing while the first is under way.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.querySelector("[data-copied]")?.removeAttribute("hidden");
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A page restored from the browser's memory may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// Whoever signs out leaves nothing that was typed on this computer.
for (const form of document.forms) {
  if (!form.action.endsWith("/accounts/logout/")) continue;
  form.addEventListener("submit", () => {
    for (const name of Object.keys(localStorage)) if (name.startsWith("orken:unsent:")) localStorage.removeItem(name);
  });
}
