// A show of hands in the room: the question and its choices, one's own hand, and what is told in the end.

import { newId } from "./live_outbox.js";

const SVG = "http://www.w3.org/2000/svg";

/** Put somebody's words on the page, in their own language: a reader's voice speaks them in it. */
export function speak(element, words, lang) {
  element.textContent = words;
  for (const [name, value] of [["lang", lang], ["dir", lang && "auto"]]) {
    if (value) element.setAttribute(name, value);
    else element.removeAttribute(name);
  }
  return element;
}

/** Put values into a sentence at their names. */
export function fill(sentence, values) {
  return sentence.replace(/%\((\w+)\)s/g, (_whole, name) => values[name] ?? "");
}

/** What is told of a show of hands in sentences; `data` is the volatile value or a line of the log. */
export function told(words, data, withRows = false) {
  const { told: how, hands, choices, counts, first } = data;
  if (how === "open") return hands === null ? words.few_up : fill(words.up, { count: hands });
  if (how === "few" || how === "nothing") return words[how];
  const said = [fill(words.counted, { count: hands })];
  if (how === "numbers" && withRows) {
    said.push(...choices.map((choice, number) => fill(words.row, { choice, count: counts[number] })));
  } else if (how === "first") {
    said.push(fill(words.first, { choice: choices[first] }), words.kept_back);
  } else if (how === "close") {
    said.push(words.close, words.kept_back);
  }
  return said.join(" ");
}

function element(name, fields = {}, ...inside) {
  const made = Object.assign(document.createElement(name), fields);
  made.append(...inside);
  return made;
}

function meter(share) {
  const svg = document.createElementNS(SVG, "svg");
  for (const [name, value] of [["class", "meter"], ["viewBox", "0 0 100 8"], ["preserveAspectRatio", "none"], ["aria-hidden", "true"]]) {
    svg.setAttribute(name, value);
  }
  for (const [name, width] of [["all", 100], ["part", share]]) {
    const bar = document.createElementNS(SVG, "rect");
    bar.setAttribute("class", name);
    bar.setAttribute("width", width);
    bar.setAttribute("height", 8);
    svg.append(bar);
  }
  return svg;
}

/** The rows of the table: each choice, and its number where numbers are told. */
export function rows(words, { choices, counts, hands, first }) {
  const lang = document.getElementById("hands").dataset.lang ?? "";
  return choices.map((choice, number) => {
    const count = counts?.[number];
    const row = element("tr", { className: first === number ? "on" : "" }, element("th", { scope: "row", textContent: choice, lang }));
    const picture = element("td");
    if (count !== undefined) picture.append(meter(Math.round((100 * count) / hands)));
    else if (first === number) picture.append(words.most);
    row.append(picture, element("td", { className: "num", textContent: count ?? "" }));
    return row;
  });
}

export class Hands {
  constructor(config, csrf) {
    Object.assign(this, { config, csrf });
    this.words = config.hands;
    this.card = document.getElementById("hands");
    this.rev = 0;
    this.form = this.part("form");
    this.form.addEventListener("submit", (event) => this.raise(event), { capture: true });
    document.addEventListener("live:value", ({ detail }) => detail.of === "hands" && this.take(detail));
  }

  part(name) {
    return this.card.querySelector(`[data-part=${name}]`);
  }

  take({ rev, data }) {
    if (rev < this.rev && data) return;
    this.rev = rev;
    this.card.hidden = !data;
    if (data) this.show(data);
    else this.card.dataset.ref = "";
    this.dock(data);
    this.lead(data);
  }

  show(data) {
    const open = data.told === "open";
    const raises = open && this.words.youth;
    if (this.card.dataset.ref !== data.ref) {
      this.card.dataset.ref = data.ref;
      this.card.querySelector("h2").textContent = data.question;
      this.form.setAttribute("action", `${this.config.here}hands/${data.ref}/`);
      const buttons = raises ? data.choices.map((choice, number) => this.button(choice, number)) : [];
      this.part("choices").replaceChildren(...buttons);
      this.fault("");
      this.own(null);
    }
    this.form.hidden = !raises;
    this.part("seen").hidden = raises;
    this.part("told").hidden = !open;
    this.part("result").hidden = open;
    this.part(open ? "told" : "result").textContent = told(this.words, data);
    this.part("rows").replaceChildren(...rows(this.words, data));
  }

  button(choice, number) {
    const made = element("button", { className: "btn large say", type: "submit", name: "choice", value: String(number) });
    const picture = document.createElementNS(SVG, "svg");
    picture.setAttribute("class", "icon");
    picture.setAttribute("aria-hidden", "true");
    const use = document.createElementNS(SVG, "use");
    use.setAttribute("href", `${this.config.sprite}#i-hand`);
    picture.append(use);
    made.append(picture, element("span", { textContent: choice }));
    return made;
  }

  own(value) {
    for (const button of this.part("choices").children) {
      button.setAttribute("aria-pressed", value !== null && button.value === value);
    }
    this.part("down").hidden = value === null;
    if (value !== null) this.dock(null);
  }

  /** On a phone a hand is one tap away, wherever on the page one reads. */
  dock(data) {
    const dock = document.getElementById("hands-dock");
    if (dock) dock.hidden = !(data?.told === "open" && this.words.youth && this.part("down").hidden);
  }

  /** Whoever leads counts the hands: the server draws what can be done next. */
  lead(data) {
    const line = document.querySelector("[data-live=hands-told]");
    if (line && data?.told === "open") line.textContent = told(this.words, data);
  }

  fault(sentence) {
    const line = this.part("fault");
    line.hidden = !sentence;
    line.textContent = sentence;
  }

  async raise(event) {
    event.preventDefault();
    const value = event.submitter?.value;
    if (value === undefined || this.raising) return;
    this.raising = true;
    event.submitter.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(this.form.getAttribute("action"), {
        method: "POST", redirect: "manual", body: new URLSearchParams({ id: newId(), choice: value }),
        headers: { Accept: "application/json", "X-CSRFToken": this.csrf() },
      });
      const frame = await answer.json();
      this.fault(frame.kind === "ack" ? "" : frame.text);
      if (frame.kind === "ack") this.own(value === "down" ? null : value);
    } catch {
      this.fault(this.words.not_sent);
    } finally {
      this.raising = false;
      event.submitter.removeAttribute("aria-busy");
    }
  }
}
