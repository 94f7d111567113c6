// The moderator's part of a room: waiting messages come and go while the page stays open.

import { newId } from "./live_outbox.js";

export class Desk {
  constructor(config, send, announce) {
    Object.assign(this, { config, send, announce });
    this.list = document.getElementById("live-held");
    this.asked = new Map(); // id of a ruling on its way -> its form
    this.list?.addEventListener("submit", (event) => this.rule(event), { capture: true });
  }

  show(event) {
    if (!this.list) return;
    if (event.kind === "settled") {
      this.card(event.ref)?.remove();
      this.count();
    } else if (event.kind === "held" && !event.data.gone && !this.card(event.ref)) {
      // The server draws the form; several at once are one request.
      this.timer ??= setTimeout(() => this.refresh(), 200);
    }
  }

  card(ref) {
    return this.list.querySelector(`[data-held="${ref}"]`);
  }

  async refresh() {
    this.timer = undefined;
    try {
      const answer = await fetch(this.config.here, { headers: { Accept: "text/html" }, redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const card of page.querySelectorAll("#live-held > [data-held]")) {
        // Cards that are here stay as they are: somebody may be typing in them.
        if (!this.card(card.dataset.held)) this.list.append(document.adoptNode(card));
      }
      this.count();
      this.announce({ sentence: this.config.words.new_held });
    } catch {
      document.getElementById("live-more").hidden = false;
    }
  }

  count() {
    document.getElementById("live-none").hidden = this.list.children.length > 0;
  }

  rule(event) {
    const form = event.target;
    if (!form.matches("[data-ruling]")) return;
    const fields = new FormData(form, event.submitter);
    const id = newId();
    const sent = this.send({
      kind: "rule", id, ref: form.closest("[data-held]").dataset.held, outcome: fields.get("outcome"),
      version: Number(fields.get("version")), reason: fields.get("reason") ?? "", reply: fields.get("reply") ?? "",
    });
    if (!sent) return; // no road now: the form goes the way it always can
    event.preventDefault();
    this.asked.set(id, form);
  }

  /** Take the answer to a ruling; false if it answers something else. */
  answered(frame) {
    const form = this.asked.get(frame.id);
    if (!form) return false;
    this.asked.delete(frame.id);
    if (frame.kind === "ack") {
      form.closest("[data-held]").remove();
      this.count();
      return true;
    }
    let told = form.querySelector("[role=alert]");
    if (!told) {
      told = document.createElement("p");
      told.setAttribute("role", "alert");
      told.className = "err";
      form.prepend(told);
    }
    told.textContent = frame.text;
    const details = form.querySelector("details");
    if (frame.code === "reason_missing" || frame.code === "reply_missing") details.open = true;
    return true;
  }
}
