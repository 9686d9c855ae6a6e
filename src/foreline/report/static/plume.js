// Side view, to scale: the source with its emission profile, the plume's angular law, the wafer and the flux along it.

import { bottomAxis, dimension, leftAxis, scale } from "foreline/axes.js";
import { material } from "foreline/colour.js";
import { css, drawn, fresh, h, label, line, path, picture, s } from "foreline/dom.js";
import { asTable } from "foreline/facts.js";
import { decade, exact, number, text } from "foreline/format.js";
import { list, num, si } from "foreline/run.js";
import { technique } from "foreline/technique.js";
import { hide, show } from "foreline/tip.js";

const LEFT = 56;
const RIGHT = 14;
const FLUX_HEIGHT = 110;

/** Flux along the wafer's diameter in the plane of the source: [x, flux], left edge to right edge. */
function alongDiameter(film) {
  const radius = list(film?.radius);
  const azimuth = list(film?.azimuth);
  const flux = list(film?.flux);
  const nearest = (angle) => {
    const off = (a) => Math.abs(Math.atan2(Math.sin(a - angle), Math.cos(a - angle)));
    return azimuth.reduce((best, a, i) => (off(a) < off(azimuth[best]) ? i : best), 0);
  };
  const value = (i, angle) => (Array.isArray(flux[i]) ? flux[i][nearest(angle)] : flux[i]);
  const right = radius.map((r, i) => [r, value(i, 0)]);
  const left = radius.map((r, i) => [-r, value(i, Math.PI)]).filter(([x]) => x < 0);
  return [...left.reverse(), ...right].filter(([, v]) => Number.isFinite(v));
}

/** Rings of the target's face where emission peaks. */
function peaks(flux) {
  const most = Math.max(...flux);
  if (Math.min(...flux) > 0.99 * most) return [0]; // an even face: one lobe in its middle
  const at = flux.map((_, i) => i).filter((i) =>
    flux[i] > 0.12 * most && flux[i] >= (flux[i - 1] ?? -Infinity) && flux[i] > (flux[i + 1] ?? -Infinity));
  return at.length ? at : [0];
}

function geometry(page, step) {
  const emission = page.run.emission(step);
  const source = page.run.source(step);
  const rings = list(emission?.ring_radius);
  const face = (si(source.target?.diameter) ?? 2 * (rings.at(-1) ?? 0.1)) / 2;
  const offset = si(source.position?.offset) ?? 0;
  return {
    emission,
    rings,
    face,
    offset,
    film: page.run.film(step),
    flux: list(emission?.ring_flux),
    height: si(source.position?.height) ?? 0.2,
    tilt: si(source.position?.tilt) ?? 0,
    slab: si(source.target?.thickness) ?? 0.01,
    wafer: page.run.waferRadius,
    reach: Math.max(page.run.waferRadius, Math.abs(offset) + face) * 1.05,
  };
}

/** The source as drawn: slab with groove, and a lobe of cos^n at each peak of the emission. */
function sourceMarks(g, x, z, unit, colour) {
  const away = g.offset < 0 ? -1 : 1;
  const [sin, cos] = [Math.sin(g.tilt) * away, Math.cos(g.tilt)];
  const place = (r, out) => [x(g.offset + r * cos - out * sin), z(g.height - r * sin - out * cos)];
  const most = Math.max(...g.flux, Number.MIN_VALUE);
  const depth = Math.max(g.slab, 5 / unit);
  const half = g.rings.map((r, i) => [r, -0.8 * depth * (g.flux[i] / most)]);
  const face = [...half.map(([r, d]) => [-r, d]).reverse(), ...half];
  const slab = [[-g.face, 0], ...face, [g.face, 0], [g.face, -depth], [-g.face, -depth]].map(([r, d]) => place(r, d));
  const n = num(g.emission?.cosine_exponent) ?? 1;
  const lobes = peaks(g.flux).flatMap((i) => (g.rings[i] > 0.02 * g.face ? [-1, 1] : [1]).map((side) => {
    const length = 0.5 * g.height * (g.flux[i] / most);
    const points = Array.from({ length: 61 }, (_, k) => {
      const angle = -Math.PI / 2 + (Math.PI * k) / 60;
      const reach = length * Math.max(0, Math.cos(angle)) ** n;
      return place(side * g.rings[i] + reach * Math.sin(angle), reach * Math.cos(angle));
    });
    return path(points, { class: "lobe", fill: colour, stroke: colour }, true);
  }));
  return [lobes, path(slab, { class: "target", fill: colour }, true)];
}

function draw(page, step, width, host) {
  const g = geometry(page, step);
  if (!g.emission && !g.film) return host.replaceChildren(h("p", { class: "muted" }, "no source computed for this step"));
  if (g.emission && !g.rings.length) {
    return host.replaceChildren(h("p", { class: "muted" }, "grown from gas on the hot wafer: no plume"));
  }
  const stands = page.run.source(step).position;
  if (stands?.scene) {
    const told = `stands in scene ${stands.scene} as facet ${stands.facet}; the chamber in three dimensions shows it`;
    return host.replaceChildren(h("p", { class: "muted" }, told));
  }
  const unit = Math.min((width - LEFT - RIGHT) / (2 * g.reach), Number(css("--plume-height")) / (g.height * 1.12));
  const middle = LEFT + (width - LEFT - RIGHT) / 2;
  const x = (metres) => middle + metres * unit;
  const top = 16 + Math.max(g.slab * unit, 5) + Math.abs(Math.sin(g.tilt)) * g.face * unit;
  const floor = top + g.height * unit;
  const z = (metres) => floor - metres * unit;
  const base = floor + 34 + FLUX_HEIGHT;
  const colour = material(g.emission?.material ?? g.film?.material);
  const profile = alongDiameter(g.film);
  const exponent = Math.floor(Math.log10(Math.max(...profile.map(([, v]) => v), Number.MIN_VALUE)));
  const most = profile.length ? Math.max(...profile.map(([, v]) => v)) / 10 ** exponent : 1;
  const y = scale(0, most * 1.12, base, base - FLUX_HEIGHT);
  const mark = s("g", { class: "pointer" });
  const clip = fresh("above");
  const svg = picture(
    width, base + 38, `Side view of ${step}: source ${text(g.height, "m")} above the wafer, flux along the wafer`,
    s("clipPath", { id: clip }, s("rect", { x: 0, y: 0, width, height: floor })),
    line(x(0), top - 12, x(0), floor, { class: "centre" }),
    s("g", { "clip-path": `url(#${clip})` }, g.flux.length ? sourceMarks(g, x, z, unit, colour) : null),
    s("rect", { class: "wafer", x: x(-g.wafer), y: floor, width: 2 * g.wafer * unit, height: 4 }),
    label(x(g.wafer) - 2, floor - 6, `wafer ${exact(2 * g.wafer, "m")}`, { "text-anchor": "end" }),
    dimension(x(-g.reach) - 12, floor, x(-g.reach) - 12, top, "", {}),
    label(x(-g.reach) - 18, (top + floor) / 2, exact(g.height, "m"),
      { "text-anchor": "middle", transform: `rotate(-90 ${x(-g.reach) - 18} ${(top + floor) / 2})` }),
    leftAxis(y, 0, most * 1.12, x(-g.reach), `flux [${decade(exponent)}/m² s]`, { wanted: 4, grid: 2 * g.reach * unit, gap: 34 }),
    bottomAxis((mm) => x(mm / 1000), -g.reach * 1000, g.reach * 1000, base, "position along the wafer [mm]", { wanted: width < 420 ? 5 : 8 }),
    profile.length ? path(profile.map(([r, v]) => [x(r), y(v / 10 ** exponent)]), { class: "curve", stroke: colour }) : null,
    mark,
  );
  const point = (radius) => {
    mark.replaceChildren(...(radius === null ? [] : [radius, -radius].map((r) => line(x(r), floor - 8, x(r), base))));
  };
  svg.addEventListener("pointermove", (event) => {
    const box = svg.getBoundingClientRect();
    const at = (((event.clientX - box.left) * width) / box.width - middle) / unit;
    if (!profile.length || Math.abs(at) > g.wafer) return leave();
    const [r, v] = profile.reduce((best, one) => (Math.abs(one[0] - at) < Math.abs(best[0] - at) ? one : best));
    page.chosen.point(Math.abs(r));
    show(event, [`${number(r * 1000)} mm`, `flux ${number(v)} /m² s`]);
  });
  const leave = () => {
    hide();
    page.chosen.point(null);
  };
  svg.addEventListener("pointerleave", leave);
  svg.pointAt = point;
  host.replaceChildren(svg);
}

const FACTS = ["atom_rate", "mean_energy", "ion_fraction", "power", "cosine_exponent", "consumption", "life", "heat_load",
  "sticking", "temperature", "fed", "used", "unused"];

export function plume(page) {
  const host = h("div", { class: "drawing" });
  const about = h("figcaption", {});
  const numbers = h("div", {});
  const again = drawn(host, (width) => draw(page, page.chosen.step, width, host));
  page.chosen.onStep((step) => {
    again();
    const emission = page.run.emission(step);
    const grown = emission && !list(emission.ring_radius).length;
    about.replaceChildren(h("b", {}, grown ? "Growth" : "Plume"), grown ? ` by ${emission.name}, step ${step}` : emission ? ` of ${emission.name}, step ${step}; groove and lobes show emission and its cosine law` : "");
    numbers.replaceChildren(
      ...technique(page, emission, FACTS),
      asTable("Flux along the wafer", ["position", "flux [/m² s]"], alongDiameter(page.run.film(step)).map(([r, v]) => [text(r, "m"), number(v, 4)])),
    );
  });
  page.chosen.onRadius((radius) => host.querySelector("svg")?.pointAt(radius));
  return h("figure", { id: "plume" }, about, host, numbers);
}
