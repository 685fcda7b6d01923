// What a page does besides: focus goes where the work is, acts that end something ask for a second
// press, the support plan opens over everything, and a lost connection is said in words.
(() => {
  const announcer = () => document.getElementById("announcer");
  const say = (words) => { const place = announcer(); if (place) place.textContent = words; };

  const settle = (within) => {
    const place = within.querySelector("[data-takes-focus]");
    if (place) place.focus({ preventScroll: place.dataset.takesFocus !== "scroll" });
  };

  // A second press, within four seconds, for what cannot be undone.
  const armed = new WeakMap();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-asks-twice]");
    if (!button || armed.has(button)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const words = button.querySelector("[data-words]") || button;
    const before = words.textContent;
    words.textContent = button.dataset.asksTwice;
    button.classList.add("is-armed");
    say(button.dataset.asksTwice);
    armed.set(button, setTimeout(() => {
      armed.delete(button);
      button.classList.remove("is-armed");
      words.textContent = before;
    }, 4000));
  }, true);

  // The support plan opens over everything; what is typed beneath stays. Its record begins with it.
  const plan = () => document.getElementById("support");
  const ASIDE = "support-aside";
  const openPlan = () => {
    const dialog = plan();
    if (!dialog || dialog.open) return;
    dialog.dataset.stays = "yes";
    dialog.showModal();
    dialog.querySelector("[data-starts]")?.requestSubmit();
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-opens=support]") && plan()) {
      event.preventDefault();
      sessionStorage.removeItem(ASIDE);
      openPlan();
    }
    if (event.target.closest("[data-puts-aside]")) {
      sessionStorage.setItem(ASIDE, "yes");
      delete plan().dataset.stays;
      plan().close();
    }
  });
  // It cannot be closed by accident: not by Escape, nor by a second Escape, which browsers let through.
  document.addEventListener("cancel", (event) => {
    if (event.target.matches("dialog.support")) event.preventDefault();
  }, true);
  document.addEventListener("close", (event) => {
    if (event.target.matches("dialog.support") && event.target.dataset.stays) event.target.showModal();
  }, true);
  // A page that was drawn again, or the next one, opens it again while its record goes on.
  if (plan()?.dataset.goesOn && !sessionStorage.getItem(ASIDE)) openPlan();

  // What opens above the call's bar takes the focus, and gives it back to where it was: when it is closed, or was sent.
  let before = null;
  document.addEventListener("toggle", (event) => {
    const panel = event.target;
    if (!panel.matches("[data-pops-up]") || !panel.open) return;
    before = document.activeElement;
    panel.querySelector("input:not([type=hidden]), select")?.focus();
  }, true);
  const giveBack = (panel) => (before?.isConnected ? before : panel.querySelector("summary")).focus();
  document.addEventListener("keydown", (event) => {
    const panel = event.key === "Escape" ? event.target.closest("[data-pops-up][open]") : null;
    if (!panel) return;
    event.preventDefault();
    panel.open = false;
    giveBack(panel);
  });
  document.addEventListener("submit", (event) => {
    const panel = event.target.closest("[data-pops-up]");
    if (panel) giveBack(panel);
  });

  for (const [event, words] of [
    ["htmx:sendError", "Not saved: the connection is away. What you typed is still here. Press Next again in a moment."],
    ["htmx:responseError", "Not saved: the service could not take it. What you typed is still here. Press Next again."],
  ]) {
    document.addEventListener(event, (failed) => {
      const place = document.querySelector("[data-trouble]");
      // What was only looked for was not to be saved.
      if (!place || failed.target.closest?.("[role=search]")) return;
      place.textContent = place.dataset[event === "htmx:sendError" ? "away" : "refused"] || words;
      place.hidden = false;
      say(place.textContent);
    });
  }

  document.addEventListener("htmx:afterSettle", (event) => {
    const place = document.querySelector("[data-trouble]");
    if (place && event.detail.successful !== false) place.hidden = true;
    if (!event.target.closest("[data-live]")) settle(event.target);
  });
  settle(document);
})();
