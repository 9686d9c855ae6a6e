"""What is done to a feature, in order: films as they arrive, and what is declared between them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from foreline.data import properties
from foreline.data.metals import atomic_volume
from foreline.errors import OutsideValidity
from foreline.feature.arrival import AngularTable, Law, SkyTable
from foreline.feature.motion import Motion, even, film, ionised
from foreline.feature.outline import Outline, Symmetry
from foreline.feature.superfill import field_film, plated
from foreline.states import FilmState, Ions, Notice
from foreline.tool.feature import Feature
from foreline.tool.feature_steps import Directional, Electroplate, Film, Isotropic, Polish, Resputter
from foreline.units import ELEMENTARY_CHARGE

_BEAM = 1e-3  # rad, half width of one direction
_HOLE_BEAM = 0.01  # rad, that of a hole's
_STEEP = 10.0  # exponent below which the mean direction of ions says little
_DEPLETED = 0.1  # of the metal ions; more is worth a notice


@dataclass(frozen=True)
class Step:
    """One step: film on the field [m], negative if it takes some, the progress its motion needs, or a polish's `level`.

    `erodes` says that it can take from what lies below.
    """

    name: str
    kind: str
    material: str
    thickness: float
    time: float
    motion: Motion | None = None
    amount: float | None = None  # default: the thickness in widths
    level: float = 0.0
    erodes: bool = False
    notices: tuple[Notice, ...] = ()


def sequence(
    feature: Feature,
    drawn: Outline,
    films: Sequence[FilmState],
    sticking: Sequence[float],
    laws: Sequence[Law],
    ions: Mapping[str, Ions],
) -> tuple[Step, ...]:
    """Return the steps of a feature: as declared, or its films.

    Parameters
    ----------
    feature : Feature
        What was etched [m].
    drawn : Outline
        Its section [m].
    films : Sequence[FilmState]
        In the order they are laid; thickness at the first radius [m].
    sticking, laws : Sequence
        Of each film's atoms that are no ions [-].
    ions : mapping
        Of each declared etch by ions.

    Returns
    -------
    tuple[Step, ...]
        In order.

    Raises
    ------
    OutsideValidity
        E450 if a beam leans into a round hole; E451 if ions take more than arrives.

    Examples
    --------
    >>> from foreline.feature.outline import outline
    >>> from foreline.tool.feature import Trench
    >>> trench = Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm", steps={
    ...     "liner": {"kind": "isotropic", "material": "Co", "thickness": "3 nm"}, "polish": {"kind": "cmp"}})
    >>> [(step.name, step.material) for step in sequence(trench, outline(trench), [], [], [], {})]
    [('liner', 'Co'), ('polish', 'Co')]

    References
    ----------
    .. [1] cale1990
    .. [2] moffat2001
    """
    every = tuple(_film(one, stays, law) for one, stays, law in zip(films, sticking, laws, strict=True))
    if not feature.steps:
        return every
    arriving = {step.name: step for step in every}
    found: list[Step] = []
    for name, step in feature.steps.items():
        top = found[-1].material if found else ""
        if isinstance(step, Film):
            found.append(arriving[name])
        elif isinstance(step, Isotropic):
            found.append(Step(name, step.kind, step.material, step.thickness, math.nan, even))
        elif isinstance(step, Directional):
            beam = film(_direction(step.lean, drawn, name), 1.0)
            found.append(Step(name, step.kind, step.material, step.thickness, math.nan, beam))
        elif isinstance(step, Resputter):
            found.append(_etch(name, step, top, ions[name]))
        elif isinstance(step, Electroplate):
            found.append(_plate(name, step, drawn))
        elif isinstance(step, Polish):
            if step.level <= float(drawn.points[:, 1].min()):
                raise OutsideValidity(f"feature.steps.{name}: a polish below the bottom leaves nothing", "E450")
            text = "the polish is a plane cut: dishing, erosion and scratches are not modelled"
            said = Notice(code="W455", where=f"feature.steps.{name}", message=text)
            found.append(Step(name, step.kind, top, math.nan, math.nan, level=step.level, notices=(said,)))
    return tuple(found)


def _film(one: FilmState, stays: float, law: Law) -> Step:
    """Return the step of a film, its ions beside its neutrals if it has any."""
    metres = float(np.mean(one.thickness[0]))
    if one.ions is None:
        return Step(one.step, "film", one.material, metres, float(one.time), film(law, stays))
    ions = one.ions
    net = stays * (1.0 - ions.fraction) + ions.fraction * (ions.stays - float(ions.yields[0]))
    if not net > 0.0:
        raise OutsideValidity(f"{one.step}: the ions knock out {1.0 - net:.3g} atoms for each that arrives", "E451")
    said = _ion_notices(ions, one.step)
    return Step(
        one.step, "film", one.material, metres, float(one.time), ionised(law, stays, ions), erodes=True, notices=said
    )


def _etch(name: str, step: Resputter, top: str, ions: Ions) -> Step:
    """Return an etch by ions: dose x yield x volume of an atom on the field."""
    taken = step.dose * float(ions.yields[0]) * atomic_volume(top)
    if not taken > 0.0:
        raise OutsideValidity(f"feature.steps.{name}: ions of this energy knock nothing out of {top}", "E450")
    motion = ionised(1.0, step.sticking, ions)
    said = _ion_notices(ions, name)
    return Step(name, step.kind, top, -taken, math.nan, motion, erodes=True, notices=said)


def _ion_notices(ions: Ions, step: str) -> tuple[Notice, ...]:
    """Return what limits the yield by angle."""
    said = []
    if float(ions.yields[0]) > 0.0 and float(np.ptp(ions.yields)) == 0.0:
        volts = ions.energy / ELEMENTARY_CHARGE
        text = f"no angular factor is known at {volts:.3g} eV: the yield is that of normal incidence"
        said.append(Notice(code="W450", where=step, message=text))
    if ions.exponent < _STEEP:
        text = f"ions arrive as cos^{ions.exponent:.3g}; their yield is taken at their mean direction"
        said.append(Notice(code="W454", where=step, message=text))
    return tuple(said)


def _direction(lean: float, drawn: Outline, name: str) -> Law:
    """Return the law of one direction."""
    if drawn.symmetry is Symmetry.AXIS:
        if lean != 0.0:
            raise OutsideValidity(f"feature.steps.{name}: a beam that leans is not the same around a hole", "E450")
        return AngularTable(np.array([0.0, _HOLE_BEAM]), np.array([1.0, 1.0]))
    if lean != 0.0 and drawn.symmetry is Symmetry.MIRROR:
        raise OutsideValidity(
            f"feature.steps.{name}: a beam that leans needs both walls: draw the feature as a cross-section", "E450"
        )
    angle = np.array([-0.5 * math.pi, lean - _BEAM, lean + _BEAM, 0.5 * math.pi])
    down = np.array([0.0, 0.0, 1.0, 1.0])
    return SkyTable(angle, math.tan(lean) * down, down)


def _plate(name: str, step: Electroplate, drawn: Outline) -> Step:
    """Return a plating step, with what the bath would lack at the bottom."""
    k = 0.0 if step.adsorption is None else 1.0 / step.adsorption
    v0, v1, start = step.bare_rate, step.accelerated_rate, step.accelerator
    metres = field_film(step.time, v0, v1, start, k)
    bath = {key: float(value) for key, value in properties("feature")["electroplate"].items()}
    depth = -float(drawn.points[:, 1].min())
    covered = 1.0 - (1.0 - start) * math.exp(-k * step.time)
    speed = v0 + (v1 - v0) * min(1.0, covered * (1.0 + 2.0 * depth / drawn.unit))
    lack = speed * depth / (bath["diffusivity"] * bath["metal_ions"] * bath["molar_volume"])
    said = []
    if lack > _DEPLETED:
        text = f"metal ions may lack up to {min(lack, 1.0):.0%} at the bottom; the bath is taken as even"
        said.append(Notice(code="W453", where=f"feature.steps.{name}", message=text))
    motion = plated(v0 / drawn.unit, v1 / drawn.unit, start, k)
    return Step(name, step.kind, step.material, metres, step.time, motion, step.time, notices=tuple(said))
