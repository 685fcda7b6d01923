// What is typed is checked beside its field, by the rule by which the service keeps it. How it is read shows at a
// pause; what is wrong only when the field is left or the pause is long: nobody is corrected in mid-word.
(() => {
  const PAUSE_MILLISECONDS = 400;
  const LONG_PAUSE_MILLISECONDS = 1600;
  let soon = 0;
  let late = 0;
  let asked = 0;

  const placeOf = (field) => field.form?.querySelector("[data-check]");

  const show = (place, words, isFault) => {
    const line = place.querySelector("[role=status]");
    if (line.textContent !== words) line.textContent = words;
    place.classList.toggle("check--fault", isFault);
    // The way past stays where the last answer was refused.
    const button = place.querySelector("button");
    if (isFault) button.hidden = false;
  };

  const ask = async (place, left) => {
    const number = asked += 1;
    clearTimeout(late);
    const form = new FormData(place.closest("form"));
    const typed = new URLSearchParams([...form].filter(([name]) => name === "field" || name.startsWith("answer")));
    const headers = { "X-CSRFToken": form.get("csrf_token"), Accept: "application/json" };
    const answer = await fetch(place.dataset.check, { method: "POST", headers, body: typed }).catch(() => null);
    // A check that cannot be made says nothing: the answer is checked when it is kept.
    if (!answer?.ok || number !== asked || !place.isConnected) return;
    const { fault, reads } = await answer.json();
    if (!fault) {
      show(place, reads && place.querySelector("[role=status]").dataset.reads.replace("{words}", reads.replaceAll("\n", ", ")), false);
    } else if (left) {
      show(place, fault, true);
    } else {
      late = setTimeout(() => number === asked && show(place, fault, true), LONG_PAUSE_MILLISECONDS - PAUSE_MILLISECONDS);
    }
  };

  document.addEventListener("input", (event) => {
    const place = placeOf(event.target);
    if (!place) return;
    clearTimeout(soon);
    soon = setTimeout(() => ask(place, false), PAUSE_MILLISECONDS);
  });

  // A date or a sum has several fields: it is left when all of them are.
  document.addEventListener("focusout", (event) => {
    const place = event.target.form && event.target.name?.startsWith("answer") ? placeOf(event.target) : null;
    if (!place || event.relatedTarget?.name?.startsWith("answer") || event.relatedTarget?.type === "submit") return;
    clearTimeout(soon);
    ask(place, true);
  });
})();
