// What an auditor reads: checks, notices, every number, provenance, sources, the tool file.

import { h } from "foreline/dom.js";
import { table } from "foreline/facts.js";
import { errorText, words } from "foreline/format.js";
import { isQuantity } from "foreline/run.js";
import { sourceLine } from "foreline/why.js";

export function checks(run) {
  const all = [...(run.result.checks ?? [])].sort((a, b) => Number(a.passed) - Number(b.passed));
  if (!all.length) return h("p", { class: "muted" }, "No rule was checked.");
  return table("Rules that were checked", ["", "rule", "what", "detail"], all.map((one) =>
    h("tr", { class: one.passed ? "passed" : "failed" }, h("th", { scope: "row" }, one.passed ? "passed" : "failed"),
      h("td", {}, h("code", {}, one.code)), h("td", {}, one.title), h("td", {}, one.detail))), { class: "record" });
}

export function notices(run) {
  const all = run.result.notices ?? [];
  if (!all.length) return h("p", { class: "muted" }, "No model spoke outside its validity.");
  return [
    table("Notices", ["code", "where", "message"], all.map((one) => [h("code", {}, one.code), h("code", { class: "tight" }, one.where), one.message]), { class: "record" }),
    h("p", { class: "muted" }, "What a code means: ", h("code", {}, "foreline explain CODE"), "."),
  ];
}

/** All scalar quantities below a state: [path, quantity, name, owner]. */
function scalars(node, path, owner, out) {
  if (node === null || typeof node !== "object") return out;
  if (isQuantity(node)) {
    if (!Array.isArray(node.value)) out.push([path.join("."), node, path.at(-1), owner]);
    return out;
  }
  const holder = !Array.isArray(node) && Array.isArray(node.sources) ? node : owner;
  for (const [key, value] of Object.entries(node)) {
    const name = Array.isArray(node) ? (value?.step ?? value?.name ?? key) : key;
    if (!["notices", "sources"].includes(key)) scalars(value, [...path, name], holder, out);
  }
  return out;
}

export function everyNumber(page) {
  return Object.entries(page.run.states).map(([stage, state]) => {
    const rows = scalars(state, [stage], null, []);
    if (!rows.length) return null;
    return h("details", {}, h("summary", {}, `${stage}: ${rows.length} numbers`),
      table(`Numbers of ${stage}`, ["number", "value", "model error", "formula", "name"], rows.map(([path, q, name, owner]) => [
        words(q.label), page.ask(q, name, owner, { plain: true }), q.error ? errorText(q.error) : "", h("code", {}, q.why), h("code", {}, path),
      ]), { class: "record" }));
  });
}

export function provenance(run) {
  const made = run.result.provenance ?? {};
  const words = { tool_file: "tool file", tool_sha256: "sha256 of the tool file", version: "foreline" };
  const write = (value) => (Array.isArray(value) ? value.join(", ") || "none" : value !== null && typeof value === "object" ? JSON.stringify(value) : String(value ?? "–"));
  return h("dl", { class: "provenance" }, Object.entries(made).map(([name, value]) =>
    h("div", {}, h("dt", {}, words[name] ?? name.replaceAll("_", " ")), h("dd", {}, h("code", {}, write(value))))));
}

export function sources(run) {
  const all = Object.keys(run.result.sources ?? {}).sort();
  if (!all.length) return h("p", { class: "muted" }, "No source is named.");
  return h("ol", { class: "sources" }, all.map((key) => sourceLine(key, run.result.sources)));
}

export function toolFile(run) {
  return [
    run.result.tool_text ? h("details", {}, h("summary", {}, "Tool file as written"), h("pre", { tabindex: "0" }, run.result.tool_text)) : null,
    run.result.tool ? h("details", {}, h("summary", {}, "Tool as computed, every default filled in"), h("pre", { tabindex: "0" }, outlined(run.result.tool))) : null,
  ];
}

/** A JSON value as indented lines, in the manner of YAML. */
function outlined(value, indent = "") {
  if (value === null || typeof value !== "object") return String(value ?? "default of the table");
  const entries = Object.entries(value);
  if (!entries.length) return "none";
  return entries.map(([key, one]) => {
    const nested = one !== null && typeof one === "object" && Object.keys(one).length;
    const name = Array.isArray(value) ? "-" : `${key}:`;
    return `${indent}${name}${nested ? `\n${outlined(one, `${indent}  `)}` : ` ${outlined(one)}`}`;
  }).join("\n");
}
