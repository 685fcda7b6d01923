// The grid of the week: arrow keys go from cell to cell, one of which is in the order of Tab; a call-back
// dragged onto a half-hour is moved into it. Whatever is dragged can be moved by its link as well.
(() => {
  const grid = document.querySelector("[data-grid]");
  if (!grid) return;
  const rows = [...grid.querySelectorAll("tbody tr")].map((row) => [...row.children].slice(1).map((cell) => cell.querySelector("[data-cell]")));
  const all = [...grid.querySelectorAll("[data-cell]")];
  const settle = (chosen) => { for (const one of all) one.tabIndex = one === chosen ? 0 : -1; };
  if (all.length) settle(grid.querySelector("[aria-current]") || all[0]);
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  grid.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!(event.key in step) || !cell) return;
    event.preventDefault();
    const [down, along] = step[event.key];
    let row = cell.parentElement.sectionRowIndex + down;
    let column = cell.cellIndex - 1 + along;
    while (rows[row] && column >= 0 && column < rows[row].length) {
      const next = rows[row][column];
      if (next && next.getClientRects().length) { settle(next); next.focus(); return; }
      row += down;
      column += along;
    }
  });
  const form = document.querySelector("[data-drop]");
  let dragged = null;
  document.addEventListener("dragstart", (event) => { dragged = event.target.closest?.("[data-callback]")?.dataset.callback || null; });
  grid.addEventListener("dragover", (event) => { if (dragged && event.target.closest("[data-into]")) event.preventDefault(); });
  grid.addEventListener("drop", (event) => {
    const cell = event.target.closest("[data-into]");
    if (!dragged || !cell) return;
    event.preventDefault();
    form.elements.callback.value = dragged;
    form.elements.into.value = cell.dataset.into;
    form.submit();
  });
})();
