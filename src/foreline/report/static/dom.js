// Elements from names, attributes and children; text is always a text node, never markup.

const SVG = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(2)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** HTML element; an attribute whose value is a function is an event listener. */
export const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);

/** SVG element. */
export const s = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

/** SVG text at a place. */
export const label = (x, y, text, attributes) => s("text", { x: round(x), y: round(y), ...attributes }, text);

/** The way through points as a path writes it; `closed` joins the ends. */
export const way = (points, closed = false) =>
  points.map(([x, y], i) => `${i ? "L" : "M"}${round(x)} ${round(y)}`).join("") + (closed ? "Z" : "");

/** Path through points. */
export const path = (points, attributes, closed = false) => s("path", { d: way(points, closed), ...attributes });

export const line = (x1, y1, x2, y2, attributes) =>
  s("line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), ...attributes });

export const round = (x) => Math.round(x * 100) / 100;

/** A colour or length of the style sheet, as scripts that draw on a canvas need it. */
export const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

let serial = 0;
/** A fresh id for aria references and clip paths. */
export const fresh = (stem) => `${stem}-${++serial}`;

/** The mark of a legend's entry: a line, or a block, of a colour. */
export const swatch = (kind, colour) =>
  h("i", { class: `swatch ${kind}`, style: colour ? `${kind === "block" ? "background" : "border-color"}:${colour}` : null });

const drawings = new Set();

/** Keep a picture drawn at its host's width: now, when the width changes, and for print. */
export function drawn(host, draw) {
  let last = 0;
  const again = (force) => {
    const width = Math.floor(host.clientWidth);
    if (width > 0 && (force || width !== last)) {
      last = width;
      draw(width);
    }
  };
  drawings.add(again);
  new ResizeObserver(() => again(false)).observe(host);
  again(true);
  return () => again(true);
}

/** Draw every picture again, after colours or the page width have changed. */
export const redraw = () => drawings.forEach((again) => again(true));

/** A picture for the eye with its description for a reader. */
export function picture(width, height, title, ...children) {
  return s(
    "svg",
    { viewBox: `0 0 ${round(width)} ${round(height)}`, width: round(width), height: round(height), role: "img",
      "aria-label": title },
    ...children,
  );
}
