// How far a list of people has come, told again every two seconds. Without this script the page comes again by itself.

const PAUSE = 2000;

async function look() {
  const shown = document.getElementById("how-far");
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("how-far");
    // It has begun, or is over, or somebody must say who they are: that is another page.
    if (!fresh || fresh.dataset.state !== shown.dataset.state) {
      location.reload();
      return;
    }
    shown.replaceWith(document.adoptNode(fresh));
  } catch {
    // No network for a moment: the next look tells.
  }
  setTimeout(look, PAUSE);
}

if (document.getElementById("how-far")) setTimeout(look, PAUSE);
