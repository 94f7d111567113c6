// On a device that others use too: says when the sign-in is about to end, and leaves the page when it has ended.
// The server decides by its own time; without this script the page itself leads to the end.

const line = document.querySelector("[data-shared-device]");
const SIGN_EVERY = 60_000;
const SAID_FROM = 60;

/** Watch the time of one page. Other windows of the same sign-in tell each other of each use. */
function watch(line) {
  const { here, over, soon } = line.dataset;
  const idle = Number(line.dataset.seconds) * 1000;
  const longest = Date.now() + Number(line.dataset.longest) * 1000;
  const ending = line.querySelector("[data-ending]");
  const left = line.querySelector("[data-left]");
  const windows = new BroadcastChannel("shared-device");
  let ends = Math.min(Date.now() + idle, longest);
  let signed = Date.now();

  const goOn = () => {
    signed = Date.now();
    ends = Math.min(signed + idle, longest);
    ending.hidden = true;
  };
  const sign = async () => {
    signed = Date.now();
    const answer = await fetch(here, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    if (answer?.status === 204) {
      goOn();
      windows.postMessage("used");
    } else if (answer) location.replace(over);
  };
  const look = () => {
    const seconds = Math.ceil((ends - Date.now()) / 1000);
    if (seconds <= 0) location.replace(over);
    else if (seconds <= SAID_FROM) {
      // A screen reader hears it now and then, not every second.
      if (ending.hidden || seconds % 15 === 0 || seconds <= 5) left.textContent = soon.replace("[n]", String(seconds));
      ending.hidden = false;
    }
  };

  windows.addEventListener("message", goOn);
  windows.postMessage("used");
  line.querySelector("[data-still]").addEventListener("click", sign);
  for (const kind of ["input", "pointerdown", "keydown"]) {
    document.addEventListener(kind, () => {
      if (Date.now() - signed > SIGN_EVERY) sign();
    }, { passive: true });
  }
  setInterval(look, 1000);
}

if (line) watch(line);
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
