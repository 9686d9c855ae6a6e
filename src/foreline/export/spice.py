"""The finished line for circuit simulators: a SPICE subcircuit, and its scattering parameters as Touchstone."""

from __future__ import annotations

import cmath
import math

import numpy as np

from foreline.states import Array, PackageState, WireState

SECTIONS = 20  # of the ladder: its 50 % delay is within 0.1 % of the distributed line's
REFERENCE = 50.0  # Ohm


def subcircuit(line: WireState, package: PackageState | None = None) -> str:
    """Return a line as a ladder of pi sections, and its way out of the die behind it.

    R L/n and C L/n a section, half of the C at each end; legs with R, C and the partial inductance where it is known.

    Parameters
    ----------
    line : WireState
        R and C per length [Ohm/m, F/m], length [m].
    package : PackageState, optional
        What follows the line [Ohm, F, H].

    Returns
    -------
    str
        Text of a file: `.subckt foreline_line in out ref`.

    Examples
    --------
    >>> from types import SimpleNamespace as Line
    >>> line = Line(metal="Cu", length=1e-4, resistance=3.4e6, capacitance=1.5e-10)
    >>> subcircuit(line).splitlines()[1:4]
    ['.subckt foreline_line in out ref', 'C0 in ref 3.75e-16', 'R1 in n1 17']

    References
    ----------
    .. [1] foreline-computed
    """
    r, c = line.resistance * line.length / SECTIONS, line.capacitance * line.length / SECTIONS
    ways = [(r, c, 0.0)] * SECTIONS
    if package is not None:
        ways += [
            (leg.resistance, leg.capacitance, 0.0 if math.isnan(leg.inductance) else leg.inductance)
            for leg in package.legs
        ]
    lines = [
        f"* {line.metal} line, {line.length:g} m: {line.resistance * line.length:.6g} Ohm, "
        f"{line.capacitance * line.length:.6g} F, computed by Foreline",
        ".subckt foreline_line in out ref",
    ]
    node, at_node = "in", 0.0
    for i, (resistance, capacitance, inductance) in enumerate(ways, 1):
        at_node += capacitance / 2
        lines.append(f"C{i - 1} {node} ref {at_node:.6g}")
        after = "out" if i == len(ways) else f"n{i}"
        if inductance > 0:
            lines += [f"R{i} {node} m{i} {resistance:.6g}", f"L{i} m{i} {after} {inductance:.6g}"]
        else:
            lines.append(f"R{i} {node} {after} {resistance:.6g}")
        node, at_node = after, capacitance / 2
    return "\n".join([*lines, f"C{len(ways)} {node} ref {at_node:.6g}", ".ends", ""])


def scattering(line: WireState, frequencies: Array) -> Array:
    """Return the scattering matrix of a distributed RC line between 50 Ohm.

    A = D = cosh(g), B = R_t sinh(g)/g, C = g sinh(g)/R_t, g = sqrt(i omega R_t C_t); S11 = (B/Z - C Z)/N and S21 = 2/N
    with N = 2 A + B/Z + C Z.

    Parameters
    ----------
    line : WireState
        R and C per length [Ohm/m, F/m], length [m].
    frequencies : ndarray, shape (frequency,)
        Above 0 [Hz].

    Returns
    -------
    ndarray, shape (frequency, 2, 2)
        Complex scattering parameters [1].

    Examples
    --------
    >>> import numpy as np
    >>> from types import SimpleNamespace as Line
    >>> s = scattering(Line(length=1e-4, resistance=1e6, capacitance=1.5e-10), np.array([1.0]))
    >>> round(float(abs(s[0, 1, 0])), 6)  # 100 Ohm between 50 Ohm and 50 Ohm
    0.5

    References
    ----------
    .. [1] foreline-computed
    """
    resistance, capacitance = line.resistance * line.length, line.capacitance * line.length
    out = np.empty((len(frequencies), 2, 2), complex)
    for i, frequency in enumerate(frequencies):
        g = cmath.sqrt(2j * math.pi * float(frequency) * resistance * capacitance)
        fade = cmath.exp(-g)  # everything over e^g / 2, which overflows on long lines
        cosh, sinh = 1 + fade**2, 1 - fade**2
        b, c = resistance * sinh / g / REFERENCE, g * sinh / resistance * REFERENCE
        whole = 2 * cosh + b + c
        out[i] = [[(b - c) / whole, 4 * fade / whole], [4 * fade / whole, (b - c) / whole]]
    return out


def touchstone(line: WireState) -> str:
    """Return a line's scattering parameters from 1 MHz to 1 THz, twenty a decade, as Touchstone 1 (`.s2p`).

    # Hz S RI R 50; a row: f, then real and imaginary part of S11, S21, S12, S22.

    Parameters
    ----------
    line : WireState
        R and C per length [Ohm/m, F/m], length [m].

    Returns
    -------
    str
        Text of a file.

    Examples
    --------
    >>> from types import SimpleNamespace as Line
    >>> text = touchstone(Line(metal="Cu", length=1e-4, resistance=1e6, capacitance=1.5e-10))
    >>> text.splitlines()[1], len(text.splitlines())
    ('# Hz S RI R 50', 123)

    References
    ----------
    .. [1] foreline-computed
    """
    frequencies = np.logspace(6, 12, 121)
    title = f"! {line.metal} line, {line.length:g} m, computed by Foreline: distributed R and C"
    rows = [title, f"# Hz S RI R {REFERENCE:g}"]
    for frequency, s in zip(frequencies, scattering(line, frequencies), strict=True):
        parts = [s[0, 0], s[1, 0], s[0, 1], s[1, 1]]
        rows.append(" ".join([f"{frequency:.9g}", *(f"{x:.9g}" for p in parts for x in (p.real, p.imag))]))
    return "\n".join([*rows, ""])
