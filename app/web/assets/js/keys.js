// Keys. A button or link says its own: data-key="F2", "Alt+H", "/", "3" or "Ctrl+Enter". The keys of
// the call are Alt and a letter, so that typing an answer never touches the call; single letters and
// figures are left alone while somebody types.
(() => {
  const typing = (target) => target.closest("textarea, select, [contenteditable]")
    || (target.matches("input") && !["radio", "checkbox", "button", "submit"].includes(target.type));

  const name = (event) => {
    const alone = event.key.length === 1 ? event.key.toUpperCase() : event.key;
    // With Alt some keyboards give another letter: the key's place is steadier than its letter.
    const letter = event.altKey && event.code.startsWith("Key") ? event.code.slice(3) : alone;
    return (event.ctrlKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + letter;
  };

  const seen = (element) => element.getClientRects().length > 0 && !element.disabled;

  const press = (element) => {
    if (element.matches("input[type=radio], input[type=checkbox]")) {
      element.focus();
      element.click();
    } else if (element.matches("input, textarea, select")) {
      element.focus();
      element.select?.();
    } else {
      element.click();
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey || event.repeat) return;
    const pressed = name(event);
    const plain = !event.altKey && !event.ctrlKey && event.key.length === 1;
    if (plain && typing(event.target)) return;
    const open = document.querySelector("dialog[open]");
    const choices = (open || document).querySelectorAll(`[data-key="${CSS.escape(pressed)}"]`);
    const found = [...choices].find(seen);
    if (!found) return;
    event.preventDefault();
    press(found);
  });

  // Enter on a chosen radio goes on to the next question, as a keyboard user expects of a form; in a field of several
  // lines, where Enter begins another, Ctrl+Enter does.
  document.addEventListener("keydown", (event) => {
    const by = event.ctrlKey ? "textarea" : "input[type=radio], input[type=checkbox]";
    if (event.key !== "Enter" || event.repeat || !event.target.matches(by)) return;
    const form = event.target.form;
    const next = form?.querySelector("[data-enter]");
    if (!next) return;
    event.preventDefault();
    next.click();
  });
})();
