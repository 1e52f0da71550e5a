// Hit rate and latency over time: the server's minutes where it tells them, else what this page has seen so far.
import { $, duration, el, percent } from "./dom.js";

const LATENCIES = [["near_hit_p50_ms", "Near hit", "--near", []], ["far_hit_p50_ms", "Far hit", "--far", [6, 4]],
  ["generated_p50_ms", "Generated", "--generated", [2, 3]]];
const MAX_SEEN = 720;

const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

let seen = [];
let shown = null;
const charts = {};

/** Forgets what was seen: numbers of one node and of the fleet do not belong on one line. */
export function restart() {
  seen = [];
}

/** Draws what is known by now. */
export function draw(performance) {
  seen.push(sample(performance));
  seen = seen.slice(-MAX_SEEN);
  const history = performance.history?.map((it) => ({ ...it, at: Date.parse(it.minute) / 1000 }));
  const points = history ?? seen.filter((it) => it.requests > 0);
  shown = points;
  const times = points.map((it) => it.at);
  plot("hit-rate", [times, points.map((it) => it.hit_rate)], hitRate);
  plot("latency", [times, ...LATENCIES.map(([field]) => points.map((it) => it[field] || null))], latency);
  legends(null);
}

/** One look at the totals; of the medians of several types the mean, by how often each occurred. */
function sample(performance) {
  const types = Object.values(performance.generation_types);
  const median = (how) => {
    const known = types.map((it) => it[how]).filter((it) => it?.count > 0);
    const all = known.reduce((n, it) => n + it.count, 0);
    return all ? known.reduce((ms, it) => ms + it.p50_ms * it.count, 0) / all : null;
  };
  const recent = performance.last?.["5_minutes"] ?? performance.cache_performance;
  return { at: Date.now() / 1000, requests: recent.total_requests, hit_rate: recent.hit_rate,
    near_hit_p50_ms: median("near_hit"), far_hit_p50_ms: median("far_hit"), generated_p50_ms: median("generated") };
}

function plot(id, data, options) {
  const place = $(id);
  if (data[0].length === 0) {
    charts[id]?.destroy();
    delete charts[id];
    place.replaceChildren(el("p", { class: "empty" }, "Nothing to draw until something is asked for."));
    return;
  }
  if (charts[id]) {
    charts[id].setData(data);
    return;
  }
  place.replaceChildren();
  charts[id] = new uPlot({ ...options(), ...size(place), legend: { show: false }, padding: [12, 20, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    hooks: { setCursor: [(chart) => legends(chart.cursor.idx)] } }, data, place);
}

const size = (place) => ({ width: place.clientWidth, height: place.clientHeight });

const font = () => `12px ${getComputedStyle(document.body).fontFamily}`;

const axis = (more) => ({ stroke: () => color("--quiet"), font: font(), ticks: { show: false },
  grid: { stroke: () => color("--line"), width: 1 }, ...more });

/** A line with no length has no axis, so the shortest is of a minute. Of one point the chart itself would make days. */
const x = { range: ({ data: [times] }) => [Math.min(times[0], times.at(-1) - 60), times.at(-1)] };

const line = (label, name, more) => ({ label, stroke: () => color(name), width: 2, spanGaps: true,
  points: { size: 5, fill: () => color(name), stroke: () => color(name) }, ...more });

const timeAxis = () => axis({ grid: { show: false }, size: 28, gap: 9, space: 90,
  values: (_, ticks) => ticks.map((it) => new Date(it * 1000).toLocaleTimeString([],
    { timeStyle: ticks[1] - ticks[0] < 60 ? "medium" : "short" })) });

const hitRate = () => ({
  scales: { x, y: { range: [0, 100] } },
  axes: [timeAxis(), axis({ size: 48, splits: () => [0, 25, 50, 75, 100],
    values: (_, ticks) => ticks.map((it) => `${it} %`) })],
  series: [{}, line("Hit rate", "--near", { fill: () => color("--wash") })],
});

const power = (of, round) => round(Math.log10(of));

/** From a hit to a generation it is five powers of ten, so each has the same height. */
const latency = () => ({
  scales: { x, y: { distr: 3,
    range: (_, min, max) => [10 ** power(min / 1.2, Math.floor), 10 ** power(max * 1.2, Math.ceil)] } },
  axes: [timeAxis(), axis({ size: 62,
    splits: (_, __, min, max) => Array.from({ length: power(max, Math.round) - power(min, Math.round) + 1 },
      (___, i) => 10 ** (power(min, Math.round) + i)),
    filter: (_, ticks) => ticks,
    values: (_, ticks) => ticks.map(duration) })],
  series: [{}, ...LATENCIES.map(([, label, name, dash]) => line(label, name, { dash }))],
});

/** Writes the values at one time beside the names of the lines, or the latest of each, for eyes and for readers. */
function legends(index) {
  const value = (field) => (index === null || index === undefined
    ? shown.findLast((it) => it[field] !== null && it[field] !== undefined) : shown[index])?.[field];
  const any = shown.length > 0;
  write("hit-rate", any ? [["Hit rate", "hit_rate", percent(value("hit_rate"))]] : []);
  write("latency", any ? LATENCIES.map(([field, label]) => [label, field.replace("_p50_ms", ""),
    duration(value(field))]) : []);
}

function write(id, values) {
  $(`${id}-legend`).replaceChildren(...values.map(([label, name, value]) => el("span", {},
    el("i", { class: `key ${name}` }), `${label} `, el("b", {}, value))));
  $(id).setAttribute("aria-label", values.length ? values.map(([label, , value]) => `${label} ${value}`).join(", ")
    : "Nothing to draw yet");
}

const each = (does) => Object.entries(charts).forEach(([id, chart]) => does(chart, $(id)));
new ResizeObserver(() => each((chart, place) => chart.setSize(size(place)))).observe($("charts"));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => each((chart) => chart.redraw(false, true)));
