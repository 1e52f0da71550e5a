// Talking to the server: tokens, answers, problems and streams of events.
import { $ } from "./dom.js";

const ROLES = {
  admin: ["The admin token is needed", "ADMIN_TOKEN, or the one that the server printed when it started."],
  viewer: ["The viewer token is needed", "VIEWER_TOKEN of this server; the admin token will do too."],
  key: ["An API key is needed", "One of the secrets in API_KEYS of this server, or the admin token."],
};

/** What the server, or the way to it, had to say against a request. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answered ${status}.`);
    this.status = status;
    this.title = document.title ?? "";
    this.errors = document.errors ?? [];
  }

  /** Everything it says, in one line. */
  get text() {
    const errors = this.errors.map((it) => `${it.pointer.slice(1)} ${it.detail}`.trim()).join("; ");
    return [this.title, errors || this.message].filter(Boolean).join(": ");
  }

  get refused() {
    return this.status === 401 || this.status === 403;
  }
}

const gone = () => new Problem(0, { title: "The server does not answer", detail: "is it still running?" });

const storage = (role) => `reprise-${role}`;
const stored = (role) => sessionStorage.getItem(storage(role));

export const hasTokens = () => Object.keys(ROLES).some(stored);
export const forgetTokens = () => Object.keys(ROLES).forEach((role) => sessionStorage.removeItem(storage(role)));

let asking = null;

/** Asks the person for a token; false where it was not given. One question at a time. */
export function askFor(role, why = "") {
  asking ??= new Promise((resolve) => {
    const dialog = $("ask");
    $("ask-title").textContent = ROLES[role][0];
    $("ask-why").textContent = [why, ROLES[role][1]].filter(Boolean).join(" ");
    $("ask-token").value = "";
    let given = false;
    $("ask-form").onsubmit = () => {
      sessionStorage.setItem(storage(role), $("ask-token").value.trim());
      given = true;
    };
    $("ask-cancel").onclick = () => dialog.close();
    dialog.onclose = () => {
      asking = null;
      $("ask-token").value = "";
      if (given) {
        document.dispatchEvent(new Event("tokens"));
      }
      resolve(given);
    };
    dialog.showModal();
  });
  return asking;
}

/** One request as a role; the admin token opens what its own token is not known for. */
async function once(role, path, { method = "GET", body, headers = {}, signal }) {
  const token = stored(role) ?? stored("admin");
  const all = { ...headers };
  if (token) {
    all.Authorization = `Bearer ${token}`;
  }
  if (body !== undefined) {
    all["Content-Type"] = "application/json";
  }
  let answer;
  try {
    answer = await fetch(path, { method, headers: all, signal, body: body && JSON.stringify(body) });
  } catch (e) {
    throw e.name === "AbortError" ? e : gone();
  }
  if (!answer.ok) {
    throw new Problem(answer.status, await answer.json().catch(() => ({})));
  }
  return answer;
}

/** A request that does not ask for a token: what is refused is a problem. A token that is refused is forgotten. */
export async function get(role, path, read = (answer) => answer.json()) {
  try {
    return await read(await once(role, path, {}));
  } catch (problem) {
    if (problem.status === 403) {
      sessionStorage.removeItem(storage(stored(role) ? role : "admin"));
    }
    throw problem;
  }
}

/** A request for which a token is asked for until it is let through, or none is given. */
export async function send(role, path, options = {}) {
  if (role === "admin" && !stored(role) && !(await askFor(role))) {
    throw new Problem(401, { title: "Not done", detail: "it needs the admin token" });
  }
  for (;;) {
    try {
      return await once(role, path, options);
    } catch (problem) {
      // Some are refused for what they ask, whoever asks: there, another token is no help.
      if (!problem.refused || problem.message.includes("Cache-Control")) {
        throw problem;
      }
      sessionStorage.removeItem(storage(stored(role) ? role : "admin"));
      if (!(await askFor(role, problem.status === 403 ? "The token that was sent does not open this." : ""))) {
        throw problem;
      }
    }
  }
}

/** Reads an answer of server-sent events, calling `on[name](data)` for each; ends with a result or throws a problem. */
export async function follow(answer, on) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    let piece;
    try {
      piece = await reader.read();
    } catch (e) {
      throw e.name === "AbortError" ? e : gone();
    }
    if (piece.done) {
      throw gone();
    }
    const events = (text + piece.value).split("\n\n");
    text = events.pop();
    for (const event of events) {
      const name = /^event: (.*)$/m.exec(event)?.[1];
      if (!name) {
        continue;
      }
      const data = JSON.parse(/^data: (.*)$/m.exec(event)[1]);
      if (name === "problem") {
        throw new Problem(data.status, data);
      }
      on[name]?.(data);
      if (name === "result") {
        return data;
      }
    }
  }
}
