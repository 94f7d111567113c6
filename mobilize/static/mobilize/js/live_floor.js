// What the room shows: lines of the log in order, one's own messages on their way, and one calm voice for screen readers.

import { fill, speak, told } from "./live_hands.js";

const $ = (id) => document.getElementById(id);
const ANNOUNCE_MS = 4000;

export class Floor {
  constructor(config) {
    this.config = config;
    this.talk = $("live-talk");
    this.own = $("mine");
    this.mine = new Set(); // messages known to be one's own
    this.news = [];
    document.addEventListener("live:value", ({ detail }) => this.value(detail));
    this.clock = new Intl.DateTimeFormat(config.language, {
      hour: "numeric", minute: "2-digit", timeZone: config.zone,
    });
  }

  // --- lines of the log -------------------------------------------------------------------------------

  clear() {
    this.talk.replaceChildren();
  }

  show(event, quietly = false) {
    if (event.kind === "message") this.message(event, quietly);
    else if (event.kind === "removed") this.gone(event.ref);
    else if (event.kind === "state") this.state(event.data.state, event);
    else if (event.kind === "mode") this.mode(event.data.mode, event);
    else if (event.kind === "prompt") this.prompt(event.data.words, event);
    else if (event.kind === "asked") this.sentence(fill(this.config.hands.asked, event.data), event);
    else if (event.kind === "hands") this.sentence(`${event.data.question} ${told(this.config.hands, event.data, true)}`, event);
    if (event.kind === "asked" || event.kind === "hands") this.renew("hands-lead");
  }

  message({ seq, ref, at, data }, quietly) {
    $("live-empty")?.remove();
    const adult = data.side === "adult";
    const card = $(adult ? "live-answer" : "live-voice").content.firstElementChild.cloneNode(true);
    const own = this.mine.has(ref) || (this.config.me && data.by === this.config.me);
    card.id = `s${seq}`;
    Object.assign(card.dataset, { seq, ref });
    card.querySelector("use").setAttribute("href", `${this.config.sprite}#${data.shape}`);
    const initials = card.querySelector("svg text");
    if (initials) initials.textContent = data.initials;
    card.querySelector(".who b").textContent = data.name;
    card.querySelector(".who span").append(adult ? `${this.config.roles[data.role] ?? ""}, ` : "", this.time(at));
    this.talk.append(this.filled(card, data, own));
    if (own) this.forgetOwn(ref);
    else if (!quietly && !data.gone && !data.hidden) this.announce({ name: data.name, words: data.body, lang: data.lang });
  }

  filled(card, data, own) {
    const body = card.querySelector("[data-part=body]");
    if (data.gone || data.hidden) speak(body, this.config.words[data.gone ? "gone" : "hidden"]);
    else speak(body, data.body, data.lang);
    body.className = data.gone || data.hidden ? "quiet" : "post keep";
    const foot = card.querySelector("[data-part=foot]");
    if (data.gone || data.hidden) foot?.remove();
    else if (own) this.markOwn(card);
    else {
      const report = foot.querySelector("a");
      report.href = `${this.config.report}${card.dataset.ref}/`;
      report.setAttribute("aria-label", fill(this.config.words.report, data));
      const hide = foot.querySelector("[data-part=hide]");
      if (hide) {
        hide.href = `${this.config.hide}${data.by}/`;
        hide.setAttribute("aria-label", fill(this.config.words.hide, data));
      }
    }
    return card;
  }

  markOwn(card) {
    if (card.classList.contains("mine")) return;
    card.classList.add("mine");
    card.querySelector(".who span").prepend(`${this.config.words.you}, `);
    card.querySelector("[data-part=foot]")?.replaceChildren(this.takeBack(card.dataset.ref));
  }

  takeBack(ref) {
    const button = document.createElement("button");
    button.className = "bare";
    button.type = "submit";
    button.setAttribute("form", "withdraw");
    button.setAttribute("formaction", `${this.config.here}messages/${ref}/withdraw/`);
    button.textContent = this.config.words.withdraw;
    return button;
  }

  gone(ref) {
    const card = this.talk.querySelector(`[data-ref="${ref}"]`);
    if (!card) return;
    const body = card.querySelector("[data-part=body]");
    speak(body, this.config.words.gone);
    body.className = "quiet";
    card.querySelector("[data-part=foot]")?.remove();
  }

  state(state, event) {
    this.setState(state);
    this.sentence(this.config.moves[state], event);
  }

  setState(state) {
    $("live-state").textContent = this.config.states[state];
    $("live-why")?.remove();
    const form = $("live-say");
    if (form) form.hidden = state === "closed";
    if (state !== this.config.state) this.renew("lead-steps");
    this.config.state = state;
  }

  /** What a facilitator can do next has changed: the server draws it. */
  async renew(id) {
    if (!$(id)) return;
    try {
      const answer = await fetch(this.config.here, { headers: { Accept: "text/html" }, redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById(id);
      if (fresh) $(id).replaceWith(document.adoptNode(fresh));
    } catch { /* the server refuses a step that is out of date, and says so */ }
  }

  prompt(words, event) {
    const line = $("live-prompt");
    line.hidden = !words;
    line.textContent = words;
    this.sentence(words ? fill(this.config.hands.prompt, { words }) : this.config.hands.no_prompt, event);
  }

  /** Volatile values: about how many are here, and which of the adults who lead. */
  value({ of, data }) {
    if (of === "people") {
      const { about, few } = this.config.people;
      $("live-people").textContent = data ? (data.about ? fill(about, { count: data.about }) : few) : "";
    }
    if (of === "adults" && data) {
      [...$("live-adults").children].forEach((row, place) => {
        row.querySelector("[data-part=away]").hidden = data.here[place] ?? true;
      });
    }
  }

  mode(mode, event) {
    this.setMode(mode);
    this.sentence(this.config.moves[`mode ${mode}`], event);
  }

  setMode(mode) {
    this.config.mode = mode;
    $("live-mode").textContent = this.config.modes[mode];
    const choice = document.querySelector(`[name=mode][value="${mode}"]`);
    if (choice && document.activeElement?.name !== "mode") choice.checked = true;
  }

  sentence(words, { seq, at }) {
    const line = document.createElement("p");
    line.className = "small quiet";
    line.id = `s${seq}`;
    line.dataset.seq = seq;
    line.append(`${words} `, this.time(at));
    this.talk.append(line);
    this.announce({ sentence: words });
  }

  time(at) {
    const time = document.createElement("time");
    time.dateTime = at;
    time.textContent = this.clock.format(new Date(at));
    return time;
  }

  // --- one's own messages that others do not see ------------------------------------------------------

  sending({ id, body }) {
    return this.card(id, { st: "sending", body, note: "" });
  }

  card(id, { st, body, lang, note, ref, care }) {
    let card = this.own.querySelector(`[data-own="${CSS.escape(id)}"]`);
    if (!card) {
      card = $("live-own").content.firstElementChild.cloneNode(true);
      card.dataset.own = id;
      this.own.append(card);
    }
    const words = { sending: "sending", held: "waiting", published: "shown", returned: "returned", removed: "removed" };
    const part = (name) => card.querySelector(`[data-part=${name}]`);
    part("state").textContent = this.config.words[words[st]] ?? "";
    if (body) speak(part("body"), body, lang);
    part("note").textContent = note ?? "";
    part("foot").replaceChildren(...(ref && (st === "held" || st === "returned") ? [this.takeBack(ref)] : []));
    const help = part("care"), appeal = part("appeal");
    help.hidden = !(ref && care && st === "held");
    appeal.hidden = !(ref && (st === "returned" || st === "removed"));
    if (ref) {
      help.firstElementChild.href = `${this.config.care}${ref}/`;
      appeal.firstElementChild.href = `${this.config.appeal}${ref}/`;
      card.dataset.ref = ref;
    }
    return card;
  }

  /** A message of one's own has a number now: if its line is here, its card has done its work. */
  forgetOwn(ref) {
    this.own.querySelector(`[data-ref="${ref}"]`)?.remove();
  }

  known(id, { st, was, ref, care }) {
    this.mine.add(ref);
    const state = st === "dup" ? was : st;
    const line = this.talk.querySelector(`[data-ref="${ref}"]`);
    if (line) {
      this.markOwn(line);
      this.own.querySelector(`[data-own="${CSS.escape(id)}"]`)?.remove();
    } else if (state === "withdrawn") {
      this.own.querySelector(`[data-own="${CSS.escape(id)}"]`)?.remove();
    } else {
      this.card(id, { st: state, ref, care });
    }
    if (care) this.answerCrisis(ref);
  }

  /** Somebody told of danger or harm: warm words, numbers, and who comes, for their eyes alone. */
  answerCrisis(ref) {
    const panel = $("live-care");
    panel.querySelector("form").action = `${this.config.care}${ref}/`;
    panel.hidden = false;
    panel.focus();
  }

  failed(id, text) {
    const card = this.own.querySelector(`[data-own="${CSS.escape(id)}"]`);
    if (card) card.querySelector("[data-part=state]").textContent = text;
    this.announce({ sentence: text });
  }

  /** News about own messages; `whole` means that no other message of one's own waits. */
  about(rows, whole, waiting) {
    for (const row of rows) {
      this.mine.add(row.ref);
      if (row.st === "published" || row.st === "withdrawn") {
        if (row.st === "withdrawn" || this.talk.querySelector(`[data-ref="${row.ref}"]`)) this.forgetOwn(row.ref);
        continue;
      }
      this.card(row.id, row);
      if (!whole && row.st !== "held") this.announce({ sentence: `${this.config.words[row.st]} ${row.note}` });
    }
    if (!whole) return;
    const listed = new Set([...rows.map((row) => row.id), ...waiting]);
    for (const card of this.own.querySelectorAll("[data-own]")) if (!listed.has(card.dataset.own)) card.remove();
  }

  // --- one calm voice ---------------------------------------------------------------------------------

  /** Tell screen readers, at most once in a few seconds: one message in words, more of them as a number. */
  announce(news) {
    this.news.push(news);
    this.voice ??= setTimeout(() => {
      const { said, many } = this.config.words;
      const told = this.news.filter((one) => one.sentence).map((one) => one.sentence);
      const spoken = this.news.filter((one) => !one.sentence);
      if (spoken.length > 1) told.push(many.replace("%(count)s", spoken.length));
      $("live-news").textContent = told.join(" ");
      if (spoken.length === 1) {
        const [before, after] = said.split("%(words)s").map((part) => part.replace("%(name)s", () => spoken[0].name));
        const words = speak(document.createElement("span"), spoken[0].words, spoken[0].lang);
        $("live-news").append(told.length ? " " : "", before, words, after ?? "");
      }
      this.news = [];
      this.voice = undefined;
    }, this.news.length > 1 || this.spokeAt > performance.now() - ANNOUNCE_MS ? ANNOUNCE_MS : 300);
    this.spokeAt = performance.now();
  }

  link(status) {
    $("live-link").textContent = this.config.words[status];
    document.documentElement.dataset.live = status;
    if (status !== "ended") return;
    // Nothing can be sent from here any more: what was typed stays to be copied, the doors go.
    for (const id of ["hands", "hands-dock", "live-lead", "hands-lead"]) $(id)?.setAttribute("hidden", "");
    for (const button of document.querySelectorAll("#live-say button")) button.disabled = true;
  }
}
