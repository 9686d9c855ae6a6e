// One small box beside the pointer that says what is under it.

import { h } from "foreline/dom.js";

let box = null;

export function hide() {
  if (box) box.hidden = true;
}

/** Show lines of text (the first is the heading) at a pointer event. */
export function show(event, lines) {
  if (!box?.isConnected) {
    box = h("div", { class: "tip", "aria-hidden": "true" });
    document.body.append(box);
    addEventListener("scroll", hide, { passive: true });
  }
  box.replaceChildren(...lines.filter(Boolean).map((one, i) => h(i ? "div" : "b", {}, one)));
  box.hidden = false;
  const { offsetWidth: w, offsetHeight: t } = box;
  const room = document.documentElement.clientWidth;
  const x = event.clientX + 14 + w > room ? event.clientX - 14 - w : event.clientX + 14;
  const y = event.clientY + 14 + t > innerHeight ? event.clientY - 10 - t : event.clientY + 14;
  box.style.left = `${Math.max(4, x)}px`;
  box.style.top = `${Math.max(4, y)}px`;
}

/** Let a mark tell `lines(event)` while the pointer is on it. */
export function tells(node, lines) {
  const tell = (event) => show(event, lines(event));
  node.addEventListener("pointermove", tell);
  node.addEventListener("pointerdown", tell);
  node.addEventListener("pointerleave", hide);
  return node;
}
