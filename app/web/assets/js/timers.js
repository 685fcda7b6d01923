// Counts every [data-since] up, second by second, by the service's clock and not this machine's:
// data-now says what the service's clock showed when the part was drawn.
(() => {
  const offsets = new WeakMap();

  const written = (milliseconds) => {
    const all = Math.max(0, Math.floor(milliseconds / 1000));
    const pad = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(all / 3600);
    const minutes = Math.floor(all / 60) % 60;
    return hours ? `${hours}:${pad(minutes)}:${pad(all % 60)}` : `${minutes}:${pad(all % 60)}`;
  };

  const tick = () => {
    for (const timer of document.querySelectorAll("[data-since]")) {
      if (!offsets.has(timer)) offsets.set(timer, Date.parse(timer.dataset.now) - Date.now());
      const text = written(Date.now() + offsets.get(timer) - Date.parse(timer.dataset.since));
      if (timer.textContent !== text) timer.textContent = text;
    }
    for (const clock of document.querySelectorAll("[data-clock]")) {
      if (!offsets.has(clock)) offsets.set(clock, Date.parse(clock.dataset.now) - Date.now());
      const now = new Date(Date.now() + offsets.get(clock));
      const shown = new Intl.DateTimeFormat("en-GB", {
        hour: "numeric", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: "Europe/London",
      }).format(now).replaceAll(":", ".");
      if (clock.textContent !== shown) clock.textContent = shown;
    }
  };

  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:afterSwap", tick);
  document.addEventListener("live:drawn", tick);
})();
