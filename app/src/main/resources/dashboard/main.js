// Puts the page together, and asks the server how it is every few seconds while somebody looks.
import { $ } from "./dom.js";
import { Problem, askFor, forgetTokens, get, hasTokens } from "./api.js";
import * as overview from "./overview.js";
import * as charts from "./charts.js";
import { types } from "./types.js";
import { generateForm } from "./generate.js";
import { operateForms } from "./operate.js";
import { configForm } from "./config.js";

const EVERY_MS = 5000;

let locked = false;
let timer = 0;
let round = 0;
let note = "";
const config = configForm(refresh);

const scope = () => document.querySelector("#scope input:checked").value;

/** Asks for everything, shows what came, and does so again later. */
async function refresh() {
  clearTimeout(timer);
  const mine = ++round;
  try {
    const health = await get("viewer", "/ai/cache/health");
    const numbers = await viewed();
    if (mine === round) {
      overview.state(health, note);
      draw(health, ...numbers);
    }
  } catch (problem) {
    const gone = problem.status === 0;
    if (!(problem instanceof Problem)) {
      console.error(problem);
    }
    if (mine === round) {
      overview.trouble(gone ? "The server does not answer." : `${problem.text ?? problem}.`, gone);
    }
  }
  if (mine === round && !document.hidden) {
    timer = setTimeout(refresh, EVERY_MS);
  }
}

/** What only viewers may see; nothing where this one may not. */
async function viewed() {
  if (locked) {
    return [];
  }
  try {
    // First one alone: a wrong token then counts once, and who shows many is kept waiting.
    const status = await get("viewer", "/ai/cache/status");
    return [status, ...await Promise.all([performance(), config.load()])];
  } catch (problem) {
    if (!problem.refused) {
      throw problem;
    }
    locked = true;
    askFor("viewer", problem.status === 403 ? "The token that was sent does not open this." : "");
    return [];
  }
}

/** Of the fleet where that is wanted and to be had, else of this node. */
async function performance() {
  if (scope() === "fleet") {
    try {
      return await get("viewer", "/ai/cache/performance?scope=fleet");
    } catch (problem) {
      if (problem.refused || problem.status === 0) {
        throw problem;
      }
      document.querySelector("#scope [value=node]").checked = true;
      note = "The numbers of the fleet cannot be had now; these are of this node.";
      charts.restart();
    }
  }
  return get("viewer", "/ai/cache/performance");
}

function draw(health, status, numbers) {
  for (const id of ["charts", "types", "advice-card", "figures", "config"]) {
    $(id).hidden = locked;
  }
  $("locked").hidden = !locked;
  $("scope").hidden = locked || !("redis" in health.tiers);
  overview.tiers(health, status, numbers);
  if (numbers) {
    overview.figures(numbers);
    overview.advice(numbers);
    charts.draw(numbers);
    types(numbers);
  } else {
    $("sources").hidden = $("top-card").hidden = true;
  }
}

$("unlock").addEventListener("click", () => askFor("viewer"));
$("forget").addEventListener("click", () => {
  forgetTokens();
  document.dispatchEvent(new Event("tokens"));
});
$("scope").addEventListener("change", () => {
  note = "";
  charts.restart();
  refresh();
});
document.addEventListener("tokens", () => {
  locked = false;
  $("forget").hidden = !hasTokens();
  refresh();
});
document.addEventListener("visibilitychange", () => document.hidden || refresh());

$("forget").hidden = !hasTokens();
generateForm(refresh);
operateForms(refresh);
refresh();
