// A time that is set ends: it is shown some minutes before and said quietly twice, and one key gives more. Before that it
// is asked whether it still holds, since another page of the same person may have been used meanwhile.
(() => {
  const ASKS_EVERY = 30000;
  const AGAIN = 120;
  const place = () => document.getElementById("ending");
  const offsets = new WeakMap();
  let askedAt = 0;
  let told = 0;

  const left = (part) => {
    if (!offsets.has(part)) offsets.set(part, Date.parse(part.dataset.now) - Date.now());
    return Date.parse(part.dataset.ends) - Date.now() - offsets.get(part);
  };

  const ask = async () => {
    askedAt = Date.now();
    const headers = { Accept: "text/html", "HX-Request": "true" };
    const answer = await fetch("/stay", { headers, redirect: "error" }).catch(() => null);
    if (answer?.status === 401) location.assign(answer.headers.get("HX-Redirect") || "/sign-in");
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ending");
    const old = place();
    if (!fresh || !old) return;
    const focused = old.contains(document.activeElement);
    old.replaceWith(document.adoptNode(fresh));
    window.htmx?.process(fresh);
    tick();
    if (focused && !fresh.hidden) fresh.querySelector("button").focus();
  };

  const tick = () => {
    const part = place();
    if (!part) return;
    const seconds = Math.ceil(left(part) / 1000);
    const near = seconds <= Number(part.dataset.warns);
    if (near && Date.now() - askedAt > ASKS_EVERY) { ask(); return; }
    part.hidden = !near;
    if (!near) { told = 0; return; }
    const shown = Math.max(0, seconds);
    part.querySelector("[data-left]").textContent = `${Math.floor(shown / 60)}:${String(shown % 60).padStart(2, "0")}`;
    const stage = seconds <= AGAIN ? 2 : 1;
    if (stage <= told) return;
    told = stage;
    document.getElementById("announcer").textContent = part.dataset.told.replace("{minutes}", Math.ceil(shown / 60));
  };

  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSwap", tick);
})();
