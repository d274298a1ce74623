// The daily curve, made live: the server's drawing stays wherever this cannot run.
const holder = document.getElementById("curve");
const data = JSON.parse(document.getElementById("daily").textContent);
const words = holder.dataset;
const tongue = document.documentElement.lang === "en" ? "en-GB" : "fr-FR";
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
  return { label, stroke, width, dash, points: { show: false } };
}

function options(width) {
  const edge = { stroke: "transparent", points: { show: false } };
  const ink = token("--ink-soft");
  const axis = { stroke: ink, grid: { stroke: token("--line"), width: 1 }, ticks: { show: false }, font: "15px 'Atkinson Hyperlegible Next', system-ui" };
  const series = [
    {},
    edge, edge, line(words.declared, token("--declared"), 2, [7, 5]),
    edge, edge, line(words.measured, token("--measured"), 2.5),
  ];
  if (data.truth) series.push(line(words.truth, token("--ink"), 1.6, [2, 4]));
  return {
    width, height: width > 600 ? 360 : 300, series,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    hooks: { setCursor: [say] },
    scales: { y: { range: (_, low, high) => [Math.min(0, low), high * 1.05] } },
    axes: [
      { ...axis, values: (_, marks) => marks.map((mark) => shortDay.format(mark * 1e3)), space: 90, gap: 10, size: 40 },
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

const room = () => holder.clientWidth - 6; // the focus ring keeps its place
const readout = document.getElementById("readout");
let plot;
let chosen = -1;

function say(self) {
  const at = self.cursor.idx;
  if (at == null || at === chosen) return;
  chosen = at;
  const of = (column) => amount.format(self.data[column][at]);
  const between = (high, low) => words.between.replace("{low}", of(low)).replace("{high}", of(high));
  const parts = [`${of(6)} ${words.measured} (${between(4, 5)})`, `${of(3)} ${words.declared} (${between(1, 2)})`];
  if (data.truth) parts.push(`${of(7)} ${words.truth}`);
  const colon = tongue === "fr-FR" ? "\u00a0: " : ": ";
  readout.textContent = longDay.format(self.data[0][at] * 1e3) + colon + parts.join(", ");
}

function walk(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const at = Math.min(Math.max((plot.cursor.idx ?? (step > 0 ? -1 : data.days.length)) + step, 0), data.days.length - 1);
  plot.setCursor({ left: plot.valToPos(plot.data[0][at], "x"), top: 10 });
}

function draw() {
  const fallback = [...holder.querySelectorAll("svg.curve")];
  const width = room();
  plot?.destroy();
  plot = new uPlot(options(width), columns(), holder);
  plot.root.setAttribute("role", "img");
  plot.root.setAttribute("aria-label", words.label);
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
new ResizeObserver(() => { if (Math.abs(plot.width - room()) > 4) draw(); }).observe(holder);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
holder.tabIndex = 0;
holder.setAttribute("role", "group");
holder.setAttribute("aria-label", words.label);
holder.addEventListener("keydown", walk);
readout.hidden = false;
const button = document.getElementById("curve-png");
button.hidden = false;
button.addEventListener("click", save);
