// The chamber in three dimensions: facets, the map on one of them, flight paths; turned by pointer, touch and keys.

import { bottomAxis, scale } from "foreline/axes.js";
import { camera, steer } from "foreline/camera.js";
import { ramp } from "foreline/colour.js";
import { drawn, h, picture, s, swatch } from "foreline/dom.js";
import { asTable } from "foreline/facts.js";
import { flat } from "foreline/flat.js";
import { axisUnit, decade, number, text } from "foreline/format.js";
import { pick, solid } from "foreline/solid.js";
import { hide, show } from "foreline/tip.js";
import { able, webgl } from "foreline/webgl.js";

const NO_WEBGL = "This browser offers no WebGL; the same chamber is drawn flat, farthest parts first.";
const HINT = "Drag, or use the arrow keys, to turn; + and − zoom (the wheel too, after a click); 0 turns back.";

/** How high a picture of a width is. */
const height = (width) => Math.round(Math.min(520, Math.max(260, width * 0.62)));

/** What a facet does, in words. */
function nature({ facet }) {
  const kelvin = text(facet.temperature, "K");
  if (facet.emits > 0) return `emits ${number(facet.emits)} /s`;
  return facet.sticking === 1 ? `keeps all, ${kelvin}` : facet.sticking > 0 ? `keeps ${number(100 * facet.sticking)} %, ${kelvin}` : `keeps nothing, ${kelvin}`;
}

function colourBar(model, width) {
  const { low, high } = model.range;
  const { map_label: name, map_unit: si } = model.view;
  const rung = axisUnit([low, high], si);
  const size = Math.floor(Math.log10(Math.abs(high / rung.factor) || 1));
  const power = size > 4 || size < -2 ? size : 0; // ticks are to stay short
  const factor = rung.factor * 10 ** power;
  const unit = [power ? decade(power) : "", rung.unit].filter(Boolean).join(" ");
  const title = unit ? `${name} [${unit}]` : name;
  const wide = Math.min(320, width);
  const same = !(high > low);
  const x = scale(low / factor, high / factor, 24, wide - 24);
  const one = (wide - 48) / 64;
  return picture(
    wide, 54, `Colours: ${name} from ${text(low, si)} to ${text(high, si)}`,
    Array.from({ length: 64 }, (_, k) => s("rect", { x: 24 + k * one, y: 4, width: one + 0.6, height: 12, fill: `rgb(${ramp(same ? 0.5 : k / 63)})` })),
    same ? s("text", { x: wide / 2, y: 30, "text-anchor": "middle" }, `${title}: ${number(low / factor)}`)
      : bottomAxis(x, low / factor, high / factor, 18, title, { wanted: 5 }),
  );
}

/** A legend whose entries show and hide what they name. */
function legend(model, changed) {
  const entry = (one, name, mark) => {
    const box = h("input", { type: "checkbox", checked: one.shown, change: () => {
      one.shown = box.checked;
      changed();
    } });
    return h("li", {}, h("label", {}, box, mark, name));
  };
  const block = (colour) => swatch("block", colour ?? "linear-gradient(90deg,#443983,#21908c,#fde725)");
  const dash = (colour) => swatch("", `var(${colour})`);
  return h("ul", { class: "legend shows", "aria-label": "Show or hide" },
    model.facets.map((one) => entry(one, `${one.facet.name}, ${nature(one)}`, block(one.colour))),
    model.paths.map((kind) => entry(kind, `${kind.all.length} paths, ${kind.label}`, dash(kind.colour))));
}

function facetTable(model) {
  const mean = (one) => {
    const values = one.facet.values.filter(Number.isFinite);
    return values.length ? text(values.reduce((a, b) => a + b, 0) / values.length, model.view.map_unit) : "";
  };
  const heads = ["", "area", "temperature", "sticking", "emits [/s]", ...(model.range ? [`${model.view.map_label}, mean`] : [])];
  return asTable("Facets", heads, model.facets.map((one) => {
    const { facet } = one;
    return [facet.name, text(facet.area, "m2"), text(facet.temperature, "K"), number(facet.sticking),
      facet.emits ? number(facet.emits) : "0", ...(model.range ? [mean(one)] : [])];
  }));
}

/** Keeps a canvas drawn, with WebGL where there is some, flat on paper and elsewhere. */
function stage(host, say) {
  let [drawer, kind, model, eye, width] = [null, "", null, null, 0];
  let canvas = null;
  const paint = () => {
    if (!drawer || !model || !width) return;
    eye.size(width, height(width));
    drawer.draw(eye, width, height(width));
  };
  const over = (event) => {
    if (!event || !model) return hide();
    const at = canvas.getBoundingClientRect();
    const found = pick(model, eye.ray(event.clientX - at.left, event.clientY - at.top));
    if (!found) return hide();
    const value = found.face.value === null ? null : `${model.view.map_label} ${text(found.face.value, model.view.map_unit)}`;
    show(event, [found.one.facet.name, value, nature(found.one), `area ${text(found.one.facet.area, "m2")}`]);
  };
  const fresh = () => {
    const label = canvas?.getAttribute("aria-label") ?? "";
    canvas = h("canvas", { role: "img", tabindex: "0", "aria-label": label });
    steer(canvas, () => eye, paint, over);
    host.replaceChildren(canvas);
  };
  const use = (one, name) => {
    drawer?.close();
    [drawer, kind] = [one, name];
    host.dataset.drawn = name;
    if (model) drawer.model(model);
  };
  const flatly = () => {
    if (kind === "flat") return;
    fresh();
    use(flat(canvas), "flat");
  };
  const solidly = async () => {
    if (kind === "webgl") return;
    const own = h("canvas", {}); // a canvas that was drawn flat cannot become the other kind
    try {
      const found = await webgl(own);
      fresh();
      own.setAttribute("role", "img");
      own.setAttribute("tabindex", "0");
      own.setAttribute("aria-label", canvas.getAttribute("aria-label"));
      canvas = own;
      steer(canvas, () => eye, paint, over);
      host.replaceChildren(canvas);
      use(found, "webgl");
      paint();
    } catch (error) {
      say(`${NO_WEBGL} (${error.message})`);
    }
  };
  flatly();
  if (able()) solidly();
  else say(NO_WEBGL);
  return {
    show(next) {
      model = next;
      eye = camera(model.centre, model.radius);
      canvas.setAttribute("aria-label", `The chamber of ${model.view.name} in three dimensions: ${model.facets.map((one) => one.facet.name).join(", ")}`);
      drawer.model(model);
      paint();
    },
    changed() {
      drawer.model(model);
      paint();
    },
    look(...where) {
      eye.look(...where);
      paint();
    },
    draw(now) {
      width = now;
      const paper = document.documentElement.classList.contains("paper");
      if (paper && kind === "webgl") flatly(); // paper takes no WebGL
      else if (!paper && kind === "flat" && able()) solidly();
      canvas.style.width = `${now}px`;
      canvas.style.height = `${height(now)}px`;
      if (model) drawer.model(model);
      paint();
    },
  };
}

/** The figure of one view at a time; `choose` is called with a function that takes the view and its material. */
export function viewer(caption, choose) {
  const host = h("div", { class: "drawing chamber-view" });
  const about = h("figcaption", {});
  const said = h("p", { class: "muted" });
  const below = h("div", {});
  const looks = h("div", { class: "looks" });
  const figure = h("figure", { class: "chamber" }, about, host, looks, said, below);
  const scenery = stage(host, (words) => said.prepend(`${words} `));
  said.append(h("span", { class: "steering" }, HINT));
  for (const [name, ...where] of [["From the side", -Math.PI / 2, 0], ["From above", -Math.PI / 2, Math.PI / 2], ["Reset"]]) {
    looks.append(h("button", { type: "button", click: () => scenery.look(...where) }, name));
  }
  choose((view, emitted, title) => {
    figure.hidden = !view;
    if (!view) return;
    const model = solid(view, emitted);
    about.replaceChildren(h("b", {}, caption), title ? ` ${title}` : "", view.note ? `; ${view.note}` : "");
    below.replaceChildren(
      legend(model, scenery.changed),
      model.range ? colourBar(model, 360) : "",
      facetTable(model),
    );
    scenery.show(model);
  });
  drawn(host, scenery.draw);
  return figure;
}

/** The chamber of the chosen deposition step. */
export const chamber = (page) => viewer("Chamber", (draw) => page.chosen.onStep((step) => {
  const film = page.run.film(step);
  draw(film?.view, film?.material, `of step ${step}, to scale: source, what catches atoms, film on the wafer`);
}));
