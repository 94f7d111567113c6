// One case at the desk. Without this script every button works; with it, a reason brings its kind reply, and a
// moderator may switch single-letter keys on (they are off until then).

const form = document.querySelector("[data-case]");
const replies = JSON.parse(document.getElementById("kind-replies")?.textContent || "{}");
const KEPT = "mobilize-desk-keys";

/** Put the kind reply of the chosen reason into the field, unless somebody has written there already. */
function beginReply() {
  const reply = form.elements.reply;
  const untouched = !reply.value.trim() || Object.values(replies).includes(reply.value);
  const chosen = form.elements.reason.value;
  if (untouched && replies[chosen]) {
    reply.value = replies[chosen];
    reply.dispatchEvent(new Event("input"));
  }
}

/** J and K go down and up in the queue beside the case; Enter then opens it. */
function move(steps) {
  const rows = [...document.querySelectorAll("[data-queue] a")];
  const focused = rows.indexOf(document.activeElement);
  const next = (focused < 0 ? rows.findIndex((row) => row.matches("[aria-current]")) : focused) + steps;
  rows[Math.min(Math.max(next, 0), rows.length - 1)]?.focus();
}

/** Letters press the buttons that carry them, never while somebody types or holds another key. */
function listen(event) {
  const typing = event.target.closest("textarea, select, input:not([type=radio])");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const way = { j: 1, k: -1 }[event.key.toLowerCase()];
  if (way) return move(way);
  const button = form.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!button) return;
  event.preventDefault();
  button.focus(); // Enter then presses it: a letter alone decides nothing
}

function switchKeys(on, button) {
  button.setAttribute("aria-pressed", String(on));
  for (const key of form.querySelectorAll("kbd")) key.hidden = !on;
  document.querySelector("[data-keys-move]")?.toggleAttribute("hidden", !on);
  document[on ? "addEventListener" : "removeEventListener"]("keydown", listen);
}

if (form) {
  for (const radio of form.querySelectorAll("[name=reason]")) radio.addEventListener("change", beginReply);
  form.querySelector("[data-fill]").hidden = true;
  const row = form.querySelector("[data-keys-switch]");
  const button = row.querySelector("button");
  row.hidden = false;
  switchKeys(localStorage.getItem(KEPT) === "on", button);
  button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    localStorage.setItem(KEPT, on ? "on" : "off");
    switchKeys(on, button);
  });
}
