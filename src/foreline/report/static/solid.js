// A view as both ways of drawing need it: facets with faces, colours and outlines, paths, and what a ray meets.

import { cross, dot, minus } from "foreline/camera.js";
import { material, ramp } from "foreline/colour.js";
import { list } from "foreline/run.js";

const WALLS = ["#6f8ba4", "#8a9a7b", "#a38f73", "#8b7fa0", "#6f9a98", "#a37c86"];
const PATHS = ["--path-free", "--path-gas", "--share-2", "--share-3"];
const GREY = [140, 140, 140];

const bytes = (hex) => [1, 3, 5].map((k) => parseInt(hex.slice(k, k + 2), 16));

function faceOf(corners, ring) {
  const places = (ring[2] === ring[3] ? ring.slice(0, 3) : ring).map((k) => corners[k]);
  const [a, b, c, d] = places;
  const normal = d ? cross(minus(c, a), minus(d, b)) : cross(minus(b, a), minus(c, a));
  const middle = [0, 1, 2].map((k) => places.reduce((sum, p) => sum + p[k], 0) / places.length);
  return { places, normal, middle };
}

function facetOf(facet, index, colour, range, centre) {
  const corners = list(facet.corners);
  const faces = facet.polygons.map((ring) => faceOf(corners, ring));
  // Seen from inside a wall is solid, from outside it is glass: turn all normals of a facet to the chamber's middle.
  const inwards = faces.reduce((sum, face) => sum + dot(face.normal, minus(centre, face.middle)), 0);
  const shade = facet.values.length ? null : bytes(colour);
  const span = range.high - range.low;
  faces.forEach((face, i) => {
    const size = Math.hypot(...face.normal) || 1;
    face.normal = face.normal.map((n) => (inwards < 0 ? -n : n) / size);
    face.value = facet.values[i] ?? null;
    face.rgb = shade ?? (face.value === null ? GREY : ramp(span > 0 ? (face.value - range.low) / span : 0.5));
  });
  const mapped = facet.values.length > 0;
  return {
    facet,
    index,
    colour: mapped ? null : colour,
    faces,
    edges: facet.edges.map((pair) => pair.map((k) => corners[k])),
    mapped,
    front: mapped ? 1 : facet.emits > 0 ? 0.85 : 0.32,
    back: mapped ? 0.45 : facet.emits > 0 ? 0.3 : 0.07,
    shown: true,
  };
}

function pathsOf(kind, index) {
  const places = list(kind.places);
  let begin = 0;
  const all = kind.lengths.map((length) => {
    begin += length;
    return places.slice(begin - length, begin);
  });
  return { label: kind.label, colour: PATHS[index % PATHS.length], all, shown: true };
}

/** Everything of a view that is drawn; `emitted` names the material a source is coloured by. */
export function solid(view, emitted) {
  const points = view.facets.flatMap((facet) => list(facet.corners));
  const [low, high] = [Math.min, Math.max].map((f) => [0, 1, 2].map((k) => points.reduce((m, p) => f(m, p[k]), points[0][k])));
  const centre = low.map((l, k) => (l + high[k]) / 2);
  const values = view.facets.flatMap((facet) => facet.values).filter(Number.isFinite);
  const range = { low: values.reduce((a, b) => Math.min(a, b), Infinity), high: values.reduce((a, b) => Math.max(a, b), -Infinity) };
  const colour = (facet, i) => (facet.emits > 0 && emitted ? material(emitted) : WALLS[i % WALLS.length]);
  return {
    view,
    centre,
    radius: Math.max(...points.map((p) => Math.hypot(...minus(p, centre)))),
    range: values.length ? range : null,
    facets: view.facets.map((facet, i) => facetOf(facet, i, colour(facet, i), range, centre)),
    paths: (view.paths ?? []).map(pathsOf),
  };
}

/** Distance along a ray to a face, or infinity. */
function met(start, way, face) {
  const down = dot(way, face.normal);
  if (down === 0) return Infinity;
  const t = dot(minus(face.places[0], start), face.normal) / down;
  if (!(t > 0)) return Infinity;
  const at = way.map((w, k) => start[k] + t * w);
  const side = (p, i) => dot(cross(minus(face.places[(i + 1) % face.places.length], p), minus(at, p)), face.normal);
  const sides = face.places.map(side);
  return sides.every((s) => s >= 0) || sides.every((s) => s <= 0) ? t : Infinity;
}

/** The facet a ray shows: the first one seen from inside, else the first. */
export function pick(model, [start, way]) {
  let best = null;
  for (const one of model.facets) {
    if (!one.shown) continue;
    for (const face of one.faces) {
      const far = met(start, way, face);
      if (far === Infinity) continue;
      const solidly = dot(way, face.normal) < 0 || one.mapped;
      if (!best || (solidly && !best.solidly) || (solidly === best.solidly && far < best.far)) {
        best = { one, face, far, solidly, at: way.map((w, k) => start[k] + far * w) };
      }
    }
  }
  return best;
}
