// The reason behind a number: formula, unit, model error and sources, in one popover for the whole page.

import { fresh, h } from "foreline/dom.js";
import { errorText, parts, pascal, prettyUnit, text, words } from "foreline/format.js";
import { num } from "foreline/run.js";

const ACCENTS = { '"': "\u0308", "'": "\u0301", "`": "\u0300", "^": "\u0302", "~": "\u0303", c: "\u0327" };

/** Text of a BibTeX field without braces and TeX commands for signs and accents. */
const plain = (text) =>
  text
    .replace(/[{}]/g, "")
    .replace(/\\([%&_#$])/g, "$1")
    .replace(/\\(["'`^~c])\s*([A-Za-z])/g, (_, accent, letter) => (letter + ACCENTS[accent]).normalize("NFC"))
    .replace(/~|\s+/g, " ")
    .trim();

/** Fields of a BibTeX entry; braces may nest. */
export function bibtex(entry) {
  const fields = {};
  const pattern = /(\w+)\s*=\s*([{"])/g;
  let match;
  while ((match = pattern.exec(entry))) {
    let depth = match[2] === "{" ? 1 : 0;
    let end = pattern.lastIndex;
    while (end < entry.length) {
      const c = entry[end];
      if (match[2] === '"' && c === '"' && depth === 0) break;
      if (c === "{") depth++;
      if (c === "}" && --depth === 0 && match[2] === "{") break;
      end++;
    }
    fields[match[1].toLowerCase()] = plain(entry.slice(pattern.lastIndex, end));
    pattern.lastIndex = end;
  }
  return fields;
}

/** One source as a line: title, who, where, when, and how this project knows it. */
export function sourceLine(key, sources) {
  const entry = Object.hasOwn(sources ?? {}, key) && sources[key] ? bibtex(sources[key]) : null;
  if (!entry) return h("li", {}, h("code", {}, key));
  const place = [entry.author?.split(" and ").slice(0, 3).join("; "), entry.journal ?? entry.publisher ?? entry.howpublished,
    entry.year].filter(Boolean).join(", ");
  return h(
    "li",
    {},
    h("span", {}, entry.title ?? key),
    place && h("span", { class: "muted" }, ` – ${place}`),
    entry.note && h("span", { class: "muted" }, ` (${entry.note})`),
    " ",
    h("code", {}, key),
  );
}

const band = (q, name) => {
  if (!q.error) return null;
  const low = text(q.value - Math.abs(q.value) * q.error, q.unit, name);
  const high = text(q.value + Math.abs(q.value) * q.error, q.unit, name);
  return `${errorText(q.error)}, that is ${low} to ${high}`;
};

/** Rows of the explanation: [name, content]. */
function reasons(q, name, owner, sources) {
  const own = q.sources ?? [];
  const used = own.length ? own : (owner?.sources ?? []);
  const value = num(q);
  return [
    ["Value", value === null ? "not available: not reached, or not part of this tool" : text(value, q.unit, name)],
    value !== null && ["In SI", `${String(value).replace("-", "−")} ${prettyUnit(q.unit)}`.trim()],
    q.why && ["Formula", h("code", { class: "formula" }, q.why)],
    ["Model error", (value !== null && band(q, name)) || "not stated for this number"],
    [own.length ? "Sources" : "Sources of this stage",
      used.length ? h("ul", { class: "sources" }, used.map((key) => sourceLine(key, sources))) : "none named"],
  ].filter(Boolean);
}

/** The page's popover, and a maker of numbers that open it. */
export function explainer(sources) {
  const id = fresh("why");
  const heading = h("h2", { id: `${id}-name` });
  const body = h("dl", {});
  const box = h("div", { id, class: "why", popover: "auto", role: "dialog", "aria-labelledby": `${id}-name`, tabindex: "-1" },
    heading, body, h("p", { class: "muted hint" }, "Esc or a click elsewhere closes this."));
  document.body.append(box);

  function open(button, q, name, owner) {
    heading.textContent = words(q.label || name);
    body.replaceChildren(...reasons(q, name, owner, sources).map(([k, v]) => h("div", {}, h("dt", {}, k), h("dd", {}, v))));
    box.showPopover();
    const at = button.getBoundingClientRect();
    const wide = document.documentElement.clientWidth;
    box.style.left = `${Math.max(8, Math.min(at.left, wide - box.offsetWidth - 8))}px`;
    const below = at.bottom + 6;
    box.style.top = `${below + box.offsetHeight > innerHeight ? Math.max(8, at.top - box.offsetHeight - 6) : below}px`;
    box.scrollTop = 0;
    box.focus();
    const close = (event) => {
      if (event.newState !== "closed") return;
      box.removeEventListener("toggle", close);
      if (box.contains(document.activeElement) || document.activeElement === document.body) button.focus();
    };
    box.addEventListener("toggle", close);
  }

  /** A number one can ask: `quantity` of the document, its field name, the state that holds it. */
  return function ask(quantity, name, owner, { plain = false, bare = false } = {}) {
    if (!quantity) return h("span", { class: "muted" }, "–");
    const value = num(quantity);
    const { text: figure, unit } = bare ? { text: pascal(value), unit: "" } : parts(value, quantity.unit, name);
    const button = h(
      "button",
      { type: "button", class: "num", "aria-haspopup": "dialog", "data-name": name,
        "aria-label": `${quantity.label}: ${value === null ? "not available" : `${figure} ${unit || prettyUnit(quantity.unit)}`}; why` },
      h("span", { class: "figure" }, figure),
      unit && h("span", { class: "unit" }, ` ${unit}`),
      !plain && quantity.error ? h("span", { class: "error" }, ` ${errorText(quantity.error)}`) : null,
    );
    button.addEventListener("click", () => open(button, quantity, name, owner));
    return button;
  };
}
