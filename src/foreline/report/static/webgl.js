// Draws a solid with three.js, which lies packed in pages that show one.

import { cross, dot, minus } from "foreline/camera.js";
import { css } from "foreline/dom.js";

/** Whether this browser draws in three dimensions. */
export function able() {
  try {
    const probe = document.createElement("canvas").getContext("webgl2");
    probe?.getExtension("WEBGL_lose_context")?.loseContext();
    return probe !== null;
  } catch {
    return false;
  }
}

let waiting = null;

/** The library out of the page itself. */
function library() {
  waiting ??= (async () => {
    const packed = JSON.parse(document.getElementById("three").textContent);
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const text = await new Response(stream).text();
    return import(`data:text/javascript;charset=utf-8,${encodeURIComponent(text)}`);
  })();
  return waiting;
}

/** Triangles of some faces, with a colour a corner. */
function mesh(T, one, alpha, side) {
  const [place, colour, normal] = [[], [], []];
  for (const face of one.faces) {
    const [a, b, c, d] = face.places;
    for (const p of d ? [a, b, c, a, c, d] : [a, b, c]) {
      place.push(...p);
      colour.push(...face.rgb.map((v) => v / 255));
      normal.push(...face.normal);
    }
  }
  const geometry = new T.BufferGeometry();
  for (const [name, values] of Object.entries({ position: place, color: colour, normal })) {
    geometry.setAttribute(name, new T.Float32BufferAttribute(values, 3));
  }
  const Material = one.mapped ? T.MeshBasicMaterial : T.MeshLambertMaterial; // a map's colours are to be read
  const solid = alpha === 1;
  return new T.Mesh(geometry, new Material({ vertexColors: true, side, transparent: !solid, opacity: alpha, depthWrite: solid,
    polygonOffset: true, polygonOffsetFactor: 1, polygonOffsetUnits: 1 }));
}

function strokes(T, pairs, colour, alpha) {
  const geometry = new T.BufferGeometry();
  geometry.setAttribute("position", new T.Float32BufferAttribute(pairs.flat(2), 3));
  return new T.LineSegments(geometry, new T.LineBasicMaterial({ color: colour, transparent: true, opacity: alpha }));
}

function dots(T, places, colour) {
  const geometry = new T.BufferGeometry();
  geometry.setAttribute("position", new T.Float32BufferAttribute(places.flat(), 3));
  return new T.Points(geometry, new T.PointsMaterial({ color: colour, size: 4 * Math.max(1, devicePixelRatio), sizeAttenuation: false }));
}

/** Faces turn the way their normals point, so that front and back are told apart. */
function wound(one) {
  const faces = one.faces.map((face) => {
    const [a, b, c] = face.places;
    const along = dot(cross(minus(b, a), minus(c, a)), face.normal);
    return along < 0 ? { ...face, places: [...face.places].reverse() } : face;
  });
  return { ...one, faces };
}

/** A drawer: model, draw, close. Needs `able()`. */
export async function webgl(canvas) {
  const T = await library();
  T.ColorManagement.enabled = false; // colours as the page's own
  const renderer = new T.WebGLRenderer({ canvas, antialias: true, alpha: true });
  renderer.outputColorSpace = T.LinearSRGBColorSpace;
  const scene = new T.Scene();
  const eye = new T.PerspectiveCamera();
  eye.up.set(0, 0, 1);
  const lamp = new T.DirectionalLight(0xffffff, 1.1);
  const around = new T.AmbientLight(0xffffff, 2.0);
  let model = null;

  const dispose = () => scene.traverse((node) => {
    node.geometry?.dispose();
    node.material?.dispose();
  });

  function fill() {
    dispose();
    scene.clear();
    scene.add(lamp, around);
    const ink = css("--ink");
    for (const one of model.facets.filter((facet) => facet.shown)) {
      const turned = wound(one);
      scene.add(mesh(T, turned, one.front, T.FrontSide), mesh(T, turned, one.back, T.BackSide), strokes(T, one.edges, ink, 0.4));
    }
    for (const kind of model.paths.filter((paths) => paths.shown)) {
      const colour = css(kind.colour);
      scene.add(strokes(T, kind.all.flatMap((path) => path.slice(1).map((p, i) => [path[i], p])), colour, 0.85));
      const turns = kind.all.flatMap((path) => path.slice(1, -1));
      if (turns.length) scene.add(dots(T, turns, colour));
    }
  }

  return {
    model(one) {
      model = one;
      fill();
    },
    draw(view, width, height) {
      renderer.setPixelRatio(devicePixelRatio);
      renderer.setSize(width, height, false);
      eye.fov = (view.field * 180) / Math.PI;
      eye.aspect = width / height;
      eye.near = 0.02 * view.radius;
      eye.far = 40 * view.radius;
      eye.updateProjectionMatrix();
      eye.position.set(...view.eye);
      eye.lookAt(...view.centre);
      lamp.position.set(...view.eye);
      lamp.target.position.set(...view.centre);
      lamp.target.updateMatrixWorld();
      renderer.render(scene, eye);
    },
    close() {
      dispose();
      renderer.dispose();
    },
  };
}
