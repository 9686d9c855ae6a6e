// What is chosen on the page, shared by all pictures: one process step, and the wafer radius under the pointer.

export function selection(first) {
  const steps = new Set();
  const radii = new Set();
  const now = { step: first, radius: null };
  return {
    get step() {
      return now.step;
    },
    choose(step) {
      if (step === undefined || step === now.step) return;
      now.step = step;
      steps.forEach((tell) => tell(step));
    },
    point(radius) {
      if (radius === now.radius) return;
      now.radius = radius;
      radii.forEach((tell) => tell(radius));
    },
    /** Call back now and whenever the step changes. */
    onStep(tell) {
      steps.add(tell);
      tell(now.step);
    },
    onRadius(tell) {
      radii.add(tell);
    },
  };
}
