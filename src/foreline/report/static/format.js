// Numbers as an engineer writes them: three digits, a unit of sensible size, powers of ten as such.

const LADDERS = {
  m: [["nm", 1e-9], ["µm", 1e-6], ["mm", 1e-3], ["m", 1]],
  m2: [["nm²", 1e-18], ["µm²", 1e-12], ["mm²", 1e-6], ["cm²", 1e-4], ["m²", 1]],
  s: [["ps", 1e-12], ["ns", 1e-9], ["µs", 1e-6], ["ms", 1e-3], ["s", 1], ["min", 60], ["h", 3600], ["d", 86400],
    ["years", 31557600]],
  W: [["mW", 1e-3], ["W", 1], ["kW", 1e3], ["MW", 1e6]],
  J: [["Wh", 3600], ["kWh", 3.6e6], ["MWh", 3.6e9]],
  m3: [["mL", 1e-6], ["L", 1e-3], ["m³", 1]],
  kg: [["g", 1e-3], ["kg", 1], ["t", 1e3]],
  "m/s": [["nm/s", 1e-9], ["µm/s", 1e-6], ["mm/s", 1e-3], ["m/s", 1]],
  "mol/s": [["sccm", 7.4358e-7], ["slm", 7.4358e-4]],
  "m3/s": [["L/s", 1e-3]],
  Ohm: [["mΩ", 1e-3], ["Ω", 1], ["kΩ", 1e3]],
  "Ohm/m": [["Ω/µm", 1e6]],
  "Ohm m": [["µΩ cm", 1e-8]],
  "F/m": [["aF/µm", 1e-12]],
  F: [["aF", 1e-18], ["fF", 1e-15], ["pF", 1e-12]],
  H: [["pH", 1e-12], ["nH", 1e-9]],
  "V/m": [["MV/cm", 1e8]],
  "J/bit": [["fJ/bit", 1e-15], ["pJ/bit", 1e-12]],
  "bit/s/m": [["Gbit/s/mm", 1e12], ["Tbit/s/mm", 1e15]],
  "bit/s/m2": [["Gbit/s/mm²", 1e15], ["Tbit/s/mm²", 1e18]],
  "A/m2": [["MA/cm²", 1e10]],
  A: [["mA", 1e-3], ["A", 1]],
  USD: [["USD", 1]],
};

const ICE = 273.15;
const PERCENT = [["%", 1e-2]];
const SHARE = [["ppb", 1e-9], ["ppm", 1e-6], ["%", 1e-2]];
// What a field's SI unit alone does not tell.
const BY_NAME = {
  throughput: [["wafers/h", 1 / 3600]],
  atom_rate: [["atoms/s", 1]],
  ion_energy: [["eV", 1.602176634e-19]],
  mean_energy: [["eV", 1.602176634e-19]],
  rate: [["nm/min", 1e-9 / 60]],
  measured_rate: [["nm/min", 1e-9 / 60]],
  nonuniformity: PERCENT,
  between_wafers: PERCENT,
  arrived_fraction: PERCENT,
  throttle: PERCENT,
  bottom_coverage: PERCENT,
  wall_coverage: PERCENT,
  impurity_total: SHARE,
  failed_fraction: SHARE,
  water_flow: [["L/min", 1e-3 / 60]],
  water: [["mL", 1e-6], ["L", 1e-3], ["m³", 1]],
};

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

const superscript = (n) => [...String(n)].map((c) => SUPERSCRIPT[c]).join("");

/** A power of ten, 10⁻⁵. */
export const decade = (exponent) => `10${superscript(exponent)}`;

/** A unit expression with its signs: 'Ohm/um' -> 'Ω/µm', 'm3/s' -> 'm³/s'. */
export const prettyUnit = (unit) =>
  String(unit ?? "")
    .replace(/Ohm/g, "Ω")
    .replace(/\bu(?=[A-Za-zΩ])/g, "µ")
    .replace(/(?<=[A-Za-z])([2-9])/g, (n) => SUPERSCRIPT[n]);

/** Plain number with `digits` significant digits; powers of ten where plain digits would be long. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  if (size < -3 || size > 5) {
    const mantissa = (value / 10 ** size).toPrecision(digits);
    return `${mantissa.replace("-", "−")} × ${decade(size)}`;
  }
  const text = size >= digits ? String(Math.round(value)) : value.toPrecision(digits);
  const [whole, part] = text.split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  return (part ? `${grouped}.${part}` : grouped).replace("-", "−");
}

/** The ladder's rung for a size: [unit, factor]. */
function rung(value, ladder) {
  let chosen = ladder[0];
  for (const one of ladder) if (Math.abs(value) >= 0.9999999 * one[1]) chosen = one;
  return chosen;
}

/** Unit and factor for a set of values, so that an axis has one unit. */
export function axisUnit(values, unit, name) {
  const ladder = BY_NAME[name] ?? LADDERS[unit] ?? [[prettyUnit(unit), 1]];
  const largest = values.reduce((most, v) => (Number.isFinite(v) ? Math.max(most, Math.abs(v)) : most), 0);
  const [chosen, factor] = rung(largest, ladder);
  return { unit: chosen, factor };
}

/** Value and unit apart: {text, unit}. */
export function parts(value, unit, name) {
  if (value === null || value === undefined || !Number.isFinite(value)) return { text: "–", unit: "" };
  if (name === "outlet_temperature") return { text: number(value - ICE), unit: "°C" };
  if (unit === "Pa") {
    if (Math.abs(value) >= 2e4) return { text: number(value / 100), unit: "mbar" };
    return { text: pascal(value), unit: "Pa" };
  }
  const ladder = BY_NAME[name] ?? LADDERS[unit];
  if (!ladder) return { text: number(value), unit: prettyUnit(unit) };
  if (ladder === SHARE && Math.abs(value) < 1e-9) return { text: number(value), unit: "" };
  const [chosen, factor] = rung(value, ladder);
  return { text: unit === "USD" ? money(value) : number(value / factor), unit: chosen };
}

const money = (value) => (Math.abs(value) >= 100 ? number(value) : value.toFixed(2));

/** Value with unit, one string. */
export function text(value, unit, name) {
  const found = parts(value, unit, name);
  return found.unit ? `${found.text}${found.unit === "%" ? " %" : ` ${found.unit}`}` : found.text;
}

/** Round tick values of a linear axis. */
export function ticks(low, high, wanted = 5) {
  if (!(high > low)) return [low];
  const raw = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((one) => one >= raw * 0.999) ?? 10 * power;
  const out = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) out.push(Number((i * step).toPrecision(12)));
  return out;
}

/** One way of writing all ticks of an axis. */
export function tickText(all) {
  const step = all.length > 1 ? Math.abs(all[1] - all[0]) : Math.abs(all[0]) || 1;
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const digits = Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6 ? decimals + 1 : decimals;
  return (value) => value.toFixed(digits).replace("-", "−");
}

/** A declared value: as exact as it was written, without zeros for show. */
export function exact(value, unit, name) {
  const found = parts(value, unit, name);
  const short = found.text.replace(/(\.\d*?)0+(?=$| ×)/, "$1").replace(/\.(?=$| ×)/, "");
  return found.unit ? `${short} ${found.unit}` : short;
}

/** A model's relative error, '± 15 %'. */
export const errorText = (share) => `± ${Number((share * 100).toPrecision(3))} %`;

/** A pressure in Pa whatever its size, without the unit. */
export function pascal(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Math.abs(value) < 1e-15) return "0";
  return Math.abs(value) >= 0.00999999 && Math.abs(value) < 99999 ? number(value) : power(value);
}

/** Two digits and a power of ten. */
function power(value) {
  const exponent = Math.floor(Math.log10(Number(Math.abs(value).toPrecision(2))));
  return `${(value / 10 ** exponent).toPrecision(2).replace("-", "−")} × ${decade(exponent)}`;
}

/** Words of a label with the indices of gases: CO2 -> CO₂. */
export const words = (label) =>
  String(label ?? "").replace(/\b(CO2|H2O|N2|O2|H2)\b/g, (gas) => gas.replace("2", "₂"));

/** A file's time of creation, to the minute. */
export const minute = (iso) =>
  String(iso ?? "")
    .replace("T", " ")
    .replace(/(\d\d:\d\d):\d\d(\.\d+)?/, "$1")
    .replace(/(\+00:00|Z)$/, " UTC");
