// A stretch of the cluster tool's work: one row a part, one bar for each thing it does, the wafer's number in it.

import { asTable } from "foreline/facts.js";
import { drawn, h, label, line, picture, s } from "foreline/dom.js";
import { axisUnit, text, tickText, ticks } from "foreline/format.js";
import { num } from "foreline/run.js";

const ROW = 22;
const LEFT = 110;
const LOOKS = { process: "work", clean: "clean", pick: "move", place: "move", pump: "pump", vent: "vent" };
const WORDS = { work: "process", clean: "clean", move: "pick or place", pump: "pump down", vent: "vent" };

/** Parts from the lock over the robot to the chambers, in the order they first do something. */
function placesOf(schedule) {
  const rank = (name) => (name.startsWith("load lock") ? 0 : name === "robot" ? 1 : 2);
  return [...new Set(schedule.map((one) => one.place))].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

function draw(schedule, places, wafers, width) {
  const end = Math.max(...schedule.map((one) => one.end));
  const { unit, factor } = axisUnit([end], "s");
  const x = (t) => LEFT + ((width - LEFT - 12) * t) / end;
  const height = 8 + ROW * places.length + 36;
  const marks = ticks(0, end / factor, Math.max(3, Math.floor(width / 110)));
  const write = tickText(marks);
  const bars = schedule.map((one) => {
    const [from, to] = [x(one.start), x(one.end)];
    const top = 8 + ROW * places.indexOf(one.place) + 3;
    const known = one.wafer >= 0;
    const number = known ? one.wafer - wafers + 1 : "";
    const told = `${one.place}: ${one.doing}${known ? ` wafer ${number}` : ""}, ${text(one.end - one.start, "s")}`;
    return s("g", {}, s("title", {}, told),
      s("rect", { x: from, y: top, width: Math.max(to - from, 1), height: ROW - 6, class: `gantt-${LOOKS[one.doing]}` }),
      known && to - from > 16 ? label((from + to) / 2, (ROW - 6) / 2 + top + 1, number, { class: "gantt-number" }) : "");
  });
  const bottom = 8 + ROW * places.length;
  return picture(width, height, "Schedule of the cluster tool",
    marks.map((t) => [line(x(t * factor), 8, x(t * factor), bottom, { class: "gantt-grid" }),
      label(x(t * factor), bottom + 14, write(t), { class: "gantt-word", "text-anchor": "middle" })]),
    label((LEFT + width) / 2, bottom + 31, `time [${unit}]`, { class: "gantt-word", "text-anchor": "middle" }),
    places.map((name, i) => label(LEFT - 8, 8 + ROW * i + ROW / 2 + 4, name, { class: "gantt-word", "text-anchor": "end" })),
    bars);
}

/** The schedule of a fab state, or nothing where none was kept. */
export function gantt(state) {
  const schedule = (state.schedule ?? []).map((one) => ({ ...one, start: num(one.start), end: num(one.end) }))
    .filter((one) => one.start !== null && one.end !== null);
  if (!schedule.length) return "";
  const places = placesOf(schedule);
  const wafers = Math.min(...schedule.filter((one) => one.wafer >= 0).map((one) => one.wafer));
  const host = h("div", { class: "gantt" });
  drawn(host, (width) => host.replaceChildren(draw(schedule, places, wafers, width)));
  const looks = [...new Set(schedule.map((one) => LOOKS[one.doing]))];
  const key = h("p", { class: "gantt-key muted" },
    looks.map((look) => [h("span", { class: `gantt-swatch gantt-${look}`, "aria-hidden": "true" }), ` ${WORDS[look]}  `]));
  const rows = schedule.map((one) => [one.place, one.doing, one.wafer < 0 ? "" : String(one.wafer - wafers + 1),
    text(one.start, "s"), text(one.end, "s")]);
  return h("div", {}, h("h3", {}, "A stretch of its work, once the rhythm repeats"), host, key,
    asTable("Schedule", ["part", "does", "wafer", "from", "to"], rows));
}
