"""The dielectric between two lines over the mission, and a line cut by repeaters."""

from __future__ import annotations

from dataclasses import dataclass

from foreline.states.quantities import quantity


@dataclass(frozen=True, kw_only=True)
class BreakdownState:
    """Breakdown of the dielectric between two lines: life and failed fraction by three laws of acceleration."""

    space: float = quantity("m", "Space between lines", "pitch - width")
    field: float = quantity("V/m", "Field between lines", "voltage / space")
    life: float = quantity("s", "Life to breakdown", "root-E law, until the mission's allowed fraction has failed")
    life_linear: float = quantity("s", "Life to breakdown, E law", "the same, the most cautious law")
    life_power: float = quantity("s", "Life to breakdown, power law", "the same, the most hopeful law")
    failed: float = quantity("", "Broken down at mission end", "root-E law, weakest place of each line, Weibull")
    failed_linear: float = quantity("", "Broken down, E law", "the same, the most cautious law")
    failed_power: float = quantity("", "Broken down, power law", "the same, the most hopeful law")
    roughness_cost: float = quantity("", "Life lost to roughness", "life of even over rough spaces, root-E law")
    roughness_cost_linear: float = quantity("", "Life lost to roughness, E law", "the same")
    roughness_cost_power: float = quantity("", "Life lost to roughness, power law", "the same")
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RepeaterState:
    """A line cut by repeaters where its delay is least."""

    number: float = quantity("", "Repeaters", "L sqrt(0.4 R C/(0.7 R0 C0)), at least 1")
    size: float = quantity("", "Repeater size", "sqrt(R0 C/(R C0)), times the declared driver")
    delay: float = quantity("s", "Delay with repeaters", "0.7 R0/h (C + h C0) + R (0.4 C + 0.7 h C0), each stage")
