// Colours of materials, gases and the thickness ramp.

import { css } from "foreline/dom.js";

const MATERIALS = {
  Cu: "#c27b43", Ta: "#5f7390", TaN: "#8794aa", Ti: "#8d8f77", TiN: "#b59a3c", Al: "#a9b4bd", W: "#66707a",
  Co: "#6b6fb0", Ru: "#4f8a83", Mo: "#8b6f9c", graphene: "#3f4a4f", Cr: "#9a8fa3", Ag: "#bcbfc4", Au: "#cfa83a",
  Ni: "#8f8c7c", SiO2: "#c9d3cf",
};
const SPARE = ["#7f8f5a", "#a3677d", "#548dab", "#b0785f", "#6f7fa8"];

/** Colour of a material; unknown names get a steady colour of their own. */
export function material(name) {
  if (Object.hasOwn(MATERIALS, name)) return MATERIALS[name];
  const sum = [...String(name)].reduce((total, c) => total + c.codePointAt(0), 0);
  return SPARE[sum % SPARE.length];
}

const GASES = ["N2", "O2", "H2O", "H2", "Ar", "He"];

/** Colour of a gas in the present light or dark scheme; a process gas gets a steady colour of its own. */
export const gas = (name) => (GASES.includes(name) ? css(`--gas-${name}`) : material(name));

/** Chemical formula with its indices: H2O -> H₂O. */
export const formula = (name) => String(name).replace(/\d/g, (n) => "₀₁₂₃₄₅₆₇₈₉"[n]);

// viridis at nine even steps (CC0).
const RAMP = [[68, 1, 84], [71, 44, 122], [59, 81, 139], [44, 113, 142], [33, 144, 141], [39, 173, 129], [92, 200, 99],
  [170, 220, 50], [253, 231, 37]];

/** Colour of the ramp at 0..1 as [r, g, b]. */
export function ramp(share) {
  const at = Math.min(1, Math.max(0, share)) * (RAMP.length - 1);
  const i = Math.min(RAMP.length - 2, Math.floor(at));
  return RAMP[i].map((low, c) => Math.round(low + (at - i) * (RAMP[i + 1][c] - low)));
}
