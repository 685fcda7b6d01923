// A sentence recorded in the browser: what the microphone gives becomes a WAV file of one channel and 8,000 samples a
// second in the form's own field, so that it is sent and checked like any other file.
(() => {
  const list = document.querySelector("[data-recording]");
  if (!list || !navigator.mediaDevices || !window.MediaRecorder) return;
  const RATE = 8000;
  const LONGEST = 25000;
  const wave = (samples) => {
    const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
    const text = (at, word) => [...word].forEach((letter, index) => view.setUint8(at + index, letter.charCodeAt(0)));
    text(0, "RIFF"); view.setUint32(4, 36 + samples.length * 2, true); text(8, "WAVEfmt ");
    view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
    view.setUint32(24, RATE, true); view.setUint32(28, RATE * 2, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
    text(36, "data"); view.setUint32(40, samples.length * 2, true);
    samples.forEach((sample, index) => view.setInt16(44 + index * 2, Math.max(-1, Math.min(1, sample)) * 32767, true));
    return new File([view], "recorded.wav", { type: "audio/wav" });
  };
  const toWave = async (blob) => {
    const context = new AudioContext();
    const heard = await context.decodeAudioData(await blob.arrayBuffer());
    await context.close();
    const offline = new OfflineAudioContext(1, Math.ceil(heard.duration * RATE), RATE);
    const source = offline.createBufferSource();
    source.buffer = heard;
    source.connect(offline.destination);
    source.start();
    return wave((await offline.startRendering()).getChannelData(0));
  };
  for (const form of list.querySelectorAll("[data-prompt]")) {
    const [record, stop, state] = ["[data-record]", "[data-stop]", "[data-state]"].map((one) => form.querySelector(one));
    record.hidden = false;
    record.addEventListener("click", async () => {
      let stream;
      try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch { state.textContent = list.dataset.denied; return; }
      const recorder = new MediaRecorder(stream);
      const parts = [];
      recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
      recorder.addEventListener("stop", async () => {
        stream.getTracks().forEach((track) => track.stop());
        const files = new DataTransfer();
        files.items.add(await toWave(new Blob(parts, { type: recorder.mimeType })));
        form.querySelector("[type=file]").files = files.files;
        stop.hidden = true; record.hidden = false;
        state.textContent = list.dataset.kept;
      });
      recorder.start();
      const tooLong = setTimeout(() => recorder.state === "recording" && recorder.stop(), LONGEST);
      record.hidden = true; stop.hidden = false; stop.focus();
      state.textContent = list.dataset.recording;
      stop.addEventListener("click", () => { clearTimeout(tooLong); if (recorder.state === "recording") recorder.stop(); }, { once: true });
    });
  }
})();
