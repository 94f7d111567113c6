// A community session's room, kept up to date. Without this script the page is read by loading it, and written by its form.

import { Desk } from "./live_desk.js";
import { Floor } from "./live_floor.js";
import { Hands } from "./live_hands.js";
import { Link } from "./live_link.js";
import { Outbox } from "./live_outbox.js";

const config = JSON.parse(document.getElementById("live-config").textContent);
const form = document.getElementById("live-say");
const outbox = new Outbox(`mobilize-live-${config.here}`);
const floor = new Floor(config);
const inFlight = new Set(); // sent, and not answered yet
const places = {
  pub: { epoch: config.epoch, seq: config.seq },
  mod: { epoch: "", seq: 0 },
};
const csrf = () => document.querySelector("[name=csrfmiddlewaretoken]").value;
const link = new Link({ here: config.here, csrf, place: () => places, take, say, ticket: config.ticket });
new Hands(config, csrf);
const desk = new Desk(config, (frame) => link.send(frame), (news) => floor.announce(news));

function say(status) {
  // What was on its way has no answer now: it is sent again, with the same id.
  if (status === "off") inFlight.clear();
  floor.link(status);
}

/** Apply events one after the other: what is known is skipped, a hole is asked for. */
function apply(audience, events, quietly) {
  const place = places[audience];
  const atEnd = floor.talk.getBoundingClientRect().bottom < innerHeight + 200;
  for (const event of events) {
    if (event.seq <= place.seq) continue;
    if (event.seq > place.seq + 1) {
      link.since(audience, place);
      return;
    }
    place.seq = event.seq;
    if (audience === "pub") floor.show(event, quietly);
    else desk.show(event);
  }
  if (audience === "pub" && !quietly && atEnd) floor.talk.lastElementChild?.scrollIntoView({ block: "nearest" });
}

function take(frame) {
  const takers = { welcome, snap, b: batch, hb: heartbeat, ack: answered, nack: answered, me: ({ e }) => floor.about(e) };
  takers[frame.kind]?.(frame);
}

function welcome(frame) {
  floor.setState(frame.state);
  floor.setMode(frame.mode);
  for (const row of frame.me) outbox.settle(row.id);
  floor.about(frame.me, true, outbox.rows.map((row) => row.id));
  for (const row of outbox.rows) {
    if (link.road === "socket" || !inFlight.has(row.id)) dispatch(row);
  }
}

function snap({ audience, epoch, seq, first, e }) {
  if (audience === "pub") floor.clear();
  places[audience] = { epoch, seq: Math.max(0, first - 1) };
  apply(audience, e, true);
  places[audience].seq = seq;
}

function batch({ audience, epoch, e }) {
  if (epoch === places[audience].epoch) apply(audience, e, false);
}

function heartbeat(frame) {
  link.pong();
  for (const [audience, epoch, head] of [["pub", frame.epoch, frame.head], ["mod", frame.mod_epoch, frame.mod_head]]) {
    const place = places[audience];
    // A batch may be on its way: ask only if it has not come in a moment.
    if (epoch && (epoch !== place.epoch || head > place.seq)) {
      setTimeout(() => (epoch !== place.epoch || head > place.seq) && link.since(audience, place), 400);
    }
  }
}

function dispatch({ id, body }) {
  floor.sending({ id, body });
  if (link.send({ kind: "say", id, body })) inFlight.add(id);
}

function answered(frame) {
  if (desk.answered(frame)) return;
  inFlight.delete(frame.id);
  if (frame.kind === "ack") {
    outbox.settle(frame.id);
    floor.known(frame.id, frame);
  } else if (!frame.final) {
    setTimeout(() => {
      const row = outbox.rows.find((other) => other.id === frame.id);
      if (row) dispatch(row);
    }, frame.retry_ms);
  } else {
    const row = outbox.settle(frame.id);
    floor.failed(frame.id, frame.text);
    // The words go back to where they can be changed, unless something new is there.
    if (row && form && !form.elements.body.value) form.elements.body.value = row.body;
  }
}

if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = form.elements.body.value.trim();
    if (!body) return;
    form.elements.body.value = "";
    for (const card of floor.own.querySelectorAll("[data-own]:not([data-ref])")) {
      // A message that was refused has said so; the next try takes its place.
      if (!outbox.rows.some((row) => row.id === card.dataset.own)) card.remove();
    }
    dispatch(outbox.add(body));
    form.elements.body.focus();
  }, { capture: true });
  form.elements.body.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
for (const card of floor.talk.querySelectorAll(".mine[data-ref]")) floor.mine.add(card.dataset.ref);
link.start();
