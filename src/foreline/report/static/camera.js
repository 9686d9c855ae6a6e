// A camera that turns about a point, for both ways of drawing in three dimensions; z is up, lengths in metres.

const FIELD = (30 * Math.PI) / 180;
const STEEP = (89 * Math.PI) / 180;
const START = { turn: (-62 * Math.PI) / 180, rise: (24 * Math.PI) / 180 };

export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
export const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

/** Camera around a ball that holds the scene. */
export function camera(centre, radius) {
  const now = { ...START, near: 1, width: 1, height: 1 };
  const basis = () => {
    const [st, ct, sr, cr] = [Math.sin(now.turn), Math.cos(now.turn), Math.sin(now.rise), Math.cos(now.rise)];
    return { out: [cr * ct, cr * st, sr], right: [-st, ct, 0], up: [-sr * ct, -sr * st, cr] };
  };
  const distance = () => (now.near * radius * Math.max(1, now.height / now.width)) / Math.sin(FIELD / 2);
  return {
    field: FIELD,
    centre,
    radius,
    size(width, height) {
      Object.assign(now, { width, height });
    },
    rotate(across, along) {
      now.turn -= across;
      now.rise = Math.min(STEEP, Math.max(-STEEP, now.rise + along));
    },
    zoom(factor) {
      now.near = Math.min(3, Math.max(0.15, now.near * factor));
    },
    look(turn, rise) {
      Object.assign(now, { turn: turn ?? START.turn, rise: Math.min(STEEP, rise ?? START.rise), near: 1 });
    },
    get eye() {
      const { out } = basis();
      return centre.map((c, k) => c + distance() * out[k]);
    },
    /** Function from a place to [x, y, depth] in pixels and metres. */
    projection() {
      const { out, right, up } = basis();
      const far = distance();
      const scale = now.height / 2 / Math.tan(FIELD / 2);
      return (p) => {
        const q = minus(p, centre);
        const depth = far - dot(q, out);
        const k = scale / Math.max(depth, 0.02 * radius);
        return [now.width / 2 + k * dot(q, right), now.height / 2 - k * dot(q, up), depth];
      };
    },
    /** Ray through a pixel: [start, direction]. */
    ray(x, y) {
      const { out, right, up } = basis();
      const scale = Math.tan(FIELD / 2) / (now.height / 2);
      const [a, b] = [(x - now.width / 2) * scale, (now.height / 2 - y) * scale];
      return [centre.map((c, k) => c + distance() * out[k]), out.map((o, k) => a * right[k] + b * up[k] - o)];
    },
  };
}

/** Turn a canvas's camera by pointer, touch, wheel and keys; `again` draws, `over` tells where the pointer rests. */
export function steer(canvas, view, again, over) {
  const held = new Map();
  let spread = 0;
  const apart = () => {
    const [a, b] = [...held.values()];
    return Math.hypot(a[0] - b[0], a[1] - b[1]);
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    held.set(event.pointerId, [event.clientX, event.clientY]);
    if (held.size === 2) spread = apart();
  });
  canvas.addEventListener("pointermove", (event) => {
    const last = held.get(event.pointerId);
    if (!last) return over(event);
    over(null);
    held.set(event.pointerId, [event.clientX, event.clientY]);
    if (held.size === 2) {
      view().zoom(spread / Math.max(1, apart()));
      spread = apart();
    } else {
      view().rotate((event.clientX - last[0]) * 0.008, (event.clientY - last[1]) * 0.008);
    }
    again();
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, (event) => held.delete(event.pointerId));
  canvas.addEventListener("pointerleave", () => over(null));
  canvas.addEventListener("wheel", (event) => {
    if (document.activeElement !== canvas) return; // a page that scrolls past is not to be caught
    event.preventDefault();
    view().zoom(Math.exp(event.deltaY * 0.001));
    again();
  }, { passive: false });
  const keys = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, 0.12], ArrowDown: [0, -0.12] };
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (keys[event.key]) view().rotate(...keys[event.key]);
    else if (event.key === "+" || event.key === "=") view().zoom(0.85);
    else if (event.key === "-") view().zoom(1 / 0.85);
    else if (event.key === "0" || event.key === "Home") view().look();
    else return;
    event.preventDefault();
    again();
  });
}
