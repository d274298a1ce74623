// The daily curve, made live: the server's drawing stays wherever this cannot run.
const holder = document.getElementById("curve");
const data = JSON.parse(document.getElementById("daily").textContent);
const words = holder.dataset;
const tongue = document.documentElement.lang;
const Z90 = 1.6448536269514722; // half-width of the central 90 % of a normal law, in sd
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const amount = new Intl.NumberFormat(tongue, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const tick = new Intl.NumberFormat(tongue, { maximumFractionDigits: 1 });
const longDay = new Intl.DateTimeFormat(tongue, { dateStyle: "long", timeZone: "UTC" });
const shortDay = new Intl.DateTimeFormat(tongue, { day: "numeric", month: "short", timeZone: "UTC" });

const thousands = (values) => values.map((value) => value / 1e3);
const bound = (name, side) => data[name].map((value, at) => (value + side * Z90 * data[`${name}_sd`][at]) / 1e3);

function columns() {
  const days = data.days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1e3);
  const drawn = [days, bound("prior", 1), bound("prior", -1), thousands(data.prior),
    bound("posterior", 1), bound("posterior", -1), thousands(data.posterior)];
  if (data.truth) drawn.push(thousands(data.truth));
  return drawn;
}

function line(label, stroke, width, dash) {
  return { label, stroke, width, dash, points: { show: false }, value: (_, v) => (v == null ? "–" : amount.format(v)) };
}

function options(width) {
  const edge = { stroke: "transparent", points: { show: false } };
  const ink = token("--ink-soft");
  const axis = { stroke: ink, grid: { stroke: token("--line"), width: 1 }, ticks: { show: false }, font: "15px 'Atkinson Hyperlegible Next', system-ui" };
  const series = [
    { label: words.day, value: (_, v) => (v == null ? "–" : longDay.format(v * 1e3)) },
    edge, edge, line(words.declared, token("--declared"), 2, [7, 5]),
    edge, edge, line(words.measured, token("--measured"), 2.5),
  ];
  if (data.truth) series.push(line(words.truth, token("--ink"), 1.6, [2, 4]));
  return {
    width, height: width > 600 ? 360 : 300, series,
    legend: { live: true },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high * 1.05] } },
    axes: [
      { ...axis, values: (_, marks) => marks.map((mark) => shortDay.format(mark * 1e3)), space: 90 },
      { ...axis, values: (_, marks) => marks.map((mark) => tick.format(mark)), size: 54 },
    ],
    bands: [
      { series: [1, 2], fill: `${token("--declared")}28` },
      { series: [4, 5], fill: `${token("--measured")}40` },
    ],
    tzDate: (stamp) => uPlot.tzDate(new Date(stamp * 1e3), "UTC"),
    padding: [12, 12, 0, 0],
  };
}

let plot;
function draw() {
  const fallback = [...holder.querySelectorAll("svg.curve")];
  const width = holder.clientWidth;
  plot?.destroy();
  plot = new uPlot(options(width), columns(), holder);
  plot.root.setAttribute("role", "img");
  plot.root.setAttribute("aria-label", words.label);
  plot.root.querySelectorAll(".u-series").forEach((row, at) => { row.hidden = [1, 2, 4, 5].includes(at); });
  fallback.forEach((drawing) => drawing.remove());
  holder.dataset.ready = "true";
}

function save(event) {
  const canvas = plot.root.querySelector("canvas");
  const sheet = document.createElement("canvas");
  sheet.width = canvas.width;
  sheet.height = canvas.height;
  const pen = sheet.getContext("2d");
  pen.fillStyle = token("--paper");
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.drawImage(canvas, 0, 0);
  const link = document.createElement("a");
  link.href = sheet.toDataURL("image/png");
  link.download = event.currentTarget.dataset.name;
  link.click();
}

await document.fonts.ready;
draw();
new ResizeObserver(() => { if (Math.abs(plot.width - holder.clientWidth) > 4) draw(); }).observe(holder);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
const button = document.getElementById("curve-png");
button.hidden = false;
button.addEventListener("click", save);
