// The form of TTLs. What is being edited is never written over; who was overtaken by somebody else is told.
import { $, el, plural, seconds, show, tell, time, words } from "./dom.js";
import { get, send } from "./api.js";

const FALL_BACKS = ["ai_content_ttl", "default_ttl"];

/** Builds the form; `load` gets the settings, `done` is called after each change. */
export function configForm(done) {
  const form = $("config");
  const rows = el("div", { class: "ttls" });
  const existing = el("input", { type: "checkbox", id: "config-existing" });
  const outcome = el("p", { class: "outcome", id: "config-outcome", role: "status", hidden: true });
  const version = el("p", { class: "quiet", id: "config-version" });
  const save = el("button", { type: "submit", id: "config-save", disabled: true }, "Change");
  const anew = el("button", { type: "button", id: "config-anew", class: "plain", hidden: true }, "Show what holds now");
  let shown = null;

  show(form, el("h3", {}, "Time to live"),
    el("p", { class: "quiet" }, "Seconds for which content stays fresh, on all nodes."), rows,
    el("label", { class: "check" }, existing, el("span", {}, "Also for entries that exist")),
    outcome, el("p", { class: "buttons" }, save, anew), version);

  const inputs = () => [...rows.querySelectorAll("input")];
  const value = (input) => (input.value.trim() === "" ? null : Number(input.value));
  const changes = () => Object.fromEntries(inputs().map((it) => [it.name, value(it)])
    .filter(([name, ttl]) => ttl !== shown.ttl_settings[name]));
  const edited = () => shown !== null && Object.keys(changes()).length > 0;

  const write = (config) => {
    shown = config;
    const names = Object.keys(config.ttl_settings).sort((a, b) => FALL_BACKS.indexOf(a) - FALL_BACKS.indexOf(b)
      || a.localeCompare(b));
    rows.replaceChildren(...names.map((name) => row(name, config.ttl_settings[name])));
    const last = config.history[0];
    version.textContent = `Version ${config.version}${last ? `, changed ${time(last.when)} by ${last.who}` : ""}`;
    save.disabled = true;
    anew.hidden = true;
  };
  rows.addEventListener("input", (event) => {
    event.target.nextElementSibling.textContent = hint(event.target);
    event.target.removeAttribute("aria-invalid");
    save.disabled = !edited();
    tell(outcome, "");
  });
  anew.addEventListener("click", async () => {
    shown = null;
    tell(outcome, "");
    await done();
    rows.querySelector("input")?.focus();
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const changed = changes();
    save.disabled = true;
    tell(outcome, "Changing …", "busy");
    try {
      const answer = await send("admin", "/ai/cache/config/update", { method: "POST",
        body: { ...changed, ...(existing.checked && { apply_to_existing: true }) },
        headers: { "If-Match": shown.etag } });
      const config = await read(answer);
      write(config);
      existing.checked = false;
      tell(outcome, `${plural(Object.keys(changed).length, "setting", "settings")} changed`
        + (config.propagated === false ? "; other nodes follow when they can be told." : " on all nodes."), "good");
      done();
    } catch (problem) {
      save.disabled = false;
      anew.hidden = problem.status !== 412;
      tell(outcome, problem.status === 412
        ? "Somebody has changed the settings meanwhile. Nothing of yours was applied." : problem.text, "bad");
      for (const { pointer } of problem.errors ?? []) {
        rows.querySelector(`[name="${CSS.escape(pointer.slice(1))}"]`)?.setAttribute("aria-invalid", "true");
      }
    }
  });

  return {
    /** Gets the settings and shows them, unless somebody is editing those that were shown. */
    async load() {
      const config = await get("viewer", "/ai/cache/config", read);
      if (!edited() && config.etag !== shown?.etag) {
        write(config);
      }
    },
  };
}

const read = async (answer) => ({ ...(await answer.json()), etag: answer.headers.get("ETag") });

function row(name, ttl) {
  const input = el("input", { id: `ttl-${name}`, name, type: "number", min: 1, max: 2592000, value: ttl ?? "",
    placeholder: FALL_BACKS.includes(name) ? "" : "as ai_content_ttl" });
  const it = el("div", { class: "ttl" }, el("label", { for: input.id }, words(name), el("code", {}, name)), input,
    el("span", { class: "hint" }));
  it.lastChild.textContent = hint(input);
  return it;
}

const hint = (input) => (Number(input.value) > 0 ? seconds(Number(input.value)) : "");
