// Clearing and warming up.
import { $, count, duration, el, plural, seconds, show, tell, words } from "./dom.js";
import { follow, send } from "./api.js";
import { REQUESTS } from "./requests.js";

const SELECTORS = { type: "A type", pattern: "A pattern", tag: "A tag", key: "One key", all: "Everything" };
const EXAMPLES = { pattern: "course_curriculum:*", tag: "tenant:public", key: "lesson_content:22919b20…" };

/** Builds both forms; `done` is called after each change. */
export function operateForms(done) {
  clearForm(done);
  warmUpForm(done);
}

const options = (names) => Object.entries(names).map(([value, name]) => el("option", { value }, name));

function clearForm(done) {
  const form = $("clear");
  const by = el("select", { id: "clear-by" }, ...options(SELECTORS));
  const type = el("select", { id: "clear-type", "aria-label": "Type to clear" },
    ...Object.keys(REQUESTS).map((it) => el("option", { value: it }, words(it))));
  const text = el("input", { id: "clear-text", type: "text", spellcheck: false, autocomplete: "off", hidden: true });
  const outcome = el("p", { class: "outcome", id: "clear-outcome", role: "status", hidden: true });
  const look = el("button", { type: "submit", id: "clear-count" }, "Count first");
  const sure = el("button", { type: "button", id: "clear-sure", class: "danger", hidden: true });
  const never = el("button", { type: "button", id: "clear-never", class: "plain", hidden: true }, "Leave them");
  show(form, el("h3", {}, "Clear"),
    el("p", { class: "quiet" }, "Drops entries on all nodes. What is asked for again is generated again."),
    el("div", { class: "row" }, el("div", { class: "field" }, el("label", { for: "clear-by" }, "Clear"), by),
      el("div", { class: "field grow" }, el("span", { class: "label" }, "Which"), type, text)),
    outcome, el("p", { class: "buttons" }, look, sure, never));

  const selector = () => {
    switch (by.value) {
      case "all": return { pattern: "*", confirm: true };
      case "type": return { type: type.value };
      default: return { [by.value]: text.value.trim() };
    }
  };
  const unsure = () => {
    sure.hidden = never.hidden = true;
    look.hidden = false;
  };
  const changed = () => {
    unsure();
    tell(outcome, "");
  };
  const clear = async (dryRun) => {
    tell(outcome, dryRun ? "Counting …" : "Clearing …", "busy");
    try {
      const answer = await (await send("admin", "/ai/cache/clear", { method: "POST",
        body: { ...selector(), dry_run: dryRun } })).json();
      return answer;
    } catch (problem) {
      unsure();
      tell(outcome, problem.text, "bad");
      return null;
    }
  };
  by.addEventListener("change", () => {
    type.hidden = by.value !== "type";
    text.hidden = by.value === "type" || by.value === "all";
    text.value = "";
    text.placeholder = EXAMPLES[by.value] ?? "";
    text.setAttribute("aria-label", `${SELECTORS[by.value]} to clear`);
    type.parentElement.hidden = by.value === "all";
    changed();
  });
  type.addEventListener("change", changed);
  text.addEventListener("input", changed);
  never.addEventListener("click", () => {
    changed();
    look.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    unsure();
    const counted = await clear(true);
    if (counted?.deleted_entries === 0) {
      tell(outcome, "There is nothing like that in the cache.");
    } else if (counted) {
      const entries = plural(counted.deleted_entries, "entry", "entries");
      tell(outcome, `${entries} would be dropped.`, "warn");
      sure.textContent = `Clear ${entries}`;
      sure.hidden = never.hidden = false;
      look.hidden = true;
      sure.focus();
    }
  });
  sure.addEventListener("click", async () => {
    const cleared = await clear(false);
    if (cleared) {
      unsure();
      tell(outcome, `${plural(cleared.deleted_entries, "entry", "entries")} cleared`
        + (cleared.propagated ? "; all nodes are told." : "; other nodes could not be told yet."),
      cleared.propagated ? "good" : "warn");
      look.focus();
      done();
    }
  });
}

function warmUpForm(done) {
  const form = $("warm-up");
  const source = el("select", { id: "warm-up-source" },
    ...options({ common: "Common queries", popular: "What is asked for most" }));
  const limit = el("input", { id: "warm-up-limit", type: "number", min: 1, max: 1000, value: 100 });
  const many = el("input", { id: "warm-up-concurrency", type: "number", min: 1, max: 64, value: 4 });
  const go = el("button", { type: "submit", id: "warm-up-go" }, "Warm up");
  const stop = el("button", { type: "button", id: "warm-up-stop", class: "plain", hidden: true }, "Cancel it");
  const progress = el("progress", { id: "warm-up-progress", max: 1, value: 0, hidden: true, "aria-label": "Warm-up" });
  const outcome = el("p", { class: "outcome", id: "warm-up-outcome", role: "status", hidden: true });
  const field = (name, input) => el("div", { class: "field" }, el("label", { for: input.id }, name), input);
  show(form, el("h3", {}, "Warm up"),
    el("p", { class: "quiet" }, "Has content made before somebody asks for it. What is cached already costs nothing."),
    el("div", { class: "row" }, field("What", source), field("At most", limit), field("At a time", many)),
    progress, outcome, el("p", { class: "buttons" }, go, stop));

  let path = null;
  const step = (it) => {
    path = `/ai/cache/warm-up/${it.id}`;
    stop.hidden = it.state !== "running";
    progress.hidden = false;
    progress.max = Math.max(1, it.parts.total);
    progress.value = it.parts.done;
    const left = it.estimate_seconds ? `, about ${seconds(it.estimate_seconds)} left` : "";
    if (it.state === "running") {
      tell(outcome, `${count(it.parts.done)} of ${count(it.parts.total)}${left}`, "busy");
    }
  };
  stop.addEventListener("click", async () => {
    stop.disabled = true;
    await send("admin", path, { method: "DELETE" }).catch((problem) => tell(outcome, problem.text, "bad"));
    stop.disabled = false;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    go.disabled = true;
    progress.hidden = true;
    tell(outcome, "Beginning …", "busy");
    try {
      const answer = await send("admin", "/ai/cache/warm-up", { method: "POST",
        body: { source: source.value, limit: Number(limit.value), concurrency: Number(many.value) },
        headers: { Accept: "text/event-stream" } });
      const result = await follow(answer, { progress: step, result: step });
      tell(outcome, ended(result), { done: "good", cancelled: "" }[result.state] ?? "warn");
    } catch (problem) {
      stop.hidden = true;
      tell(outcome, problem.text, "bad");
    }
    go.disabled = false;
    done();
  });
}

function ended(it) {
  const parts = ["generated", "cached", "failed"].filter((name) => it.parts[name] > 0)
    .map((name) => `${count(it.parts[name])} ${name === "cached" ? "already there" : name}`);
  return `${words(it.state)} in ${duration(it.elapsed_ms)}: ${parts.join(", ") || "nothing was made"}.`;
}
