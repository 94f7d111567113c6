// The table of a meeting looks again by itself: who is here, and whether that is enough to decide.
// Without this script the buttons work as well, and each click shows the table anew.

const AGAIN = 5000;

async function look(place) {
  // Nobody's finger or focus should lose its button while it moves there.
  if (document.hidden || place.contains(document.activeElement) || place.matches(":hover")) return;
  const answer = await fetch(place.dataset.table, { headers: { "X-Requested-With": "fetch" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#table");
  const shown = place.querySelector("#table");
  // An answer that says the same is not put in: a screen reader would read it out again.
  if (fresh && fresh.textContent.trim() !== shown?.textContent.trim()) place.replaceChildren(fresh);
}

for (const place of document.querySelectorAll("[data-table]")) {
  place.setAttribute("aria-live", "polite");
  setInterval(() => look(place).catch(() => {}), AGAIN);
}
