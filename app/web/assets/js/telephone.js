// The telephone in the browser: Twilio's own Device in a small window that stays open while the pages beside it
// change. What it is doing is said in the window, and told to those pages, which may answer by it.
(() => {
  const root = document.querySelector("[data-telephone]");
  const channel = new BroadcastChannel("startline-telephone");
  const TOKEN_EXPIRED = [20104, 31205];
  const SIGNALLING_LOST = 53001;
  const MICROPHONE_REFUSED = [31401, 31402];
  // A network that is away for a moment ends no call: Twilio's longest.
  const BACK_WITHIN_MILLISECONDS = 30_000;
  const RENEWED_BEFORE_MILLISECONDS = 60_000;
  let device = null;
  let call = null;
  let state = "off";

  const tell = () => channel.postMessage({ state });

  const show = (word) => {
    state = word;
    for (const part of root.querySelectorAll("[data-when]")) {
      part.hidden = !part.dataset.when.split(" ").includes(word);
    }
    root.querySelector("[data-takes-focus]:not([hidden] *, [hidden])")?.focus();
    tell();
  };

  // A script asks for the token, not a person: who is signed out is told so here, and not sent to another page.
  const token = async () => {
    const headers = { "HX-Request": "true", "X-CSRFToken": root.querySelector("[name=csrf_token]").value };
    const answer = await fetch("/telephone/token", { method: "POST", headers }).catch(() => null);
    if (answer?.ok) return (await answer.json()).token;
    if (answer && [400, 401, 403, 404].includes(answer.status)) show("signed_out");
    return null;
  };

  const renew = async () => {
    const fresh = await token();
    if (fresh) device.updateToken(fresh);
  };

  const standing = () => {
    if (call) return;
    show(device.state === Twilio.Device.State.Registered ? "registered" : "unreachable");
  };

  const over = (ended) => {
    if (call !== ended) return;
    call = null;
    standing();
  };

  const incoming = (rings) => {
    call = rings;
    rings.on("accept", () => show("on_call"));
    rings.on("reconnecting", (error) => show(error.code === SIGNALLING_LOST ? "cut_off" : "broken"));
    rings.on("reconnected", () => show("on_call"));
    for (const end of ["disconnect", "cancel", "reject", "transportClose"]) {
      rings.on(end, () => rings.status() === Twilio.Call.State.Closed && over(rings));
    }
    rings.on("error", (error) => {
      if (!MICROPHONE_REFUSED.includes(error.code)) return;
      call = null;
      show("refused");
    });
    show("ringing");
  };

  // The browser is asked for the microphone before anybody rings, so that nobody waits for the answer.
  const microphone = async () => {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      for (const track of stream.getTracks()) track.stop();
      return true;
    } catch (error) {
      show(error.name === "NotFoundError" ? "no_microphone" : "refused");
      return false;
    }
  };

  const start = async () => {
    show("connecting");
    if (!await microphone()) return;
    const first = await token();
    if (!first) {
      if (state === "connecting") show("unreachable");
      return;
    }
    const { ring, short, edge, signalling } = root.dataset;
    const sounds = { incoming: ring };
    for (const name of ["disconnect", "outgoing", ..."0123456789sh"].map((one) => (one.length === 1 ? `dtmf${one}` : one))) {
      sounds[name] = short;
    }
    device?.destroy();
    device = new Twilio.Device(first, {
      ...(signalling ? { chunderw: signalling } : { edge }),
      closeProtection: true,
      logLevel: "silent",
      maxCallSignalingTimeoutMs: BACK_WITHIN_MILLISECONDS,
      publishEvents: false,
      sounds,
      tokenRefreshMs: RENEWED_BEFORE_MILLISECONDS,
    });
    device.on("registered", standing);
    device.on("unregistered", standing);
    device.on("incoming", incoming);
    device.on("tokenWillExpire", renew);
    device.on("error", (error) => {
      if (TOKEN_EXPIRED.includes(error.code)) renew();
      standing();
    });
    device.register().catch(standing);
  };

  const acts = {
    start,
    answer: () => state === "ringing" && call?.accept(),
    decline: () => state === "ringing" && call?.reject(),
    hang_up: () => call?.disconnect(),
  };

  root.addEventListener("click", (event) => {
    const { act, digit } = event.target.closest("button")?.dataset || {};
    if (digit) call?.sendDigits(digit);
    else acts[act]?.();
  });

  channel.onmessage = ({ data }) => {
    if (data.ask) tell();
    if (["answer", "decline"].includes(data.act)) acts[data.act]();
  };
  addEventListener("pagehide", () => channel.postMessage({ state: "absent" }));

  // One window is the telephone; a second one says so and stays out of its way.
  navigator.locks.request("startline-telephone", { ifAvailable: true }, async (lock) => {
    if (!lock) {
      for (const part of root.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== "elsewhere";
      channel.close();
      return null;
    }
    const allowed = await navigator.permissions.query({ name: "microphone" }).catch(() => null);
    if (allowed?.state === "granted") start();
    else show("off");
    return new Promise(() => {});
  });

  root.dataset.ready = "";
})();
