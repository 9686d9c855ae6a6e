// Draws a solid on a plain canvas, farthest first: where there is no WebGL, and on paper.

import { dot, minus } from "foreline/camera.js";
import { css } from "foreline/dom.js";

const PIECE = 0.12; // of the radius, into which paths are cut so that they sort among the faces

/** Pieces of a line short enough to be nearer or farther than a face as a whole. */
function pieces(a, b, most) {
  const many = Math.max(1, Math.ceil(Math.hypot(...minus(b, a)) / most));
  const at = (k) => a.map((v, i) => v + ((b[i] - v) * k) / many);
  return Array.from({ length: many }, (_, k) => [at(k), at(k + 1)]);
}

/** Where paths turn: collisions and walls. */
const turns = (model) => model.paths.filter((kind) => kind.shown).flatMap((kind) =>
  kind.all.flatMap((path) => path.slice(1, -1).map((p) => ({ ends: [p, p], dot: css(kind.colour) }))));

function lines(model) {
  const most = PIECE * model.radius;
  const cut = (a, b, how) => pieces(a, b, most).map((ends) => ({ ends, ...how }));
  const ink = css("--ink");
  return [
    ...model.facets.filter((one) => one.shown).flatMap((one) =>
      one.edges.flatMap(([a, b]) => cut(a, b, { stroke: ink, alpha: 0.45, width: 1 }))),
    ...model.paths.filter((kind) => kind.shown).flatMap((kind) => kind.all.flatMap((path) =>
      path.slice(1).flatMap((p, i) => cut(path[i], p, { stroke: css(kind.colour), alpha: 0.85, width: 1.2 })))),
  ];
}

/** A drawer with the same three functions as the WebGL one: model, draw, close. */
export function flat(canvas) {
  const pen = canvas.getContext("2d");
  let model = null;

  function faces(project, eye) {
    return model.facets.filter((one) => one.shown).flatMap((one) => one.faces.map((face) => {
      const places = face.places.map(project);
      const seen = minus(eye, face.middle);
      const facing = dot(face.normal, seen) / (Math.hypot(...seen) || 1);
      const light = one.mapped ? 1 : 0.72 + 0.28 * Math.abs(facing);
      return { places, depth: Math.hypot(...seen), alpha: facing > 0 ? one.front : one.back,
        fill: `rgb(${face.rgb.map((c) => Math.round(c * light))})` };
    }));
  }

  function paint(one) {
    if (one.places.some((p) => !(p[2] > 0.02 * model.radius))) return; // behind the eye
    if (one.dot) {
      pen.globalAlpha = 1;
      pen.fillStyle = one.dot;
      pen.fillRect(one.places[0][0] - 1.8, one.places[0][1] - 1.8, 3.6, 3.6);
      return;
    }
    pen.beginPath();
    one.places.forEach(([x, y], i) => (i ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.globalAlpha = one.alpha;
    if (one.fill) {
      pen.closePath();
      pen.fillStyle = one.fill;
      pen.fill();
      if (one.alpha < 1) return;
      pen.lineWidth = 0.6; // closes the hair between neighbours
      pen.strokeStyle = one.fill;
    } else {
      pen.lineWidth = one.width;
      pen.strokeStyle = one.stroke;
    }
    pen.stroke();
  }

  return {
    model(one) {
      model = one;
    },
    draw(view, width, height) {
      const dots = Math.max(2, devicePixelRatio);
      canvas.width = Math.round(width * dots);
      canvas.height = Math.round(height * dots);
      pen.setTransform(dots, 0, 0, dots, 0, 0);
      pen.lineCap = pen.lineJoin = "round";
      const [project, eye] = [view.projection(), view.eye];
      const strokes = [...lines(model), ...turns(model)].map((one) => ({ ...one, places: one.ends.map(project),
        depth: Math.hypot(...minus(eye, one.ends[0].map((v, k) => (v + one.ends[1][k]) / 2))) - 0.01 * model.radius }));
      [...faces(project, eye), ...strokes].sort((a, b) => b.depth - a.depth).forEach(paint);
      pen.globalAlpha = 1;
    },
    close() {},
  };
}
