// Copies the words of a receipt. Without this script they can be written down or marked and copied by hand.

for (const button of document.querySelectorAll("[data-copy]")) {
  const words = document.getElementById(button.dataset.copy);
  const told = button.parentElement.querySelector("[role=status]");
  if (!words || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(words.textContent.trim());
      told.textContent = button.dataset.done;
    } catch {
      // Where copying is not allowed, the words are marked, so that one key copies them.
      getSelection().selectAllChildren(words);
    }
  });
}
