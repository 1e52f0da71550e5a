// The form that asks for content, and what comes of it while it comes.
import { $, duration, el, show, tell, words } from "./dom.js";
import { follow, send } from "./api.js";
import { REQUESTS } from "./requests.js";

const STAGES = { lookup: "Looking in the cache", waiting: "Waiting for another node", generating: "Generating",
  validating: "Checking what was written", stored: "Stored" };

let running = null;

/** Builds the form; `done` is called after each answer. */
export function generateForm(done) {
  const form = $("generate");
  const type = el("select", { id: "generate-type", name: "type" },
    ...Object.keys(REQUESTS).map((it) => el("option", { value: it }, words(it))));
  const fields = el("div", { class: "fields" });
  const fill = () => fields.replaceChildren(...REQUESTS[type.value].map(field));
  type.addEventListener("change", fill);
  show(form, labelled(type, "What"), fields,
    el("label", { class: "check" }, el("input", { type: "checkbox", id: "generate-anew" }),
      el("span", {}, "Generate it anew, even if it is cached")),
    el("p", { class: "buttons" }, el("button", { type: "submit", id: "generate-go" }, "Ask for it"),
      el("button", { type: "button", id: "generate-stop", class: "plain", hidden: true,
        onclick: () => running?.abort() }, "Stop watching")));
  fill();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form, type.value).then(done);
  });
}

function labelled(input, name, hint, wide = input.tagName === "TEXTAREA") {
  const error = el("p", { class: "error", id: `${input.id}-error`, hidden: true });
  input.setAttribute("aria-describedby", error.id);
  return el("div", { class: wide ? "field long" : "field" },
    el("label", { for: input.id }, name, hint ? el("span", { class: "hint" }, hint) : null), input, error);
}

function field(it) {
  const common = { id: `generate-${it.name}`, name: it.name, required: it.required === true };
  const name = it.label ?? words(it.name);
  switch (it.kind) {
    case "one":
      return labelled(el("select", common, ...it.options.map((option) => el("option", { selected: option === it.value },
        option))), name);
    case "many":
      return el("fieldset", { class: "field long choices", id: common.id },
        el("legend", {}, name), ...it.options.map((option) => el("label", { class: "check" },
          el("input", { type: "checkbox", name: it.name, value: option, checked: it.value.includes(option) }),
          el("span", {}, words(option)))), el("p", { class: "error", id: `${common.id}-error`, hidden: true }));
    case "number":
      return labelled(el("input", { ...common, type: "number", min: it.min, max: it.max, value: it.value }), name,
        `${it.min} to ${it.max}`);
    case "text":
      return labelled(el("input", { ...common, type: "text", value: it.value }), name, it.hint, true);
    default:
      return labelled(el("textarea", { ...common, rows: it.kind === "long" ? 5 : 2,
        value: it.kind === "long" ? it.value : it.value.join("\n") }), name, it.hint);
  }
}

/** What the form says; a field that is empty and may be is left to its default. */
function request(form, type) {
  const body = {};
  for (const it of REQUESTS[type]) {
    const raw = it.kind === "many"
      ? [...form.querySelectorAll(`[name=${it.name}]:checked`)].map((box) => box.value)
      : form.elements[it.name].value;
    const value = it.kind === "lines" ? raw.split("\n").map((line) => line.trim()).filter(Boolean)
      : it.kind === "number" && raw !== "" ? Number(raw) : raw;
    if (value.length !== 0 || it.required) {
      body[it.name] = value;
    }
  }
  return body;
}

async function ask(form, type) {
  running?.abort();
  const mine = running = new AbortController();
  const start = performance.now();
  const took = () => duration(performance.now() - start);
  const written = document.createTextNode("");
  errors(form, []);
  $("answer-from").hidden = $("answer-content").hidden = true;
  $("answer-stream").hidden = true;
  $("answer-stream").replaceChildren(written);
  $("answer").setAttribute("aria-busy", "true");
  $("generate-stop").hidden = false;
  tell($("answer-state"), "Asking …", "busy");
  try {
    const answer = await post(type, { method: "POST", body: request(form, type), signal: mine.signal,
      headers: { Accept: "text/event-stream", ...($("generate-anew").checked && { "Cache-Control": "no-cache" }) } });
    const result = await follow(answer, {
      progress: (it) => {
        if (it.restarted) {
          written.data = "";
        }
        tell($("answer-state"), `${STAGES[it.stage] ?? words(it.stage)} …`, "busy");
      },
      delta: (it) => {
        $("answer-stream").hidden = false;
        written.data += it.text;
        $("answer-stream").scrollTop = $("answer-stream").scrollHeight;
      },
    });
    came(result, took());
  } catch (problem) {
    if (problem.name === "AbortError") {
      if (running === mine) {
        tell($("answer-state"), "No longer watched. What others wait for is still made.", "");
      }
    } else {
      tell($("answer-state"), problem.text ?? String(problem), "bad");
      errors(form, problem.errors ?? []);
    }
  } finally {
    if (running === mine) {
      $("generate-stop").hidden = true;
      $("answer").removeAttribute("aria-busy");
    }
  }
}

/** As whoever asks; where only the admin may have things made anew, as the admin. */
async function post(type, options) {
  try {
    return await send("key", `/ai/content/${type}`, options);
  } catch (problem) {
    if (problem.status === 403 && options.headers["Cache-Control"]) {
      return send("admin", `/ai/content/${type}`, options);
    }
    throw problem;
  }
}

function came(result, took) {
  tell($("answer-state"), `${origin(result.cache_status)} in ${took}`, "good");
  show($("answer-from"), el("span", {}, `${words(result.type)} by ${result.generator.model}`),
    el("code", { title: "Cache-Status" }, result.cache_status), el("code", { title: "Key" }, result.key));
  $("answer-stream").hidden = true;
  show($("answer-content"), outline(result.content));
}

/** From where something came, as its Cache-Status tells; the tier nearest the origin comes first there. */
function origin(status) {
  const hit = status.split(", ").find((it) => it.includes("; hit"));
  if (!hit) {
    return status.includes("; collapsed") ? "Generated together with another request" : "Generated";
  }
  const tier = words(hit.split('"')[1]);
  return hit.includes("detail=stale") ? `Stale from ${tier}` : `From ${tier}`;
}

/** Any content as headings, lists and text. */
function outline(value) {
  if (Array.isArray(value)) {
    return el("ul", {}, ...value.map((it) => el("li", {}, outline(it))));
  }
  if (value !== null && typeof value === "object") {
    return el("dl", {}, ...Object.entries(value).map(([name, it]) =>
      el("div", { class: typeof it === "object" ? "" : "plain" },
        el("dt", {}, words(name)), el("dd", {}, outline(it)))));
  }
  return document.createTextNode(String(value));
}

/** Puts what is wrong with fields beside them. */
function errors(form, all) {
  for (const line of form.querySelectorAll(".error")) {
    const id = line.id.replace(/-error$/, "");
    const wrong = all.find((it) => it.pointer.split("/")[1] === id.replace("generate-", ""));
    line.textContent = wrong?.detail ?? "";
    line.hidden = !wrong;
    $(id)?.setAttribute("aria-invalid", String(Boolean(wrong)));
  }
  form.querySelector("[aria-invalid=true]")?.focus();
}
