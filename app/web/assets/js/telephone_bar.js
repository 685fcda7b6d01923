// On every page of an adviser whose telephone is in the browser: whether its window is open and can be rung, and
// the key that answers it from here. A window that does not say what it is doing is not there.
(() => {
  const bar = document.querySelector("[data-telephone-bar]");
  if (!bar) return;
  const ASK_EVERY_MILLISECONDS = 2000;
  const channel = new BroadcastChannel("startline-telephone");
  let shown = "";
  let unanswered = 0;

  const show = (word) => {
    if (word === shown) return;
    shown = word;
    for (const part of bar.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(word);
    }
  };

  channel.onmessage = ({ data }) => {
    if (!data.state) return;
    unanswered = 0;
    show(data.state);
  };

  const ask = () => {
    if (unanswered > 1) show("absent");
    unanswered += 1;
    channel.postMessage({ ask: true });
  };

  bar.addEventListener("click", (event) => {
    const opener = event.target.closest("a[target]");
    if (opener) {
      event.preventDefault();
      open(opener.href, opener.target, "popup,width=440,height=680");
    }
    const { act } = event.target.closest("button")?.dataset || {};
    if (act) channel.postMessage({ act });
  });

  setInterval(ask, ASK_EVERY_MILLISECONDS);
  ask();
})();
