// Reads a result document; every look-up tolerates what is missing.

/** The number of a quantity, or null. */
export const num = (quantity) => (typeof quantity?.value === "number" ? quantity.value : null);

/** The array of a quantity, or an empty one. */
export const list = (quantity) => (Array.isArray(quantity?.value) ? quantity.value : []);

/** The number in front of a quantity of the resolved tool, '0.25 m' or 0.25. */
export function si(text) {
  const value = parseFloat(text);
  return Number.isFinite(value) ? value : null;
}

export const isQuantity = (node) => node !== null && typeof node === "object" && "value" in node && "unit" in node;

const PLACES = { emission: "emissions", source: "emissions", film: "films", transport: "films", wafer: "films" };

/** Follow 'films.seed.mean_thickness' or 'films.1.mean_thickness' to a quantity and the state that holds it. */
export function find(states, id) {
  let node = states;
  let owner = null;
  for (const part of String(id).split(".")) {
    if (node === null || typeof node !== "object") return {};
    if (!isQuantity(node) && (node.sources || node.notices)) owner = node;
    if (Array.isArray(node)) node = node.find((one) => one.step === part || one.name === part) ?? node[part];
    else node = node[part] ?? node[PLACES[part]];
  }
  return isQuantity(node) ? { quantity: node, owner } : {};
}

/** Stage of a number's id, as the chain names it. */
export function stageOf(id) {
  const head = String(id).split(/[.[]/)[0];
  const names = { emissions: "source", emission: "source", films: "wafer", film: "wafer", transport: "wafer",
    feature: "trench" };
  return names[head] ?? head;
}

export function reading(result) {
  const states = result.states ?? {};
  const films = states.films ?? [];
  // What grows from gas has no plume, but a card of numbers like what is emitted.
  const emissions = [...(states.emissions ?? []), ...(states.growths ?? [])];
  const layers = states.feature?.layers ?? [];
  const points = states.vacuum?.steps ?? [];
  const of = (all, step) => all.find((one) => one.step === step);
  return {
    result,
    states,
    tool: result.tool ?? {},
    films,
    layers,
    points,
    steps: [...new Set([...points.map((one) => one.name), ...[...films, ...emissions, ...layers].map((one) => one.step)])],
    // A tool without films, trench or wire has no such stage.
    has: { vacuum: !result.alone, source: emissions.length > 0, wafer: films.length > 0, trench: layers.length > 0,
      wire: Boolean(states.wire), fab: !result.alone },
    film: (step) => of(films, step),
    emission: (step) => of(emissions, step) ?? emissions.find((one) => one.name === result.tool?.process?.[step]?.source),
    layer: (step) => of(layers, step),
    point: (step) => points.find((one) => one.name === step),
    source: (step) => result.tool?.sources?.[result.tool?.process?.[step]?.source] ?? {},
    deposit: (step) => result.tool?.process?.[step] ?? {},
    waferRadius: (si(result.tool?.wafer?.diameter) ?? 0.3) / 2,
  };
}
