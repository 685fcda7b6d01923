// What a page does besides: focus goes where the work is, acts that end something ask for a second
// press, the support plan opens over everything, and a lost connection is said in words.
(() => {
  const announcer = () => document.getElementById("announcer");
  const say = (words) => { const place = announcer(); if (place) place.textContent = words; };

  const settle = (within) => {
    const place = within.querySelector("[data-takes-focus]");
    if (place) place.focus({ preventScroll: place.dataset.takesFocus !== "scroll" });
    const told = within.querySelector("[data-announce]");
    if (told) say(told.dataset.announce);
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

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (!opener) return;
    event.preventDefault();
    document.getElementById(opener.dataset.opens)?.showModal();
  });

  // The plan cannot be closed by accident: Escape is not enough.
  document.addEventListener("cancel", (event) => {
    if (event.target.matches("dialog.support")) event.preventDefault();
  }, true);

  for (const [event, words] of [
    ["htmx:sendError", "Not saved: the connection is away. What you typed is still here. Press Next again in a moment."],
    ["htmx:responseError", "Not saved: the service could not take it. What you typed is still here. Press Next again."],
  ]) {
    document.addEventListener(event, () => {
      const place = document.querySelector("[data-trouble]");
      if (!place) return;
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
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submits]")) event.target.form.requestSubmit();
  });
  settle(document);
})();
