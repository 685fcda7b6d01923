// The board besides what live.js keeps fresh: the day as a line chart, drawn from the table of the same
// figures, and each alert said once to who listens.
(() => {
  const SOFT = "#52606d";
  // Never by colour alone: each line has its own dashes, its own points, and its name at its end.
  const LINES = [
    { colour: "#0b5563", dash: [], point: "#0b5563" },
    { colour: "#1d4ed8", dash: [10, 5], point: "#ffffff" },
    { colour: "#b42318", dash: [2, 4], point: "#b42318" },
  ];
  const FONT = '14px "Atkinson Hyperlegible Next", arial, sans-serif';
  const HEIGHT = 260;

  // Also after the page was loaded anew in this tab.
  const said = new Set(JSON.parse(sessionStorage.getItem("said") || "[]"));
  const sayAlerts = () => {
    const fresh = [];
    for (const alert of document.querySelectorAll("[data-alert]")) {
      if (said.has(alert.dataset.alert)) continue;
      said.add(alert.dataset.alert);
      fresh.push((alert.querySelector("[data-alert-says]") || alert).textContent.trim());
    }
    // What is over may come again, and is then said again.
    for (const one of said) if (!document.querySelector(`[data-alert="${CSS.escape(one)}"]`)) said.delete(one);
    sessionStorage.setItem("said", JSON.stringify([...said]));
    const place = document.getElementById("announcer");
    if (fresh.length && place) place.textContent = fresh.join(" ");
  };

  const chart = document.querySelector("[data-chart]");
  // Where there is no room for names beside the lines, the key beneath has them.
  const isNarrow = () => chart.clientWidth < 480;
  const table = () => document.getElementById(chart.dataset.chart);
  const names = () => [...table().closest("table").querySelectorAll("thead th")].slice(1).map((th) => th.textContent);

  const read = () => {
    const rows = [...table().querySelectorAll("tr[data-at]")];
    const counts = LINES.map((_, place) => rows.map((row) => Number(row.querySelectorAll("td")[place].textContent)));
    return [rows.map((row) => Date.parse(row.dataset.at) / 1000), ...counts];
  };

  // The names at the ends of the lines, moved apart where lines end at one height.
  const nameLines = (plot) => {
    const { ctx } = plot;
    const ratio = devicePixelRatio;
    const last = plot.data[0].length - 1;
    if (last < 0 || isNarrow()) return;
    const ends = names().map((name, place) => ({
      name, colour: LINES[place].colour, y: plot.valToPos(plot.data[place + 1][last], "y", true),
    })).sort((a, b) => a.y - b.y);
    const apart = 17 * ratio;
    for (let place = ends.length - 2; place >= 0; place -= 1) {
      ends[place].y = Math.min(ends[place].y, ends[place + 1].y - apart);
    }
    ctx.save();
    ctx.font = FONT.replace("14px", `${14 * ratio}px`);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const x = plot.bbox.left + plot.bbox.width + 8 * ratio;
    for (const end of ends) {
      ctx.fillStyle = end.colour;
      ctx.fillText(end.name, x, end.y);
    }
    ctx.restore();
  };

  const hour = new Intl.DateTimeFormat("en-GB", { hour: "numeric", minute: "2-digit", hourCycle: "h23", timeZone: "Europe/London" });
  const axis = { stroke: SOFT, font: FONT, grid: { stroke: "#c5d0d5", width: 1 }, ticks: { stroke: "#c5d0d5" } };

  const make = (data) => new window.uPlot({
    width: chart.clientWidth,
    height: HEIGHT,
    padding: [12, () => (isNarrow() ? 10 : 150), 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.1))] } },
    axes: [
      { ...axis, incrs: [3600, 2 * 3600, 4 * 3600], values: (_, ticks) => ticks.map((tick) => hour.format(tick * 1000).replace(":", ".")) },
      { ...axis, size: 40, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] },
    ],
    series: [{}, ...LINES.map((line, place) => ({
      label: names()[place],
      stroke: line.colour,
      width: 2.5,
      dash: line.dash,
      points: { show: true, size: 7, width: 2, stroke: line.colour, fill: line.point },
    }))],
    hooks: { draw: [nameLines] },
  }, data, chart);

  let plot = null;
  let drawn = "";
  const draw = () => {
    const data = read();
    const empty = document.querySelector("[data-chart-empty]");
    empty.hidden = data[0].length > 0;
    chart.hidden = data[0].length === 0;
    if (!data[0].length || JSON.stringify(data) === drawn) return;
    drawn = JSON.stringify(data);
    if (plot) plot.setData(data);
    else plot = make(data);
  };

  if (chart && window.uPlot) {
    // A letter is measured as it is drawn: the type of the page has to be there first.
    document.fonts.ready.then(() => { draw(); document.addEventListener("live:drawn", draw); });
    new ResizeObserver(() => plot?.setSize({ width: chart.clientWidth, height: HEIGHT })).observe(chart);
  }
  document.addEventListener("live:drawn", sayAlerts);
  sayAlerts();
})();
