// A forum page, made comfortable: words are kept as they are typed, starts are put in without loading, sides are taken in
// place. Without this script the same forms and links do the same on the server.

const QUIET = 1200; // milliseconds without a key before the words are sent

/** Send a form's words to `url` without leaving the page. */
function send(form, url, fields) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return fetch(url, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
}

/** Keep a draft on the server while somebody types, and say so. */
function keepDraft(form) {
  const area = form.elements.body;
  const state = form.querySelector("[data-draft-state]");
  const say = (name) => { state.textContent = form.querySelector(`template[${name}]`).content.textContent; };
  let timer = 0;
  let saved = area.value;
  let busy = false;
  const save = async () => {
    if (busy || area.value === saved || form.dataset.sent === "yes") return;
    busy = true;
    const words = area.value;
    try {
      const answer = await send(form, form.dataset.draft, { body: words });
      if (!answer.ok) throw new Error(String(answer.status));
      saved = words;
      say("data-saved");
    } catch {
      say("data-unsaved");
    } finally {
      busy = false;
      if (area.value !== saved) timer = setTimeout(save, 5 * QUIET);
    }
  };
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

/** Put a sentence start before the words that are there already. */
function offerStarts(form) {
  const area = form.elements.body;
  for (const link of form.querySelectorAll("[data-start]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const start = `${link.dataset.start} `;
      if (!area.value.startsWith(start)) area.value = start + area.value;
      area.focus();
      area.setSelectionRange(start.length, start.length);
      area.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}

/** Take sides in place: one form holds the buttons of all posts. If that fails the form goes the long way. */
function takeSides(form) {
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button) return;
    event.preventDefault();
    try {
      const answer = await send(form, button.formAction, { position: button.value });
      if (!answer.ok) throw new Error(String(answer.status));
      for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
    } catch {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "position", value: button.value }));
      form.action = button.formAction;
      form.submit();
    }
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) {
  keepDraft(form);
  offerStarts(form);
}
for (const form of document.querySelectorAll("form[data-stances]")) takeSides(form);
