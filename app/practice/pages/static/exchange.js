// The telephones of the practice exchange, and pages that keep themselves fresh.
"use strict";

const ASK_AGAIN = 500;
const ASK_AGAIN_HIDDEN = 3000;
const TELLS = { key: "You pressed ", spoken: "You said: ", person: "This telephone ", state: "", lost: "" };

async function act(number, what, value, more) {
  const answer = await fetch(`/telephones/${encodeURIComponent(number)}/${what}`, {
    method: "POST",
    body: new URLSearchParams({ value: value || "", ...(more || {}) }),
  });
  return answer.json();
}

// The number that the next line of a story will have at least.
const next = (story) => (story.length ? story.at(-1).number + 1 : 0);

class Telephone {
  constructor(root) {
    this.root = root;
    this.number = root.dataset.telephone;
    this.state = "idle";
    this.shown = "";
    this.spokenTo = null;
    this.pressed = "";
    root.addEventListener("click", (event) => this.clicked(event));
    this.find("[data-say]")?.addEventListener("submit", (event) => this.say(event));
    this.find("[data-behaviour]")?.addEventListener("change", (event) => this.do("behaviour", event.target.value));
    this.find("[data-mute]")?.addEventListener("change", () => window.speechSynthesis?.cancel());
    this.find("[data-dialled]")?.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.green();
    });
    this.markLine();
    this.find("[data-dialled]")?.addEventListener("input", () => this.markLine());
  }

  find(selector) { return this.root.querySelector(selector); }

  async do(what, value, more) {
    const state = await act(this.number, what, value, more);
    if (state.fault) this.find("[data-title]").textContent = state.fault;
    else if (state.state) this.update(state);
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.key) this.key(button.dataset.key);
    else if (button.hasAttribute("data-green")) this.green();
    else if (button.hasAttribute("data-red")) this.red();
    else if (button.dataset.line && this.state !== "talking" && this.state !== "calling") {
      this.find("[data-dialled]").value = button.dataset.line;
      this.markLine();
    }
  }

  markLine() {
    const dialled = this.find("[data-dialled]")?.value;
    for (const line of this.root.querySelectorAll("[data-line]")) {
      line.setAttribute("aria-pressed", String(line.dataset.line === dialled));
    }
  }

  key(key) {
    const button = this.find(`.key[data-key="${key}"]`);
    button?.classList.add("down");
    setTimeout(() => button?.classList.remove("down"), 120);
    if (this.state === "talking") {
      this.pressed += key;
      this.drawPressed();
      window.speechSynthesis?.cancel();
      this.do("press", key);
    } else if (this.find("[data-dialled]") && this.state !== "calling" && this.state !== "ringing") {
      const field = this.find("[data-dialled]");
      field.value = this.dialling ? field.value + key : key;
      this.dialling = true;
      this.markLine();
    }
  }

  green() {
    if (this.state === "ringing") this.do("answer");
    else if (this.find("[data-dialled]") && this.state !== "talking" && this.state !== "calling") {
      this.dialling = false;
      this.do("call", this.find("[data-dialled]").value, { withheld: String(this.find("[data-withheld]").checked) });
    }
  }

  red() {
    window.speechSynthesis?.cancel();
    this.do(this.state === "ringing" ? "decline" : "hang-up");
  }

  say(event) {
    event.preventDefault();
    const field = event.target.elements.value;
    if (field.value.trim() && this.state === "talking") {
      this.do("say", field.value);
      field.value = "";
    }
  }

  update(now) {
    const live = now.state === "talking" || now.state === "calling" || now.state === "ringing";
    if (now.call !== this.call) {
      this.call = now.call;
      this.pressed = "";
      this.spokenTo = this.spokenTo === null ? next(now.story) : 0;
      this.shown = "";
    }
    if (now.state !== this.state || now.title !== this.title) {
      this.title = now.title;
      this.find("[data-title]").textContent = now.title;
    }
    this.state = now.state;
    this.root.dataset.state = now.state;
    this.find("[data-music]").textContent = now.music ? `♪ ${now.music}` : "";
    this.find("[data-seconds]").textContent = now.seconds === null ? "" : `${Math.floor(now.seconds / 60)}:${String(now.seconds % 60).padStart(2, "0")}`;
    const dials = Boolean(this.find("[data-dialled]"));
    this.find("[data-green]").disabled = !(now.state === "ringing" || (dials && !live));
    this.find("[data-red]").disabled = !live;
    this.find("[data-green-word]").textContent = now.state === "ringing" || !dials ? "Answer" : "Ring";
    this.find("[data-red-word]").textContent = now.state === "ringing" ? "Refuse" : "Hang up";
    for (const one of this.root.querySelectorAll("[data-key]")) one.disabled = !dials && now.state !== "talking";
    for (const one of this.root.querySelectorAll("[data-say] *")) one.disabled = now.state !== "talking";
    if (dials) this.find("[data-dialled]").hidden = live;
    this.drawPressed(live);
    this.drawStory(now);
  }

  drawPressed(live = true) {
    for (const output of this.root.querySelectorAll("[data-pressed]")) output.textContent = live ? this.pressed.slice(-14) : "";
  }

  drawStory(now) {
    const mark = `${now.call}/${next(now.story)}`;
    if (mark === this.shown) return;
    this.shown = mark;
    const said = now.story.filter((one) => one.kind === "said");
    const last = said.at(-1);
    const place = this.find("[data-last]");
    const text = last ? last.text : "";
    if (place.textContent !== text) {
      place.textContent = text;
      place.lang = last && /^[a-z]{2,3}-/.test(last.detail) ? last.detail.split(" ")[0] : "en-GB";
    }
    const list = this.find("[data-story]");
    list.replaceChildren(...now.story.filter((one) => one !== last).reverse().map((one) => {
      const item = document.createElement("li");
      item.className = `${one.kind}-item`;
      item.textContent = (TELLS[one.kind] || "") + one.text;
      return item;
    }));
    this.speak(now);
  }

  speak(now) {
    const speaks = this.root.hasAttribute("data-speaks") && !this.find("[data-mute]").checked && window.speechSynthesis;
    const fresh = now.story.filter((one) => one.number >= (this.spokenTo || 0));
    this.spokenTo = next(now.story);
    if (!speaks || now.state !== "talking") return;
    for (const one of fresh.filter((each) => each.kind === "said" && !each.detail.endsWith("play"))) {
      const utterance = new SpeechSynthesisUtterance(one.text);
      const language = one.detail.split(" ")[0];
      utterance.lang = /^[a-z]{2,3}-/.test(language) ? language : "en-GB";
      window.speechSynthesis.speak(utterance);
    }
  }
}

const telephones = [...document.querySelectorAll("[data-telephone]")].map((root) => new Telephone(root));

const desks = document.querySelector("[data-desks]");
const title = document.title;

// Another caller's telephone rings: a link to pick it up.
function tellOfOthers(ringing) {
  const place = document.querySelector("[data-elsewhere]");
  const mark = ringing.map((one) => one.number).join();
  if (!place || place.dataset.mark === mark) return;
  place.dataset.mark = mark;
  place.replaceChildren(...ringing.flatMap((one) => {
    const link = document.createElement("a");
    link.href = `/?${new URLSearchParams({ number: one.number })}`;
    link.textContent = `The telephone of ${one.name} rings: pick it up`;
    return [link, " "];
  }));
}

async function askForStates() {
  try {
    const query = new URLSearchParams(telephones.map((one) => ["number", one.number]));
    const now = await (await fetch(`/telephones?${query}`)).json();
    for (const one of telephones) one.update(now.states[one.number]);
    const rings = telephones.some((one) => one.state === "ringing");
    document.title = rings ? `Ringing – ${title}` : title;
    tellOfOthers(now.ringing);
    if (desks && Number(desks.dataset.desks) !== now.desks) location.reload();
  } catch {
    for (const one of telephones) one.find("[data-title]").textContent = "The exchange does not answer";
  }
  setTimeout(askForStates, document.hidden ? ASK_AGAIN_HIDDEN : ASK_AGAIN);
}
if (telephones.length || desks) askForStates();

document.addEventListener("keydown", (event) => {
  const telephone = telephones.find((one) => one.root.hasAttribute("data-keyboard"));
  if (!telephone) return;
  if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const letter = event.key.toLowerCase();
    if (letter === "a") { event.preventDefault(); telephone.green(); }
    if (letter === "e") { event.preventDefault(); telephone.red(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select")) return;
  if (/^[0-9*#]$/.test(event.key)) { event.preventDefault(); telephone.key(event.key); }
});

document.querySelector("[data-choose] select")?.addEventListener("change", (event) => event.target.form.requestSubmit());

const still = () => document.querySelector("[data-pause]")?.getAttribute("aria-pressed") === "true";
document.querySelector("[data-pause]")?.addEventListener("click", (event) => {
  event.target.setAttribute("aria-pressed", String(!still()));
});

const inUse = (element) => element.contains(document.activeElement) || element.querySelector("details[open]");

// A table that grows gets its new rows at its end; who reads in it, or has unfolded something, loses nothing.
function grow(part, fresh) {
  const rows = part.querySelector("[data-grows]");
  const newer = fresh.querySelector("[data-grows]");
  const legs = (of) => of.querySelector("[data-legs]").dataset.legs;
  if (legs(part) !== legs(fresh)) {
    if (!inUse(part)) part.innerHTML = fresh.innerHTML;
    return;
  }
  for (const row of newer.rows) if (!document.getElementById(row.id)) rows.append(row.cloneNode(true));
  for (const one of fresh.querySelectorAll("[data-part]")) {
    const here = part.querySelector(`[data-part="${one.dataset.part}"]`);
    if (here.innerHTML !== one.innerHTML && !here.contains(document.activeElement)) here.innerHTML = one.innerHTML;
  }
}

// Keep a part of a page fresh, unless it is to stand still, or somebody reads an opened detail or has the focus in it.
for (const part of document.querySelectorAll("[data-refresh]")) {
  setInterval(async () => {
    const grows = part.querySelector("[data-grows]");
    if (document.hidden || still() || (!grows && inUse(part))) return;
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const fresh = page.querySelector("[data-refresh]");
      if (!fresh || still()) return;
      if (grows && fresh.querySelector("[data-grows]")) grow(part, fresh);
      else if (fresh.innerHTML !== part.innerHTML && !inUse(part)) part.innerHTML = fresh.innerHTML;
    } catch { /* The exchange has stopped; what is shown stays. */ }
  }, Number(part.dataset.refresh) * 1000);
}
