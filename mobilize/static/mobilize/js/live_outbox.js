// What was said and not yet answered. It lives in this tab only, and only until the answer: the same id is sent until then.
// On a device that others use too it lives on this page only: nothing is left in the browser.

/** Return a random id for one message. */
export function newId() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Outbox {
  constructor(name) {
    this.name = name;
    this.rows = [];
    this.leavesNothing = document.querySelector("[data-shared-device]") !== null;
    if (this.leavesNothing) return;
    try {
      this.rows = JSON.parse(sessionStorage.getItem(name)) ?? [];
    } catch { /* nothing is kept here */ }
  }

  add(body) {
    const row = { id: newId(), body };
    this.rows.push(row);
    this.keep();
    return row;
  }

  /** Take out what has its answer, and return it. */
  settle(id) {
    const row = this.rows.find((other) => other.id === id);
    if (row) {
      this.rows = this.rows.filter((other) => other !== row);
      this.keep();
    }
    return row;
  }

  keep() {
    if (this.leavesNothing) return;
    try {
      if (this.rows.length) sessionStorage.setItem(this.name, JSON.stringify(this.rows));
      else sessionStorage.removeItem(this.name);
    } catch { /* a browser that keeps nothing still has the rows of this page */ }
  }
}
