// The live map, loaded only when it comes into view: it is the heaviest thing here.
const frame = document.getElementById("map-frame");
const said = document.getElementById("map-said");
const pick = document.getElementById("map-choice");
const here = new URL(location.href);
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const palettes = { posterior: ["seq", 6], prior: ["seq", 6], difference: ["div", 5], uncertainty: ["seq", 6] };
let mode = frame?.dataset.mode ?? "posterior";
let map;
let things;

function colours() {
  const [family, count] = palettes[mode];
  const steps = Array.from({ length: count }, (_, at) => [at, token(`--${family}-${at}`)]).flat();
  return ["match", ["get", mode], ...steps, token(`--${family}-${count - 1}`)];
}

function hatching() {
  const size = 16;
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const pen = canvas.getContext("2d");
  pen.strokeStyle = "rgba(22, 36, 46, .55)";
  pen.lineWidth = 2;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
    pen.stroke();
  }
  return pen.getImageData(0, 0, size, size);
}

function style() {
  const silent = ["all", ["==", ["get", "kind"], "zone"], ["==", ["get", "silent"], 1]];
  const kind = (name) => ["==", ["get", "kind"], name];
  return {
    version: 8,
    sources: { things: { type: "geojson", data: things } },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": token("--map-ground") } },
      { id: "zones", type: "fill", source: "things", filter: kind("zone"), paint: { "fill-color": colours() } },
      { id: "silent", type: "fill", source: "things", filter: silent, paint: { "fill-pattern": "hatch" }, layout: { visibility: mode === "prior" ? "none" : "visible" } },
      { id: "edges", type: "line", source: "things", filter: kind("zone"), paint: { "line-color": "#fff", "line-width": 1.5 } },
      { id: "rivers", type: "line", source: "things", filter: kind("river"), paint: { "line-color": token("--map-water"), "line-width": 4 }, layout: { "line-join": "round", "line-cap": "round" } },
      { id: "stations", type: "circle", source: "things", filter: kind("station"), paint: { "circle-radius": 5.5, "circle-color": ["case", ["get", "flagged"], "#b3261e", "#fff"], "circle-stroke-color": "#16242e", "circle-stroke-width": 1.6 } },
    ],
  };
}

function bounds(geometry, box) {
  const walk = (part) => {
    if (typeof part[0] === "number") {
      box[0] = Math.min(box[0], part[0]); box[1] = Math.min(box[1], part[1]);
      box[2] = Math.max(box[2], part[0]); box[3] = Math.max(box[3], part[1]);
    } else part.forEach(walk);
  };
  walk(geometry.coordinates);
  return box;
}

function boxOf(features) {
  const box = features.reduce((all, one) => bounds(one.geometry, all), [180, 90, -180, -90]);
  return [[box[0], box[1]], [box[2], box[3]]];
}

function show(feature, move) {
  said.textContent = feature.properties.said;
  if (!move) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  map.fitBounds(boxOf([feature]), { padding: 60, maxZoom: 12, animate: !still });
}

function turn(next) {
  mode = next;
  document.querySelectorAll("[data-mode]").forEach((link) => {
    if (link.dataset.mode === mode) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  });
  document.querySelectorAll("[data-legend]").forEach((part) => { part.hidden = part.dataset.legend !== mode; });
  map.setPaintProperty("zones", "fill-color", colours());
  map.setLayoutProperty("silent", "visibility", mode === "prior" ? "none" : "visible");
}

function places(library) {
  for (const zone of things.features.filter((one) => one.properties.kind === "zone")) {
    const label = Object.assign(document.createElement("div"), { className: "map-place", textContent: zone.properties.name });
    label.setAttribute("aria-hidden", "true");
    new library.Marker({ element: label }).setLngLat(zone.properties.centre).addTo(map);
    label.removeAttribute("role");
    label.removeAttribute("aria-label");
    label.removeAttribute("tabindex");
  }
}

// A name that would cover another is left out until there is room for it.
function thin() {
  const kept = [];
  for (const label of frame.querySelectorAll(".map-place")) {
    label.hidden = false;
    const box = label.getBoundingClientRect();
    const covers = kept.some((one) => box.left < one.right && one.left < box.right && box.top < one.bottom && one.top < box.bottom);
    label.hidden = covers;
    if (!covers) kept.push(box);
  }
}

async function start() {
  const words = frame.dataset;
  const library = await import(words.library);
  library.setWorkerUrl(new URL(words.worker, here).href);
  const answer = await fetch(words.things);
  if (!answer.ok) return;
  things = await answer.json();
  const live = Object.assign(document.createElement("div"), { className: "live" });
  frame.append(live);
  const zones = things.features.filter((one) => one.properties.kind === "zone");
  const city = zones.filter((one) => one.properties.inside);
  map = new library.Map({
    container: live, style: style(), bounds: boxOf(city.length ? city : zones), fitBoundsOptions: { padding: 30 },
    attributionControl: false, cooperativeGestures: false, dragRotate: false, pitchWithRotate: false,
    scrollZoom: false, maxZoom: 13,
    locale: {
      "Map.Title": words.title, "NavigationControl.ZoomIn": words.zoomIn, "NavigationControl.ZoomOut": words.zoomOut,
      "NavigationControl.ResetBearing": words.north, "Marker.Title": words.place,
    },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new library.NavigationControl({ showCompass: false }), "top-right");
  map.on("style.load", () => {
    if (!map.hasImage("hatch")) map.addImage("hatch", hatching(), { pixelRatio: 2 });
  });
  map.on("click", (event) => {
    const [hit] = map.queryRenderedFeatures(event.point, { layers: ["stations", "zones"] });
    if (hit) show(hit, false);
  });
  map.once("idle", () => {
    frame.querySelector("svg")?.setAttribute("hidden", "");
    frame.dataset.ready = "true";
  });
  map.on("moveend", thin);
  map.once("load", () => { places(library); thin(); if (frame.dataset.mode !== mode) turn(mode); });
  document.querySelectorAll("[data-mode]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    turn(link.dataset.mode);
  }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style()));
  document.getElementById("map-pick").hidden = false;
  pick.addEventListener("change", () => {
    const feature = things.features.find((one) => one.properties.key === pick.value);
    if (feature) show(feature, true);
  });
}

if (frame?.dataset.things) {
  new IntersectionObserver((seen, watcher) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    watcher.disconnect();
    start();
  }, { rootMargin: "200px" }).observe(frame);
}
