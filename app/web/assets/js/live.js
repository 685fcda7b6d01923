// Keeps the parts of a page fresh. A part says which topics it shows (data-live="waiting presence")
// and, where it differs from the page's own, the address it is drawn from (data-live-href). When the
// service says that a topic has changed, the part is asked for again and put in its own place.
// A page whose figures must be known to be fresh (data-live-every="10") is besides asked for every so many
// seconds, for what only time changes; when that fails, the page says how old its figures are.
(() => {
  const parts = () => [...document.querySelectorAll("[data-live]")];
  const topicsOf = (part) => part.dataset.live.split(/\s+/).filter(Boolean);
  const due = new Set();
  let stream = null;
  let asked = "";
  let lost = false;
  let heard = false;
  let shown = "";
  let soon = 0;
  let freshAt = Date.now();
  let askedAt = 0;
  const every = Number(document.querySelector("[data-live-every]")?.dataset.liveEvery || 0) * 1000;
  // An answer that takes longer is as good as none.
  const PATIENCE = 8000;

  const mark = (word) => {
    const announcer = document.getElementById("announcer");
    if (every && word === "lost" && shown !== "lost" && announcer) {
      announcer.textContent = document.querySelector("[data-live-state=lost]").textContent;
    }
    shown = word;
    for (const light of document.querySelectorAll("[data-live-state]")) {
      light.hidden = light.dataset.liveState !== word;
    }
  };

  const changed = (fields) => [...fields]
    .some((field) => field.value !== field.defaultValue || field.checked !== field.defaultChecked);
  const typed = () => changed(document.querySelectorAll("main input:not([type=hidden]), main textarea"));

  // Nothing is drawn over what somebody types in, has typed and not sent yet, has opened, or is asked twice about.
  const inUse = (part) => (part.contains(document.activeElement)
      && document.activeElement.matches("input:not([type=hidden]), textarea, select"))
    || changed(part.querySelectorAll("input:not([type=hidden]), textarea"))
    || part.querySelector("details[open], .is-armed") !== null;

  // One request for all the due parts of one address; a part that somebody types in waits its turn.
  const refresh = async () => {
    askedAt = Date.now();
    const wanted = new Map();
    for (const id of [...due]) {
      const part = document.getElementById(id);
      // A part that follows the work is asked for all the same: where that has gone on, the page goes with it.
      if (part && inUse(part) && !part.hasAttribute("data-live-follows")) continue;
      due.delete(id);
      if (!part) continue;
      const from = part.dataset.liveHref || location.pathname + location.search;
      wanted.set(from, [...(wanted.get(from) || []), id]);
    }
    for (const [from, ids] of wanted) {
      const headers = { Accept: "text/html", "HX-Request": "true" };
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(from, { headers, redirect: "error", signal }).catch(() => null);
      if (answer?.status === 401) location.assign(answer.headers.get("HX-Redirect") || "/sign-in");
      if (!answer?.ok) continue;
      // The work has moved to another page: a part that follows it goes there, unless something is typed.
      const elsewhere = answer.headers.get("HX-Redirect");
      if (elsewhere && !typed() && ids.some((id) => document.getElementById(id)?.hasAttribute("data-live-follows"))) {
        location.assign(elsewhere);
        return;
      }
      const text = await answer.text().catch(() => null);
      if (text === null) continue;
      const fresh = new DOMParser().parseFromString(text, "text/html");
      freshAt = Date.now();
      for (const id of ids) put(document.getElementById(id), fresh.getElementById(id));
    }
    // The light may have been in a part that was drawn again, and comes from there unlit.
    mark(shown);
  };

  const put = (old, fresh) => {
    if (!old || !fresh) return;
    if (inUse(old)) { due.add(old.id); return; }
    const held = old.contains(document.activeElement) ? document.activeElement : null;
    const at = held && focusable(old).indexOf(held);
    old.replaceWith(document.adoptNode(fresh));
    window.htmx?.process(fresh);
    if (held) again(fresh, held, at);
    document.dispatchEvent(new CustomEvent("live:drawn"));
  };

  const focusable = (part) => [...part.querySelectorAll("a[href], button, input:not([type=hidden]), textarea, select, summary")];

  // The focus stays on the same thing; where that has gone, on what stands in its place, and never nowhere.
  const again = (part, held, at) => {
    const now = focusable(part);
    const same = ["id", "data-key", "href", "value"].filter((name) => held.getAttribute(name));
    const twin = same.length ? now.find((one) => one.getAttribute(same[0]) === held.getAttribute(same[0])) : null;
    const next = twin || now[Math.min(Math.max(at, 0), now.length - 1)];
    if (!next) part.tabIndex = -1;
    (next || part).focus({ preventScroll: true });
  };

  const queue = (topic) => {
    for (const part of parts()) {
      if (part.id && (topic === "*" || topicsOf(part).some((one) => one === topic || topic.startsWith(`${one}:`)))) due.add(part.id);
    }
    soonAsked();
  };

  const soonAsked = () => {
    // One change is often told in several words: they are waited for, and the parts asked for once. A page that
    // many changes concern is asked for no oftener than twice a second.
    soon ||= setTimeout(() => { soon = 0; refresh(); }, Math.max(80, askedAt + (every ? 500 : 0) - Date.now()));
  };

  // She may have answered, or a call have come, between the drawing of this page and the opening of the stream.
  const follow = () => {
    for (const part of document.querySelectorAll("[data-live-follows][id]")) due.add(part.id);
    if (due.size) soonAsked();
  };

  const listen = () => {
    const topics = [...new Set(parts().flatMap(topicsOf))].sort();
    if (topics.join(" ") === asked) return;
    asked = topics.join(" ");
    stream?.close();
    stream = null;
    if (!topics.length) return;
    const address = document.querySelector("[data-live-stream]")?.dataset.liveStream || "/live";
    stream = new EventSource(`${address}?topics=${encodeURIComponent(topics.join(","))}`);
    stream.onopen = () => {
      mark("live");
      // What changed while nobody was listening is not told again: so look at everything.
      if (lost) queue("*");
      else if (!heard) follow();
      lost = false;
      heard = true;
    };
    stream.onerror = () => {
      lost = true;
      // A stream ends by itself each minute and is opened again at once; only a longer silence is shown.
      setTimeout(() => lost && mark("lost"), 5000);
    };
    stream.onmessage = (event) => queue(event.data);
  };

  // Nothing came for two rounds and a half: whatever the stream says, these figures are of the past.
  const age = () => {
    const old = Date.now() - freshAt;
    const isOld = old > (lost ? 1.25 : 2.5) * every;
    document.documentElement.classList.toggle("figures-old", isOld);
    if (isOld && shown !== "lost") mark("lost");
    if (!isOld && shown === "lost" && !lost) mark("live");
    const seconds = Math.floor(old / 1000);
    const written = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    for (const place of document.querySelectorAll("[data-live-age]")) place.textContent = written;
  };
  if (every) {
    setInterval(() => queue("*"), every);
    setInterval(age, 1000);
  }

  document.addEventListener("focusout", () => setTimeout(refresh, 200));
  document.addEventListener("toggle", (event) => { if (!event.target.open) setTimeout(refresh, 200); }, true);
  document.addEventListener("htmx:afterSettle", listen);
  addEventListener("pagehide", () => stream?.close());
  addEventListener("pageshow", (event) => { if (event.persisted) { asked = ""; lost = true; listen(); } });
  listen();
})();
