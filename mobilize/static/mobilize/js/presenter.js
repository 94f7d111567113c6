// The screen on the wall: the room for everybody to look at. It shows what all may read, and sends nothing.

import { fill, rows, speak, told } from "./live_hands.js";
import { Link } from "./live_link.js";

const $ = (id) => document.getElementById(id);
const config = JSON.parse($("live-config").textContent);
const place = { epoch: config.epoch, seq: config.seq };
const nothing = { epoch: "", seq: 0 };
const talk = $("live-talk");
let prompt = $("live-prompt").textContent === config.question ? "" : $("live-prompt").textContent;
let hands = !$("hands").hidden;

function apply(events) {
  for (const event of events) {
    if (event.seq <= place.seq) continue;
    if (event.seq > place.seq + 1) return link.since("pub", place);
    place.seq = event.seq;
    if (event.kind === "message" && !event.data.gone) message(event);
    else if (event.kind === "removed") talk.querySelector(`[data-ref="${event.ref}"]`)?.remove();
    else if (event.kind === "state") state(event.data.state);
    else if (event.kind === "prompt") asked((prompt = event.data.words), hands);
  }
  $("live-empty").hidden = Boolean(talk.querySelector("[data-ref]"));
}

function message({ ref, data }) {
  const card = $(data.side === "adult" ? "live-answer" : "live-voice").content.firstElementChild.cloneNode(true);
  card.dataset.ref = ref;
  card.querySelector("use").setAttribute("href", `${config.sprite}#${data.shape}`);
  const initials = card.querySelector("svg text");
  if (initials) initials.textContent = data.initials;
  card.querySelector(".who b").textContent = data.name;
  const role = card.querySelector(".who span");
  if (role) role.textContent = config.roles[data.role] ?? "";
  speak(card.querySelector("[data-part=body]"), data.body, data.lang);
  talk.prepend(card); // the newest first: the style sheet sets it lowest
  for (const old of [...talk.querySelectorAll("[data-ref]")].slice(config.kept)) old.remove();
}

function state(name) {
  $("live-state").textContent = config.states[name];
}

function head(line, words) {
  line.textContent = words;
  line.classList.toggle("long", words.length > 60);
}

/** What the wall asks now: a show of hands, else the line for all screens, else the question of the talk. */
function asked(line, byHands) {
  $("hands").hidden = !byHands;
  $("live-prompt").hidden = byHands;
  head($("live-prompt"), line || config.question);
  $("wall-topic").hidden = !byHands && !line;
}

function value({ of, data }) {
  if (of === "people") {
    const words = config.people;
    $("live-people").textContent = data ? (data.about ? fill(words.about, { count: data.about }) : words.few) : "";
  }
  if (of !== "hands") return;
  hands = Boolean(data);
  asked(prompt, hands);
  if (!data) return;
  head($("hands-question"), data.question);
  $("hands").querySelector("[data-part=told]").textContent = told(config.hands, data);
  $("hands").querySelector("[data-part=rows]").replaceChildren(...rows(config.hands, data));
}

function take(frame) {
  if (frame.kind === "welcome") state(frame.state);
  else if (frame.kind === "hb") heartbeat(frame);
  else if (frame.audience !== "pub") return;
  else if (frame.kind === "snap") {
    for (const card of talk.querySelectorAll("[data-ref]")) card.remove();
    Object.assign(place, { epoch: frame.epoch, seq: Math.max(0, frame.first - 1) });
    apply(frame.e);
    place.seq = frame.seq;
  } else if (frame.kind === "b" && frame.epoch === place.epoch) apply(frame.e);
}

function heartbeat({ epoch, head }) {
  link.pong();
  if (epoch && (epoch !== place.epoch || head > place.seq)) {
    setTimeout(() => (epoch !== place.epoch || head > place.seq) && link.since("pub", place), 400);
  }
}

function say(status) {
  $("live-link").textContent = config.words[status];
  document.documentElement.dataset.live = status;
  // Whoever may not read the talk any more has nothing of it on the wall.
  if (status === "ended") $("main").querySelector(".stage-mid").replaceChildren();
}

document.addEventListener("live:value", ({ detail }) => value(detail));
const link = new Link({
  here: config.here, csrf: () => "", place: () => ({ pub: place, mod: nothing }), take, say, wall: true,
});
link.start();
