// Layers and voids of one section as marks that show any moment of the process.

import { material } from "foreline/colour.js";
import { fresh, path, s, way } from "foreline/dom.js";
import { list, num } from "foreline/run.js";
import { tells } from "foreline/tip.js";
import { text } from "foreline/format.js";

/** Moments of the process in order: layer -1 is the etched section; `share` is of a layer's film. */
export function moments(layers) {
  return [{ layer: -1, share: 1 }, ...layers.flatMap((layer, i) => {
    const steps = Math.max(1, list(layer.surface_history).length - 1);
    return Array.from({ length: steps }, (_, m) => ({ layer: i, share: (m + 1) / steps }));
  })];
}

/** Marks of a section; `place` maps metres to the picture, `told` are words on a layer. */
export function marks(outline, layers, voids, place, told) {
  let lower = outline;
  const all = layers.map((layer) => {
    const below = place(lower).reverse();
    const upper = lower = list(layer.surface);
    const ring = (top) => [...place(top), ...below];
    const attributes = { "data-step": layer.step };
    const under = path(ring(upper), { class: "underlay", ...attributes }, true);
    const shape = path(ring(upper), { class: "layer", fill: material(layer.material), ...attributes }, true);
    return { layer, upper, ring, under, shape: told ? tells(shape, () => told(layer)) : shape };
  });
  const holes = voids.map((one) => {
    const i = layers.findIndex((layer) => layer.step === one.step);
    const mark = path(place(list(one.outline)), { class: "void", "data-step": one.step }, true);
    const share = num(one.field_thickness) / num(layers[i]?.field_thickness);
    return { i, share, mark: tells(mark, () => [`void of ${text(num(one.area), "m2")}`,
      `closed by ${one.step} after ${text(num(one.field_thickness), "m")} on the field, ${text(num(one.time), "s")}`,
      `centre ${text(Math.abs(num(one.z) ?? 0), "m")} ${num(one.z) < 0 ? "below" : "above"} the field`]) };
  });
  // What a polish or ions have taken is not there: nothing is drawn above the surface of the moment.
  const solid = path([], {});
  const id = fresh("solid");
  const deep = 2 * Math.min(...outline.map((p) => p[1])) - Math.max(...outline.map((p) => p[1]));
  const floor = place([[outline.at(-1)[0], deep], [outline[0][0], deep]]);
  const show = ({ layer, share }) => {
    let now = outline;
    all.forEach((one, i) => {
      const history = list(one.layer.surface_history);
      const partial = i === layer && share < 1 && history.length > 0;
      const top = partial ? history[Math.round(share * (history.length - 1))] : one.upper;
      if (i <= layer) now = top;
      for (const node of [one.under, one.shape]) {
        node.style.display = i <= layer ? "" : "none";
        node.setAttribute("d", way(one.ring(top), true));
      }
    });
    solid.setAttribute("d", way([...place(now), ...floor], true));
    holes.forEach((one) => { one.mark.style.display = one.i < layer || (one.i === layer && !(one.share > share + 1e-9)) ? "" : "none"; });
  };
  return { shapes: all.map((one) => one.shape), show,
    nodes: [s("clipPath", { id }, solid),
      ...[all.map((one) => one.under), all.map((one) => one.shape)].map((some) => s("g", { "clip-path": `url(#${id})` }, some)),
      s("g", {}, holes.map((one) => one.mark))] };
}
