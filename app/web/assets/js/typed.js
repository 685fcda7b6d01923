// A typed conversation, on both sides. What is sent goes without leaving the page, and stays in its field until it
// has arrived; a new turn of the other side is read out, and the newest is in sight. Without this script the forms
// are sent as forms are.
(() => {
  const turns = () => document.getElementById("turns");
  const newest = () => turns()?.querySelector("[data-turn]:last-child");
  let seen = Number(newest()?.dataset.turn || 0);

  const show = () => {
    const list = turns();
    if (!list) return;
    list.scrollTop = list.scrollHeight;
    const last = newest();
    const number = Number(last?.dataset.turn || 0);
    if (number > seen && last.classList.contains("turn--theirs")) {
      const announcer = document.getElementById("announcer");
      if (announcer) announcer.textContent = last.querySelector(".turn__words").textContent;
    }
    seen = Math.max(seen, number);
  };

  const put = (fresh) => {
    for (const id of ["turns", "whose", "later-part"]) {
      const old = document.getElementById(id);
      const drawn = fresh.getElementById(id);
      if (old && drawn) old.replaceWith(document.adoptNode(drawn));
    }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-typed]");
    if (!form || !window.fetch) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const body = new FormData(form);
    const pressed = event.submitter;
    if (pressed?.name) body.append(pressed.name, pressed.value);
    const field = form.querySelector("textarea");
    const sent = field?.value;
    if (pressed) pressed.disabled = true;
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } }).catch(() => null);
    const readable = answer && (answer.ok || answer.status === 422 || answer.status === 409);
    const text = readable ? await answer.text().catch(() => null) : null;
    if (pressed) pressed.disabled = false;
    const fresh = text === null ? null : new DOMParser().parseFromString(text, "text/html");
    const trouble = document.querySelector("[data-typed-trouble]");
    if (trouble) {
      trouble.textContent = trouble.dataset.typedTrouble;
      trouble.hidden = fresh !== null;
    }
    if (fresh === null) return;
    // It led elsewhere: the conversation is over, or somebody must prove again who they are.
    if (!fresh.getElementById("turns") || !fresh.querySelector("form[data-typed]")) {
      location.assign(answer.url.split("#")[0]);
      return;
    }
    const wrong = answer.ok ? null : fresh.querySelector(".govuk-error-message:not([data-typed-trouble])");
    if (wrong && trouble) {
      trouble.textContent = wrong.textContent;
      trouble.hidden = false;
      return;
    }
    if (answer.ok && field && field.value === sent) field.value = "";
    for (const key of document.querySelectorAll("form[data-typed] [name=sent_key]")) {
      key.value = `${crypto.getRandomValues(new Uint32Array(3)).join("-")}`;
    }
    put(fresh);
    show();
    // Whoever sent a sentence of the script goes on answering it.
    field?.focus({ preventScroll: true });
  }, true);

  document.addEventListener("live:drawn", show);
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
