// The road between a room and the server: a socket, else a stream, else a long poll. All three bring the same frames.

const TRIES = 2; // roads that may fail before a slower one is taken
const TRY_MS = 2000;
const FIRST_BYTE_MS = 5000; // a stream without a first byte: somebody on the way keeps it until it is whole
const SILENCE_MS = 45000;
const POLL_MS = 40000;
const CALM_MS = 60000; // after the server sent us elsewhere a road that fails is no slower road
const BACKOFF_MS = [500, 15000];
const GONE = new Set([4001, 4003, 4009]); // close codes after which the page must be loaded again
const SLOWER = { socket: "stream", stream: "poll", poll: "poll" };
const REMEMBERED = "mobilize-live-road";

const today = () => new Date().toISOString().slice(0, 10);

/** Which road worked today; a word and a date, nothing else. */
function rememberedRoad() {
  try {
    const [road, day] = (localStorage.getItem(REMEMBERED) ?? "").split(" ");
    return day === today() && road in SLOWER ? road : "socket";
  } catch {
    return "socket";
  }
}

function remember(road) {
  try {
    localStorage.setItem(REMEMBERED, `${road} ${today()}`);
  } catch { /* a browser that keeps nothing tries the socket again next time */ }
}

/**
 * Keep a room connected. `place()` says where the room left off, `take(frame)` gets each frame, `wall` tells that it is
 * the big screen, which is nobody's presence, and `say(status)` hears "connecting", "on", "slow", "off" and "ended".
 * Volatile values are told to the document as the event "live:value" with { of, rev, data }.
 */
export class Link {
  constructor({ here, csrf, place, take, say, ticket = "", wall = false }) {
    Object.assign(this, { here, csrf, place, take, say, ticket, wall });
    this.road = rememberedRoad();
    this.values = ""; // the server's name for the volatile values we have
    this.failures = 0;
    this.waits = 0;
    this.calmUntil = 0;
    this.open = false;
    this.ended = false;
    addEventListener("online", () => this.again(0));
    addEventListener("offline", () => this.lost());
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", (event) => event.persisted && this.again(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && !this.open) this.again(0);
    });
    setInterval(() => this.listen(), 5000);
  }

  start() {
    this.say("connecting");
    this[this.road]();
  }

  /** Send an action; false when there is no road now (the outbox keeps it). */
  send(frame) {
    if (!this.open) return false;
    if (this.road === "socket") this.ws.send(JSON.stringify(frame));
    else this.post(frame);
    return true;
  }

  /** Ask for what was missed. A poll does so by itself. */
  since(audience, { epoch, seq }) {
    if (!this.open) return;
    if (this.road === "socket") this.ws.send(JSON.stringify({ kind: "since", audience, epoch, seq }));
    if (this.road === "stream") this.stream();
  }

  pong() {
    if (this.open && this.road === "socket") this.ws.send('{"kind":"pong"}');
  }

  leave() {
    if (this.open && this.road === "socket") this.ws.send('{"kind":"leave"}');
    this.drop();
  }

  // --- what comes in, on whatever road ----------------------------------------------------------------

  receive(frame) {
    if (frame.kind === "welcome") {
      this.failures = 0;
      this.waits = 0;
      this.open = true;
      if (this.road !== "socket") remember(this.road);
      this.say(this.road === "socket" ? "on" : "slow");
    }
    if (frame.ticket) this.ticket = frame.ticket;
    if (frame.kind === "reconnect") this.elsewhere(frame.after_ms);
    for (const value of frame.kind === "v" ? [frame] : frame.v ?? []) {
      document.dispatchEvent(new CustomEvent("live:value", { detail: { of: value.of, rev: value.rev, data: value.data } }));
    }
    this.take(frame);
  }

  /** The process at the other end is about to stop: we come back when it is our turn. */
  elsewhere(wait) {
    this.calmUntil = performance.now() + wait + CALM_MS;
    this.dueAt = performance.now() + wait;
    const { mine } = this;
    setTimeout(() => this.mine === mine && this.start(), wait);
  }

  query() {
    const { pub, mod } = this.place();
    const places = { epoch: pub.epoch, since: pub.seq, mod_epoch: mod.epoch, mod_since: mod.seq };
    return new URLSearchParams({ ...places, ...(this.wall && { wall: 1 }) });
  }

  /** Ask with what the socket's handshake says too; null for whoever may not be here any more. */
  async ask(path, signal, accept) {
    const answer = await fetch(this.here + path, {
      headers: { Accept: accept, ...(this.ticket && { "Live-Ticket": this.ticket }) },
      redirect: "manual", cache: "no-store", signal,
    });
    if (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403) return null;
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer;
  }

  // --- the socket -------------------------------------------------------------------------------------

  socket() {
    const mine = this.begin();
    const address = new URL(`${this.here}socket/${this.wall ? "?wall=1" : ""}`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(address, ["mobilize.1", ...(this.ticket ? [`ticket.${this.ticket}`] : [])]);
    this.ws = ws;
    const late = setTimeout(() => this.failed(mine), TRY_MS);
    ws.addEventListener("open", () => {
      const { pub, mod } = this.place();
      ws.send(JSON.stringify({
        kind: "hello", proto: 1, epoch: pub.epoch, seq: pub.seq, mod_epoch: mod.epoch, mod_seq: mod.seq,
      }));
    });
    ws.addEventListener("message", (event) => {
      if (mine !== this.mine) return;
      this.heard = performance.now();
      const frame = JSON.parse(event.data);
      if (frame.kind === "welcome") clearTimeout(late);
      this.receive(frame);
    });
    ws.addEventListener("close", (event) => {
      clearTimeout(late);
      if (mine !== this.mine) return;
      if (GONE.has(event.code)) this.end();
      else if (this.open) this.lost();
      else {
        this.ticket = ""; // if that was what was wrong with it, the sign-in says who this is
        this.failed(mine);
      }
    });
  }

  /** A road that never said welcome: after some tries a slower one is taken, for today. */
  failed(mine) {
    if (mine !== this.mine) return;
    this.drop();
    const counts = navigator.onLine && performance.now() > this.calmUntil;
    if (counts) this.failures += 1;
    if (this.failures >= TRIES) {
      this.failures = 0;
      this.road = SLOWER[this.road];
      this.start();
    } else {
      this.again(counts ? 100 : null);
    }
  }

  listen() {
    if (this.road !== "poll" && this.open && performance.now() - this.heard > SILENCE_MS) this.lost();
  }

  // --- the stream -------------------------------------------------------------------------------------

  async stream() {
    const mine = this.begin();
    const late = setTimeout(() => {
      this.failures = TRIES; // a second try would be kept on the way just as long
      this.failed(mine);
    }, FIRST_BYTE_MS);
    try {
      const answer = await this.ask(`stream/?${this.query()}`, mine.signal, "text/event-stream");
      if (mine !== this.mine) return;
      if (!answer) return this.end();
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let words = ""; ;) {
        const { done, value } = await reader.read();
        if (mine !== this.mine) return;
        if (done) break;
        clearTimeout(late);
        this.heard = performance.now();
        words += value;
        const parts = words.split("\n\n");
        words = parts.pop();
        for (const part of parts) if (mine === this.mine) this.event(part);
      }
    } catch { /* it broke, or was never let through */ }
    clearTimeout(late);
    if (mine !== this.mine) return;
    if (this.open) this.lost();
    else this.failed(mine);
  }

  /** Take one message of the stream: a comment, a frame, or the code with which it ended. */
  event(words) {
    const fields = Object.fromEntries(words.split("\n").map((line) => line.split(/: ?(.*)/s).slice(0, 2)));
    if (fields.event === "ended" && GONE.has(Number(fields.data))) this.end();
    else if (fields.event === "ended") this.lost();
    else if (fields.data) this.receive(JSON.parse(fields.data));
  }

  // --- the long poll ----------------------------------------------------------------------------------

  async poll() {
    const mine = this.begin();
    while (mine === this.mine) {
      const query = this.query();
      query.set("v", this.values);
      if (!this.open) query.set("wait", "0"); // the first answer comes at once and says that the road works
      const late = setTimeout(() => mine.abort(), POLL_MS);
      try {
        const answer = await this.ask(`events/?${query}`, mine.signal, "application/json");
        if (mine !== this.mine) return;
        if (!answer) return this.end();
        const { ended, frames, v } = await answer.json();
        if (mine !== this.mine) return;
        this.values = v;
        for (const frame of frames) this.receive(frame);
        if (GONE.has(ended)) return this.end();
      } catch {
        if (mine === this.mine) this.lost();
        return;
      } finally {
        clearTimeout(late);
      }
    }
  }

  async post(frame) {
    const { kind, id, ref, ...more } = frame;
    const address = { say: "say/", withdraw: `messages/${ref}/withdraw/`, rule: `held/${ref}/` }[kind];
    try {
      const answer = await fetch(this.here + address, {
        method: "POST", redirect: "manual", body: new URLSearchParams({ id, ...more }),
        headers: { Accept: "application/json", "X-CSRFToken": this.csrf() },
      });
      if (answer.type === "opaqueredirect") return this.end();
      this.take(await answer.json());
    } catch {
      // No answer is no answer: the outbox sends it again with the same id.
      this.lost();
    }
  }

  // --- all three --------------------------------------------------------------------------------------

  begin() {
    this.drop();
    this.heard = performance.now();
    this.mine = new AbortController();
    return this.mine;
  }

  /** The road broke: try again soon, each time a little later, never all at the same moment. */
  lost() {
    this.drop();
    if (this.ended) return;
    const turn = this.dueAt - performance.now();
    this.dueAt = undefined;
    if (turn > 0) {
      this.say("connecting");
      this.again(turn);
    } else {
      this.say("off");
      this.again(null);
    }
  }

  again(wait) {
    if (this.ended || this.open) return;
    clearTimeout(this.timer);
    const most = Math.min(BACKOFF_MS[1], BACKOFF_MS[0] * 2 ** this.waits);
    if (wait === null) this.waits += 1;
    this.timer = setTimeout(() => this.start(), wait ?? most * (0.5 + Math.random() / 2));
  }

  end() {
    this.ended = true;
    this.drop();
    this.say("ended");
  }

  drop() {
    this.open = false;
    clearTimeout(this.timer);
    const { ws, mine } = this;
    this.ws = this.mine = undefined;
    ws?.close();
    mine?.abort();
  }
}
