// What the server says of itself: its state, the figures, the tiers, the advice, and what is asked for most.
import { $, NONE, amount, bar, bytes, count, duration, el, percent, plural, seconds, show, time, words }
  from "./dom.js";

const HOW = [["near_hit", "Near hits"], ["far_hit", "Far hits"], ["stale", "Stale"], ["joined", "Joined"],
  ["generated", "Generated"], ["failed", "Failed"]];

const PROVIDERS = { builtin: "built in, by rules", openai: "OpenAI protocol", anthropic: "Anthropic" };

const sum = (performance, of) => Object.values(performance.generation_types).reduce((all, it) => all + of(it), 0);

/** The state in the bar, and what is wrong in words; `more` is said too where it is not empty. */
export function state(health, more) {
  const down = Object.entries(health.tiers).filter(([, tier]) => !tier.available).map(([name]) => words(name));
  const says = [];
  if (down.length) {
    says.push(`${down.join(" and ")} cannot be reached. Hits in this process go on as fast as before; what it misses`
      + " is generated, and the node finds Redis again by itself.");
  } else if (health.coherence_lag_ms > 0) {
    says.push(`This node has not seen for ${seconds(health.coherence_lag_ms / 1000)} what others clear.`);
  }
  if (more) {
    says.push(more);
  }
  banner(health.status === "healthy" ? "good" : health.status === "degraded" ? "warn" : "bad",
    words(health.status), says.join(" "));
}

/** The state where there is none to be had; what the server last said stays. */
export function trouble(text, gone) {
  banner("bad", gone ? "Unreachable" : "In trouble",
    `${text} What is shown is what the server last said; trying again.`);
  document.body.classList.add("gone");
}

function banner(kind, word, text) {
  document.body.classList.remove("gone");
  $("state").className = `state ${kind}`;
  // A status is read out whenever it is written, so it is only written where it is new.
  for (const [id, says] of [["state-text", word], ["notice", text]]) {
    if ($(id).textContent !== says) {
      $(id).textContent = says;
    }
  }
  $("notice").className = `notice ${kind}`;
  $("notice").hidden = text === "";
}

/** The four figures, and the bar of where answers came from. */
export function figures(performance) {
  const all = performance.cache_performance;
  const empty = all.total_requests === 0;
  const recent = performance.last?.["5_minutes"];
  const saved = (what) => sum(performance, (it) => it.saved[what]);
  const spent = (what) => sum(performance, (it) => it.spent[what]);
  const rating = words(performance.performance_insights.cache_efficiency);
  const tiles = [
    ["Hit rate", empty ? NONE : percent(all.hit_rate), empty ? "No requests yet" : recent?.total_requests
      ? `${rating} · ${percent(recent.hit_rate)} over 5 min` : rating],
    ["Requests", count(all.total_requests), `${plural(all.cache_hits, "hit", "hits")}, `
      + plural(all.cache_misses, "miss", "misses")],
    ["Time saved", seconds(saved("seconds")), `${seconds(spent("seconds"))} spent on generating`],
    saved("money") + spent("money") > 0
      ? ["Money saved", amount(saved("money")),
        `${amount(spent("money"))} spent · ${plural(saved("tokens"), "token", "tokens")} saved`]
      : ["Tokens saved", count(saved("tokens")), `${plural(spent("tokens"), "token", "tokens")} spent`],
  ];
  show($("figures"), ...tiles.map(([name, value, note], i) => el("div", { class: `card figure ${i ? "" : "main"}` },
    el("h2", {}, name), el("p", { class: "value" }, value), el("p", { class: "quiet" }, note))));
  $("since").textContent = performance.since ? `Since ${time(performance.since)}` : "";
  sources(performance);
}

function sources(performance) {
  const shares = HOW.map(([how, name]) => [how, name, sum(performance, (it) => it[how]?.count ?? 0)])
    .filter(([, , n]) => n > 0);
  const total = shares.reduce((all, [, , n]) => all + n, 0);
  const stack = el("div", { class: "stack", "aria-hidden": "true" });
  const legend = el("ul", { class: "legend" });
  for (const [how, name, n] of shares) {
    const part = el("i", { class: how });
    part.style.flexGrow = n;
    stack.append(part);
    legend.append(el("li", {}, el("i", { class: `key ${how}` }), `${name} `, el("b", {}, count(n)),
      el("span", { class: "quiet" }, ` ${percent(100 * n / total)}`)));
  }
  show($("sources"), el("h2", {}, "Where answers came from"), stack, legend);
  $("sources").hidden = total === 0;
}

/** A card for each tier, for the generator, and for how far this node lags behind the others. */
export function tiers(health, status, performance) {
  const cards = Object.entries(health.tiers).map(([name, tier], i) => tierCard(name, i, tier, status?.tiers[name]));
  cards.push(generatorCard(health, status, performance));
  if (Object.keys(health.tiers).length > 1) {
    const lag = health.coherence_lag_ms;
    cards.push(card("Coherence", lag ? "warn" : "good", lag ? `${seconds(lag / 1000)} behind` : "In step",
      [["Coherence lag", lag ? duration(lag) : "none"]], null, "with what others clear"));
  }
  show($("tiers"), ...cards);
}

function tierCard(name, index, tier, status) {
  const rows = [];
  let meter = null;
  if (status) {
    rows.push(["Entries", status.entries === undefined ? NONE : count(status.entries)]);
    const limit = status.max_bytes ? ` of ${bytes(status.max_bytes)}` : "";
    rows.push(["Memory", status.bytes === undefined ? NONE : bytes(status.bytes) + limit]);
    meter = status.max_bytes && status.bytes !== undefined ? bar(status.bytes / status.max_bytes) : null;
    rows.push(["Evictions", status.evictions === undefined ? NONE : count(status.evictions)]);
    if (status.failures) {
      rows.push(["Failed calls", count(status.failures)]);
    }
  }
  if (tier.breaker) {
    rows.push(["Breaker", words(tier.breaker.toLowerCase())]);
  }
  return card(words(name), tier.available ? "good" : "bad", tier.available ? "Available" : "Down", rows, meter,
    index ? "far tier, shared" : "near tier, in process");
}

let before = null;

function generatorCard(health, status, performance) {
  const rows = [["Model", health.generator.model]];
  let failing = false;
  if (performance) {
    const all = (how) => sum(performance, (it) => it[how]?.count ?? 0);
    const now = { failed: all("failed"), made: all("generated") };
    rows.push(["Generated", count(now.made)], ["Failed", count(now.failed)]);
    // Since the page was last drawn: some failed and none succeeded, or none succeeded since that was so.
    failing = before !== null && now.made === before.made && (now.failed > before.failed || before.failing);
    before = { ...now, failing };
  }
  if (health.fallback) {
    rows.push(["Fallback", health.fallback.model + (status?.fallbacks ? ` · ${count(status.fallbacks)} times` : "")]);
  }
  return card("Generator", failing ? "bad" : "good", failing ? "Failing" : "Ready", rows, null,
    PROVIDERS[health.generator.provider] ?? words(health.generator.provider));
}

function card(name, kind, word, rows, meter = null, note = "") {
  return el("article", { class: "card tier" },
    el("h3", {}, name, el("span", { class: "quiet" }, note)),
    el("p", { class: `state ${kind}` }, el("span", { class: "dot" }), word),
    el("dl", {}, ...rows.map(([key, value]) => el("div", {}, el("dt", {}, key), el("dd", {}, value)))), meter);
}

/** What the server advises, and what is asked for most, where it tells. */
export function advice(performance) {
  show($("advice"), ...performance.performance_insights.recommendations.map((it) => el("li", {}, it)));
  const top = performance.top_requests ?? [];
  const most = Math.max(...top.map((it) => it.requests), 1);
  show($("top"), ...top.slice(0, 8).map((it) => el("li", {},
    el("div", {}, el("b", {}, it.title || it.key), el("span", { class: "quiet" }, words(it.type))),
    el("span", { class: "number" }, it.requests.toLocaleString("en", { maximumFractionDigits: 1 })),
    bar(it.requests / most))));
  $("top-card").hidden = top.length === 0;
}
