// Building the page, and writing numbers for people.

/** An element with properties (`class` and names with a hyphen are attributes) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === "class" || name === "for" || name.includes("-")) {
      element.setAttribute(name, value);
    } else {
      element[name] = value;
    }
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const $ = (id) => document.getElementById(id);

/** Replaces what an element holds, and shows it. */
export function show(element, ...children) {
  element.replaceChildren(...children);
  element.hidden = false;
  element.removeAttribute("aria-busy");
}

/** A bar as long as a share of 0 to 1. */
export function bar(share, name = "") {
  const fill = el("i", { class: name });
  fill.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return el("span", { class: "meter", "aria-hidden": "true" }, fill);
}

/** A line that says how something went; `kind` is good, bad, busy or nothing. */
export function tell(element, text, kind = "") {
  element.className = `outcome ${kind}`;
  element.textContent = text;
  element.hidden = text === "";
}

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

export const NONE = "–";

export const count = (n) => (n < 10000 ? whole.format(n) : compact.format(n));

export const plural = (n, one, many) => `${count(n)} ${n === 1 ? one : many}`;

export const amount = (n) => (n === 0 || n >= 0.01 ? money.format(n) : n.toPrecision(2));

const digits = (n) => (n >= 100 ? whole.format(n) : n >= 10 ? n.toFixed(1) : n.toFixed(2)).replace(/\.0+$/, "");

/** Milliseconds in the unit that suits them. */
export function duration(ms) {
  if (ms === null || ms === undefined) {
    return NONE;
  }
  if (ms < 1) {
    return `${digits(ms * 1000)} µs`;
  }
  return ms < 1000 ? `${digits(ms)} ms` : seconds(ms / 1000);
}

/** Seconds as seconds, minutes, hours or days. */
export function seconds(s) {
  const unit = [[86400, "d"], [3600, "h"], [60, "min"]].find(([size]) => s >= size * (size === 60 ? 2 : 1));
  return unit ? `${digits(s / unit[0])} ${unit[1]}` : `${digits(s)} s`;
}

export function bytes(n) {
  const power = Math.min(3, Math.floor(Math.log10(Math.max(n, 1)) / 3));
  return `${digits(n / 1000 ** power)} ${["B", "kB", "MB", "GB"][power]}`;
}

/** Never 100 % of what is less: 99.996 stays that. */
export function percent(n) {
  if (n === null || n === undefined) {
    return NONE;
  }
  if (n === 0 || n === 100) {
    return `${n} %`;
  }
  const near = Math.abs(n) > 99.9 && Math.abs(n) < 100;
  return near ? `${(Math.trunc(n * 1000) / 1000).toFixed(3)} %` : `${n.toFixed(1)} %`;
}

/** The name of a type, a setting or a field: words. */
export function words(name) {
  const text = name.replace(/_(cache_)?ttl$/, "").replace(/[-_]/g, " ");
  return (text.charAt(0).toUpperCase() + text.slice(1)).replace(/\b(cefr|ai)\b/gi, (it) => it.toUpperCase());
}

export const time = (text) => new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
