// The road between a room and the server: a socket, or a long poll where sockets do not get through. Both bring the same frames.

const TRIES = 2; // sockets that may fail before the slower road is taken
const TRY_MS = 2000;
const SILENCE_MS = 45000;
const POLL_MS = 40000;
const BACKOFF_MS = [500, 15000];
const GONE = new Set([4001, 4003, 4009]); // close codes after which the page must be loaded again
const REMEMBERED = "mobilize-live-road";

const today = () => new Date().toISOString().slice(0, 10);

/** Which road worked today; a flag and a date, nothing else. */
function rememberedRoad() {
  try {
    return localStorage.getItem(REMEMBERED) === `poll ${today()}` ? "poll" : "socket";
  } catch {
    return "socket";
  }
}

function rememberPoll() {
  try {
    localStorage.setItem(REMEMBERED, `poll ${today()}`);
  } catch { /* a browser that keeps nothing tries the socket again next time */ }
}

/**
 * Keep a room connected. `place()` says where the room left off, `take(frame)` gets each frame,
 * `say(status)` hears "connecting", "on", "slow", "off" and "ended".
 */
export class Link {
  constructor({ here, csrf, place, take, say }) {
    Object.assign(this, { here, csrf, place, take, say });
    this.road = rememberedRoad();
    this.failures = 0;
    this.waits = 0;
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
    if (this.road === "poll") this.poll();
    else this.socket();
  }

  /** Send an action; false when there is no road now (the outbox keeps it). */
  send(frame) {
    if (!this.open) return false;
    if (this.road === "poll") this.post(frame);
    else this.ws.send(JSON.stringify(frame));
    return true;
  }

  /** Ask for what was missed. */
  since(audience, { epoch, seq }) {
    if (!this.open) return;
    if (this.road === "socket") this.ws.send(JSON.stringify({ kind: "since", audience, epoch, seq }));
  }

  pong() {
    if (this.open && this.road === "socket") this.ws.send('{"kind":"pong"}');
  }

  leave() {
    if (this.open && this.road === "socket") this.ws.send('{"kind":"leave"}');
    this.drop();
  }

  // --- the socket -------------------------------------------------------------------------------------

  socket() {
    this.drop();
    const address = new URL(`${this.here}socket/`, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    const ws = new WebSocket(address);
    this.ws = ws;
    this.heard = performance.now();
    let welcomed = false;
    const late = setTimeout(() => this.failed(ws), TRY_MS);
    ws.addEventListener("open", () => {
      const { pub, mod } = this.place();
      ws.send(JSON.stringify({
        kind: "hello", proto: 1, epoch: pub.epoch, seq: pub.seq, mod_epoch: mod.epoch, mod_seq: mod.seq,
      }));
    });
    ws.addEventListener("message", (event) => {
      if (ws !== this.ws) return;
      this.heard = performance.now();
      const frame = JSON.parse(event.data);
      if (frame.kind === "welcome") {
        clearTimeout(late);
        welcomed = true;
        this.failures = 0;
        this.arrived("on");
      }
      this.take(frame);
    });
    ws.addEventListener("close", (event) => {
      clearTimeout(late);
      if (ws !== this.ws) return;
      if (GONE.has(event.code)) this.end();
      else if (welcomed) this.lost();
      else this.failed(ws);
    });
  }

  /** A socket that never said welcome: after two of them the slower road is taken, for today. */
  failed(ws) {
    if (ws !== this.ws) return;
    this.drop();
    this.failures += 1;
    if (navigator.onLine && this.failures >= TRIES) {
      this.road = "poll";
      this.proven = false;
      this.poll();
    } else {
      this.again(navigator.onLine ? 100 : null);
    }
  }

  listen() {
    if (this.road === "socket" && this.open && performance.now() - this.heard > SILENCE_MS) this.lost();
  }

  // --- the long poll ----------------------------------------------------------------------------------

  async poll() {
    this.drop();
    const mine = new AbortController();
    this.polling = mine;
    let first = true;
    while (this.polling === mine) {
      const { pub, mod } = this.place();
      const query = new URLSearchParams({ epoch: pub.epoch, since: pub.seq, mod_epoch: mod.epoch, mod_since: mod.seq });
      if (first) query.set("wait", "0"); // the first answer comes at once and says that the road works
      const late = setTimeout(() => mine.abort(), POLL_MS);
      try {
        const answer = await fetch(`${this.here}events/?${query}`, {
          headers: { Accept: "application/json" }, redirect: "manual", cache: "no-store", signal: mine.signal,
        });
        if (this.polling !== mine) return;
        if (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403) return this.end();
        if (!answer.ok) throw new Error(`status ${answer.status}`);
        const { frames } = await answer.json();
        if (this.polling !== mine) return;
        if (!this.open) this.arrived("slow");
        if (first) rememberPoll();
        first = false;
        for (const frame of frames) this.take(frame);
      } catch {
        if (this.polling === mine) this.lost();
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

  // --- both -------------------------------------------------------------------------------------------

  arrived(status) {
    this.open = true;
    this.waits = 0;
    this.say(status);
  }

  /** The road broke: try again soon, each time a little later, never all at the same moment. */
  lost() {
    this.drop();
    if (this.ended) return;
    this.say("off");
    this.again(null);
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
    const { ws, polling } = this;
    this.ws = this.polling = undefined;
    ws?.close();
    polling?.abort();
  }
}
