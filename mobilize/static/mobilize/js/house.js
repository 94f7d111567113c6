// Small comforts for every page. Nothing here is needed: each form and link works without it, and nothing is remembered.

/** Keep a form from being sent twice, and say so to screen readers, until the answer comes. */
function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent === "yes") {
      event.preventDefault();
      return;
    }
    // Wait until every other listener has had its say: one of them may keep the form here.
    queueMicrotask(() => {
      if (event.defaultPrevented) return;
      form.dataset.sent = "yes";
      event.submitter?.setAttribute("aria-busy", "true");
    });
  });
}

/** A page that comes back out of the browser's memory starts afresh. */
function letSendAgain() {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    delete form.dataset.agreed;
    form.querySelector("input[data-agreement]")?.remove();
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
}

/** Grow a textarea with its words where the style sheet cannot. */
function grow(area) {
  const fit = () => {
    area.rows = Math.min(24, Math.max(Number(area.dataset.rows), area.value.split("\n").reduce(
      (rows, line) => rows + Math.max(1, Math.ceil(line.length / Math.max(20, area.cols || 40))), 1)));
  };
  area.dataset.rows = String(area.rows || 3);
  area.addEventListener("input", fit);
  fit();
}

/** Ask in a dialog what `data-confirm` asks, before the form goes; without this script the server asks on a page. */
function askFirst(form) {
  const dialog = document.getElementById(form.dataset.confirm);
  if (!(dialog instanceof HTMLDialogElement)) return;
  form.addEventListener("submit", (event) => {
    if (form.dataset.agreed === "yes") return;
    event.preventDefault();
    const submitter = event.submitter;
    dialog.returnValue = "";
    dialog.addEventListener("close", () => {
      if (dialog.returnValue !== "yes") return submitter?.focus();
      form.dataset.agreed = "yes";
      const agreement = Object.assign(document.createElement("input"), { type: "hidden", name: "confirm", value: "yes" });
      agreement.dataset.agreement = "";
      form.append(agreement);
      form.requestSubmit(submitter);
    }, { once: true });
    dialog.showModal();
  }, { capture: true });
}

document.getElementById("form-errors")?.focus();
for (const form of document.querySelectorAll("form[data-confirm]")) askFirst(form);
for (const form of document.querySelectorAll("form[method=post]")) sendOnce(form);
if (!CSS.supports("field-sizing", "content")) {
  for (const area of document.querySelectorAll("textarea")) grow(area);
}
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) letSendAgain();
});
