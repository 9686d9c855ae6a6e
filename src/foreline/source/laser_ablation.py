"""Laser ablation: each pulse above a threshold takes a thin layer off, and the plume is thrown far forward."""

from __future__ import annotations

import math

from foreline.data import Datum, properties
from foreline.data.metals import atomic_volume
from foreline.errors import OutsideValidity
from foreline.source.contract import face_rings
from foreline.states import Detail, EmissionState, Notice
from foreline.tool.laser import LaserAblation

SHORT_LIFE = 24 * 3600.0  # s of laser
SPLASHING = 5.0  # times the threshold; beyond it droplets dominate what is said of a film
_RINGS = 32


def removed_depth(fluence: float, threshold: float, depth: float) -> float:
    """Return the depth one pulse takes off.

    d = L ln(F / F_th), zero at and below the threshold

    Parameters
    ----------
    fluence : float
        Pulse energy over spot area F [J/m2].
    threshold : float
        Fluence below which nothing is ablated F_th [J/m2].
    depth : float
        Depth L over which the fluence falls to 1/e [m].

    Returns
    -------
    float
        Depth [m].

    Examples
    --------
    >>> round(removed_depth(4e4, 1e4, 5e-8) * 1e9, 2), removed_depth(1e4, 2e4, 5e-8)
    (69.31, 0.0)

    References
    ----------
    .. [1] mannion2003
    """
    return depth * math.log(fluence / threshold) if fluence > threshold else 0.0


def emit(declared: LaserAblation, name: str, step: str, gas: str) -> EmissionState:
    """Return what a pulsed laser ablates, mean over the pulses.

    atoms/s = f A L ln(F / F_th) / Omega; plume cos^n with the material's n; a small spot then lays a film of profile
    (1 + (r/h)^2)^(-(n+3)/2).

    Parameters
    ----------
    declared : LaserAblation
        Target, fluence [J/m2], spot [m2], frequency [Hz], track [m].
    name, step, gas : str
        Name of the source, the process step, its main gas.

    Returns
    -------
    EmissionState
        Flux over the spot, plume exponent, power balance, recession of the track.

    Raises
    ------
    OutsideValidity
        E236 at or below the threshold, E237 without data of the material, E238 if the atoms would carry more energy
        than the pulse, E239 if spot, track and target do not fit into each other.

    Examples
    --------
    >>> laser = LaserAblation(kind="laser-ablation", target={"material": "Al", "diameter": "25 mm",
    ...     "thickness": "5 mm"}, fluence="4 J/cm2", spot="4 mm2", frequency="10 Hz", track="20 mm",
    ...     position={"height": "60 mm"})
    >>> state = emit(laser, "al", "film", "Ar")
    >>> f"{state.atom_rate:.2e}", state.cosine_exponent
    ('1.42e+17', 13.5)

    References
    ----------
    .. [1] mannion2003
    .. [2] pld-al-plume
    .. [3] saenger1994
    """
    where = f"sources.{name}"
    material = declared.target.material
    row = properties("laser").get(material)
    if row is None:
        known = ", ".join(properties("laser"))
        raise OutsideValidity(f"{where}: no ablation data of {material[:40]!r}; known: {known}", "E237")
    radius = math.sqrt(declared.spot / math.pi)
    if not 2.0 * radius <= declared.track <= declared.target.diameter:
        raise OutsideValidity(
            f"{where}: a spot {2e3 * radius:.3g} mm wide, a track of {1e3 * declared.track:.3g} mm and a target of "
            f"{1e3 * declared.target.diameter:.3g} mm do not fit into each other",
            "E239",
        )
    threshold = _own(declared.threshold, row["threshold"])
    depth = removed_depth(declared.fluence, threshold, _own(declared.depth, row["depth"]))
    if depth <= 0.0:
        raise OutsideValidity(
            f"{where}: {declared.fluence * 1e-4:.3g} J/cm2 ablates no {material}; the threshold is "
            f"{threshold * 1e-4:.3g} J/cm2",
            "E236",
        )
    per_pulse = declared.spot * depth / atomic_volume(material)
    atoms = per_pulse * declared.frequency
    energy = _own(declared.atom_energy, row["atom_energy"])
    power = declared.fluence * declared.spot * declared.frequency
    kinetic, bonds = atoms * energy, atoms * float(row["cohesion"])
    if kinetic + bonds > power:
        raise OutsideValidity(
            f"{where}: the ablated atoms would carry {kinetic + bonds:.3g} W, the laser brings {power:.3g} W; "
            "depth or atom_energy is too high",
            "E238",
        )
    given = "cosine_exponent" in declared.model_fields_set
    exponent = declared.cosine_exponent if given else float(row["exponent"])
    rings, area = face_rings(radius, _RINGS)
    flux = atoms / float(area.sum())
    consumption = atoms * atomic_volume(material) / (0.25 * math.pi * declared.track**2)
    ratio = declared.fluence / threshold
    return EmissionState(
        name=name, step=step, material=material,
        ring_radius=rings, ring_flux=0.0 * rings + flux, ring_area=area,
        cosine_exponent=exponent,
        atom_rate=atoms, species={material: 1.0}, mean_energy=energy,
        power=power,
        power_parts={"ablated atoms": kinetic, "breaking bonds": bonds, "reflection and heat": power - kinetic - bonds},
        consumption=consumption, life=declared.target.thickness / consumption,
        details=(
            Detail(name="pulse_energy", label="Pulse energy", value=declared.fluence * declared.spot, unit="J",
                   why="fluence x spot"),
            Detail(name="pulse_depth", label="Depth per pulse", value=depth, unit="m", why="L ln(F / F_th)", error=0.5),
            Detail(name="pulse_atoms", label="Atoms per pulse", value=per_pulse, unit="", why="spot x depth / volume"),
            Detail(name="over_threshold", label="Fluence over threshold", value=ratio, unit="", why="F / F_th"),
        ),
        notices=_notices(declared, ratio, declared.target.thickness / consumption, where),
        sources=tuple(dict.fromkeys(["mannion2003", "saenger1994", *(datum.source for datum in row.values())])),
    )  # fmt: skip


def _own(given: float | None, table: Datum) -> float:
    """Return the tool file's value, or the table's."""
    return float(table) if given is None else given


def _notices(declared: LaserAblation, ratio: float, life: float, where: str) -> tuple[Notice, ...]:
    """Say what is assumed, that droplets fly too, and how long the target lasts."""
    found = []
    left = [label for label in ("threshold", "depth", "atom_energy") if getattr(declared, label) is None]
    if left:
        found.append(("W238", f"{', '.join(left)} of {declared.target.material} from the table: estimates for ns "
                              "pulses of ultraviolet light; measure and set yours"))  # fmt: skip
    droplets = "droplets are not counted"
    if ratio > SPLASHING:
        droplets = f"at {ratio:.2g} times the threshold most of what leaves the target may be droplets; not counted"
    found.append(("W239", droplets))
    if life < SHORT_LIFE:
        found.append(("W240", f"the track is through the target after {life / 3600.0:.2g} h of laser"))
    return tuple(Notice(code=code, where=where, message=message) for code, message in found)
