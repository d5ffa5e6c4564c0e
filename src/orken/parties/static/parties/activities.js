// Activities are found while one types; without this the button "Find" does the same.

for (const place of document.querySelectorAll("[data-activities]")) {
  const search = place.querySelector("input[type=search]");
  const found = place.querySelector("[data-found]");
  let waiting;
  let asked = 0;

  const find = async () => {
    const number = (asked += 1);
    const chosen = found.querySelector("input:checked")?.value ?? "";
    const query = new URLSearchParams({ activity_search: search.value, activity: chosen });
    const response = await fetch(`${place.dataset.activities}?${query}`);
    // A slow answer to an earlier word must not replace that to a later one.
    if (!response.ok || number !== asked) return;
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    found.replaceChildren(...page.querySelector("[data-found]").childNodes);
  };

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 250);
  });
}
