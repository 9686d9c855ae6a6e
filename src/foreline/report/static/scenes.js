// The page of three-dimensional scenes: chamber, paths, a table of facets, maps unrolled, angles of arrival.

import { bottomAxis, leftAxis, scale } from "foreline/axes.js";
import { viewer } from "foreline/chamber.js";
import { formula, ramp } from "foreline/colour.js";
import { drawn, h, path, picture, s } from "foreline/dom.js";
import { asTable, table } from "foreline/facts.js";
import { minute, number, parts } from "foreline/format.js";
import { notices, provenance, sources, toolFile } from "foreline/record.js";
import { list, num } from "foreline/run.js";
import { tells } from "foreline/tip.js";

const MOST_PIXELS = 6000; // drawn of an unrolled map
const HIGH = 150;

const doubt = (value, error) => (value > 0 && error > 0 ? ` ± ${number((100 * error) / value, 2)} %` : "");

/** One row of the facet table. */
function row(facet, ask) {
  const of = (name) => num(facet[name]);
  const told = (name) => [ask(facet[name], name, facet), doubt(of(name), of(`${name}_error`))];
  const kept = of("sticking") > 0;
  return [facet.name, kept ? told("share") : "", told("pressure"), told("impingement"),
    kept ? ask(facet.pumping_speed, "pumping_speed", facet) : "", ask(facet.area, "area", facet), ask(facet.temperature, "temperature", facet),
    of("emitted") > 0 ? ask(facet.emitted, "emitted", facet) : "", facet.hits.toLocaleString("en")];
}

const HEADS = ["", "caught share", "pressure", "impingement", "pumping speed", "area", "wall", "emits", "hits"];

/** A map laid flat: first direction upwards, second to the right. */
function unrolled(facet) {
  const rows = list(facet.map);
  const values = rows.flat();
  if (!values.length || values.length > MOST_PIXELS) return null;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const host = h("div", { class: "drawing" });
  const draw = (width) => {
    const wide = Math.min(width, 460);
    const [one, tall] = [(wide - 70) / rows[0].length, HIGH / rows.length];
    const cell = (value, u, v) => tells(
      s("rect", { x: 56 + v * one, y: 8 + HIGH - (u + 1) * tall, width: one + 0.4, height: tall + 0.4,
        fill: `rgb(${ramp(high > low ? (value - low) / (high - low) : 0.5)})` }),
      () => [`${number(value)} /m² s`, `pixel ${u + 1} along, ${v + 1} around`]);
    host.replaceChildren(picture(
      wide, HIGH + 50, `Impingement on ${facet.name}, ${rows.length} by ${rows[0].length} pixels, from ${number(low)} to ${number(high)} per m² s`,
      rows.map((line, u) => line.map((value, v) => cell(value, u, v))),
      leftAxis(scale(0, rows.length, 8 + HIGH, 8), 0, rows.length, 56, "first direction", { wanted: 3 }),
      bottomAxis(scale(0, rows[0].length, 56, wide - 14), 0, rows[0].length, 8 + HIGH, "second direction, pixels", { wanted: 6 }),
    ));
  };
  drawn(host, draw);
  return h("figure", { class: "diagram" }, h("figcaption", {}, h("b", {}, `Map of ${facet.name}`), `, laid flat: ${number(low)} to ${number(high)} /m² s`), host);
}

/** Angles of arrival beside the cosine law's. */
function angles(facet) {
  const counts = facet.angles ?? [];
  const all = counts.reduce((a, b) => a + b, 0);
  if (!all) return null;
  const step = 90 / counts.length;
  const share = counts.map((n) => n / all / step);
  const cosine = Array.from({ length: 91 }, (_, a) => (Math.sin((2 * a * Math.PI) / 180) * Math.PI) / 180);
  const most = Math.max(...share, ...cosine) * 1.08;
  const host = h("div", { class: "drawing" });
  const draw = (width) => {
    const wide = Math.min(width, 420);
    const [x, y] = [scale(0, 90, 60, wide - 14), scale(0, most, 8 + HIGH, 8)];
    host.replaceChildren(picture(
      wide, HIGH + 50, `Angles at which ${facet.name} is met`,
      leftAxis(scale(0, 100 * most, 8 + HIGH, 8), 0, 100 * most, 60, "hits [% per degree]", { wanted: 4, grid: wide - 74, gap: 40 }),
      bottomAxis(x, 0, 90, 8 + HIGH, "angle to the normal [°]", { wanted: 6 }),
      share.map((v, i) => tells(s("rect", { class: "share-1", x: x(i * step), width: x(step) - x(0), y: y(v), height: y(0) - y(v) }),
        () => [`${number(100 * v)} % per degree`, `${number(i * step)}° to ${number((i + 1) * step)}°, ${counts[i].toLocaleString("en")} hits`])),
      path(cosine.map((v, a) => [x(a), y(v)]), { class: "curve", stroke: "currentColor", "stroke-dasharray": "5 4" }),
    ));
  };
  drawn(host, draw);
  const mean = counts.reduce((sum, n, i) => sum + n * Math.cos(((i + 0.5) * step * Math.PI) / 180), 0) / all;
  return h("figure", { class: "diagram" },
    h("figcaption", {}, h("b", {}, `Angles at ${facet.name}`), `; dashed: cosine law, mean cosine 0.667; here ${number(mean)}`), host,
    asTable(`Angles at ${facet.name}`, ["angle", "hits"], counts.map((n, i) => [`${number((i + 0.5) * step)}°`, n.toLocaleString("en")])));
}

function scene(state, ask) {
  const flow = parts(num(state.emitted) / 6.02214076e23, "mol/s");
  const shown = state.facets.map((facet) => [unrolled(facet), angles(facet)]).flat().filter(Boolean);
  const lost = state.leaked + state.lost;
  return h("section", { class: "part scene", id: `scene-${state.name}`, "aria-labelledby": `scene-${state.name}-head` },
    h("h2", { id: `scene-${state.name}-head` }, `Scene ${state.name}`),
    h("p", {}, `${flow.text} ${flow.unit} of ${formula(state.gas)}; ${state.particles.toLocaleString("en")} particles, ${state.wall_hits.toLocaleString("en")} wall hits, ${lost ? `${lost} leaked or were lost` : "nothing leaked"}; aimed at ${state.target}, seed ${state.seed}.`),
    viewer("Chamber", (draw) => draw(state.view, null, `${state.name}, to scale`)),
    h("h3", {}, "Facets"),
    table(`Facets of ${state.name}`, HEADS, state.facets.map((facet) => row(facet, ask)), { class: "wide" }),
    shown.length ? h("div", { class: "pair" }, shown) : "");
}

/** Put the page of scenes together. */
export function scenes(run, ask) {
  const { result } = run;
  const made = result.provenance ?? {};
  const part = (id, title, content) => h("section", { id, class: "record" }, h("h2", {}, title), content);
  return [
    h("header", {}, h("h1", {}, result.name ?? "Unnamed tool"),
      result.description && h("p", { class: "description" }, result.description),
      h("p", {}, result.verdict?.sentence ?? ""),
      h("p", { class: "muted" }, [minute(made.created), `Foreline ${made.version ?? ""}`].filter(Boolean).join(", "))),
    ...run.states.scenes.map((state) => scene(state, ask)),
    part("notices", "Notices", notices(run)),
    part("provenance", "Provenance", [provenance(run), toolFile(run)]),
    part("sources", "Sources", sources(run)),
  ];
}
