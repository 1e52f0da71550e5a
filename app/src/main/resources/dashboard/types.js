// The table of what each type of content took with the cache and without it.
import { $, NONE, amount, bar, count, duration, el, percent, seconds, show, words } from "./dom.js";

const faster = (which) => (it) => percent(it.faster_percent[which]);
const median = (how) => (it) => duration(it[how].p50_ms);
const saved = (what, write) => (it) => (it.saved[what] ? write(it.saved[what]) : NONE);

const hitRate = (it) => (it.total_requests
  ? el("span", { class: "rate" }, percent(it.hit_rate), bar(it.hit_rate / 100)) : NONE);

const anyMoney = (rows) => rows.some((it) => it.saved.money + it.spent.money > 0);
const anyFar = (rows) => rows.some((it) => it.far_hit.count > 0);

/** Groups of columns; of each column its name, its cell and, where not every server needs it, when it is shown. */
const GROUPS = [
  ["", [["Requests", (it) => count(it.total_requests)], ["Hit rate", hitRate]]],
  ["Median time", [["Near hit", median("near_hit")], ["Far hit", median("far_hit"), anyFar],
    ["Generated", median("generated")]]],
  ["Faster than generating", [["Near hit", faster("near_hit")], ["Far hit", faster("far_hit"), anyFar],
    ["Blended", faster("blended")]]],
  ["Saved", [["Time", saved("seconds", seconds)], ["Tokens", saved("tokens", count)],
    ["Money", saved("money", amount), anyMoney]]],
];

/** Writes it anew. */
export function types(performance) {
  const rows = Object.values(performance.generation_types);
  const groups = GROUPS.map(([name, columns]) => [name, columns.filter(([, , wanted]) => !wanted || wanted(rows))]);
  const upper = groups.map(([name, columns]) => el(name ? "th" : "td", { colSpan: columns.length, class: "group",
    ...(name && { scope: "colgroup" }) }, name));
  const lower = groups.flatMap(([, columns]) => columns.map(([name], i) => el("th", { scope: "col",
    class: i ? "" : "first" }, name)));
  const body = Object.entries(performance.generation_types).map(([type, it]) =>
    el("tr", { class: it.total_requests ? "" : "unused", "data-type": type }, el("th", { scope: "row" }, words(type)),
      ...groups.flatMap(([group, columns]) => columns.map(([name, cell], i) => {
        const value = cell(it);
        return el("td", { class: `${i ? "" : "first"} ${value === NONE ? "none" : ""}`,
          "data-label": group ? `${group}: ${name.toLowerCase()}` : name }, value);
      }))));
  show($("table"), el("table", {}, el("caption", { class: "unseen" }, "Requests, latency and savings by type"),
    el("thead", {}, el("tr", {}, el("td", {}), ...upper), el("tr", {}, el("th", { scope: "col" }, "Type"), ...lower)),
    el("tbody", {}, ...body)));
}
