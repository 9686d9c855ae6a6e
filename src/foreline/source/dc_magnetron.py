"""DC magnetron: ions carry the discharge to the target, the racetrack spreads what they knock out.

    I+ = P / (V (1 + gamma_se)),  E = e V,  atoms/s = I+ Y(E) / e

The ions are taken to fall through the whole discharge voltage, at normal incidence and without charge exchange.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from foreline.data import properties
from foreline.data.metals import atomic_volume, metal
from foreline.errors import OutsideValidity
from foreline.source.alloy import atomic_fractions
from foreline.source.contract import face_rings
from foreline.source.sputter_yield import Card, Ion, calibration, card, ion, normal_yield, threshold, transfer
from foreline.states import Array, Detail, EmissionState, Notice
from foreline.tool.source import Magnetron, Racetrack, Target
from foreline.units import ELEMENTARY_CHARGE

SHORT_LIFE = 24 * 3600.0  # s of plasma; below it the target is eaten through within a day
CUT_GROOVE = 0.05  # of a groove's atoms beyond the target edge
COMPARED = (100.0, 600.0)  # eV; outside, the yield formula was not compared with measured yields


def ion_current(power: float, voltage: float, secondary_electrons: float) -> float:
    """Return the ion current to the cathode.

    I+ = P / (V (1 + gamma_se)): the rest of the current is electrons that the ions release.

    Parameters
    ----------
    power : float
        Discharge power [W].
    voltage : float
        Discharge voltage [V].
    secondary_electrons : float
        Electrons released per ion [-].

    Returns
    -------
    float
        Ion current [A].

    Examples
    --------
    >>> round(ion_current(1000.0, 500.0, 0.1), 4)
    1.8182

    References
    ----------
    .. [1] lieberman2005
    """
    return power / (voltage * (1.0 + secondary_electrons))


def groove_profile(radius: Array, grooves: Sequence[Racetrack]) -> Array:
    """Return the depth of the racetrack relative to a groove of weight 1.

    g(r) = sum of w exp(-4 ln 2 ((r - r0) / FWHM)^2)

    Parameters
    ----------
    radius : ndarray
        Radii on the target face [m].
    grooves : sequence of Racetrack
        Radius, full width at half maximum and relative depth of each groove.

    Returns
    -------
    ndarray
        Relative erosion depth [-], shape of `radius`.

    Examples
    --------
    >>> groove = Racetrack(radius="15 mm", width="8 mm")
    >>> groove_profile(np.array([0.015, 0.019]), [groove]).round(6).tolist()
    [1.0, 0.5]

    References
    ----------
    .. [1] foreline-computed
    """
    r = np.asarray(radius, dtype=float)
    total = np.zeros_like(r)
    for groove in grooves:
        total += groove.weight * np.exp(-4.0 * np.log(2.0) * ((r - groove.radius) / groove.width) ** 2)
    return total


def mean_emission_energy(energy: float, ion: Ion, card: Card) -> float:
    """Return the mean kinetic energy of a sputtered atom, Thompson's spectrum cut at gamma E - U.

    f(E1) ~ E1 / (E1 + U)^3 up to Em = gamma E - U;
    <E1> = 2 U (ln a - 3/2 + 2/a - 1/(2 a^2)) / (1 - 1/a)^2 with a = (Em + U)/U.

    Parameters
    ----------
    energy : float
        Ion energy, above U / gamma [J].
    ion : Ion
        The projectile.
    card : Card
        The target; U is its surface binding energy.

    Returns
    -------
    float
        Mean energy [J].

    Examples
    --------
    >>> from foreline.source.sputter_yield import card, ion
    >>> round(mean_emission_energy(500 * 1.602176634e-19, ion("Ar"), card("Cu")) / 1.602176634e-19, 1)  # eV
    24.3

    References
    ----------
    .. [1] thompson1968
    """
    u = card.binding_energy
    a = transfer(ion, card) * energy / u
    return float(2.0 * u * (np.log(a) - 1.5 + 2.0 / a - 0.5 / a**2) / (1.0 - 1.0 / a) ** 2)


def elements(target: Target) -> dict[str, float]:
    """Return what a target is made of.

    x_i = (w_i / M_i) / sum (w_j / M_j)

    Parameters
    ----------
    target : Target
        One material, or an alloy by mass fractions w_i [-].

    Returns
    -------
    dict
        Element to atomic fraction x_i [-].

    Raises
    ------
    OutsideValidity
        E205 if an element of an alloy is unknown.

    Examples
    --------
    >>> target = Target(material="TiW", composition={"Ti": 0.1, "W": 0.9}, diameter="50 mm", thickness="6 mm")
    >>> {element: round(x, 3) for element, x in elements(target).items()}
    {'Ti': 0.299, 'W': 0.701}

    References
    ----------
    .. [1] mendeleev2025
    """
    if target.composition is None:
        return {target.material: 1.0}
    return {element: x for element, x in atomic_fractions(target.composition).items() if x > 0.0}


def alloy_yield(fractions: Mapping[str, float], yields: Mapping[str, float]) -> float:
    """Return the atoms an ion takes off a target of several elements once its surface has settled.

    Y = 1 / sum (x_i / Y_i): the surface is enriched until each element leaves in its share x_i of the bulk, and
    s_i Y_i = x_i Y with sum s_i = 1. Y_i is that of the pure element.

    Parameters
    ----------
    fractions : mapping
        Element to atomic fraction x_i in the bulk [-].
    yields : mapping
        Element to yield Y_i of the pure element [-].

    Returns
    -------
    float
        Atoms per ion [-].

    Examples
    --------
    >>> round(alloy_yield({"Ti": 0.5, "W": 0.5}, {"Ti": 0.6, "W": 0.3}), 9)
    0.4

    References
    ----------
    .. [1] betz1983
    """
    return 1.0 / sum(x / yields[element] for element, x in fractions.items())


def ring_count(radius: float, grooves: Sequence[Racetrack], height: float) -> int:
    """Return how many rings resolve both the narrowest groove and the view from the wafer.

    N = 32 + 10 R / min(FWHM, h), at most 1000

    Parameters
    ----------
    radius : float
        Target radius R [m].
    grooves : sequence of Racetrack
        The racetrack.
    height : float
        Distance h of the target from the wafer plane [m].

    Returns
    -------
    int
        Number of Gauss-Legendre rings [-].

    Examples
    --------
    >>> ring_count(0.025, [Racetrack(radius="15 mm", width="8 mm")], 0.15)
    64

    References
    ----------
    .. [1] foreline-computed
    """
    smallest = min(height, *(groove.width for groove in grooves))
    return 32 + min(int(np.ceil(10.0 * radius / smallest)), 968)


def emit(declared: Magnetron, name: str, step: str, gas: str) -> EmissionState:
    """Return what a DC magnetron emits.

    Parameters
    ----------
    declared : Magnetron
        Target, racetrack, power, voltage, secondary electrons [-], calibration [-], all SI.
    name : str
        The source's name in the tool file.
    step : str
        The process step.
    gas : str
        The step's main gas, a noble gas.

    Returns
    -------
    EmissionState
        Emitted flux per ring, plume exponent, power balance and erosion.

    Raises
    ------
    OutsideValidity
        E201 if the gas is not noble, E202 or E205 if the material is unknown, E203 at or below the sputter threshold,
        E206 if the atoms would carry more energy than the ions bring, E207 if the racetrack misses the target.

    Examples
    --------
    >>> from foreline.tool.source import DcMagnetron
    >>> gun = DcMagnetron(kind="dc-magnetron", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="50 W", voltage="395 V",
    ...     position={"height": "150 mm"})
    >>> state = emit(gun, "cu", "film", "Ar")
    >>> f"{state.atom_rate:.3e}", round(state.details[2].value, 4)
    ('1.030e+18', 0.1151)

    References
    ----------
    .. [1] lieberman2005
    .. [2] yamamura1996
    .. [3] thompson1968
    .. [4] ucsb-sputtering
    """
    where = f"sources.{name}"
    projectile, share = ion(gas), elements(declared.target)
    cards = {element: card(element) for element in share}
    energy = declared.voltage * ELEMENTARY_CHARGE
    yields = {
        element: declared.yield_factor * float(normal_yield(energy, projectile, cards[element])) for element in share
    }
    for element, atoms_per_ion in yields.items():
        if atoms_per_ion <= 0.0:
            least = threshold(projectile, cards[element]) / ELEMENTARY_CHARGE
            raise OutsideValidity(
                f"{where}: {gas}+ ions of {declared.voltage:.4g} eV sputter no {element}; the threshold is "
                f"{least:.1f} eV",
                "E203",
            )
    per_ion = alloy_yield(share, yields)
    current = ion_current(declared.power, declared.voltage, declared.secondary_electrons)
    atoms = current * per_ion / ELEMENTARY_CHARGE

    face = 0.5 * declared.target.diameter
    outermost = max(groove.radius for groove in declared.racetrack)
    if outermost > face:
        raise OutsideValidity(
            f"{where}: the racetrack at {outermost * 1e3:.4g} mm lies beyond the target edge at {face * 1e3:.4g} mm",
            "E207",
        )
    beyond = _beyond_edge(declared.racetrack, face)
    radius, area = face_rings(face, ring_count(face, declared.racetrack, declared.position.height))
    profile = groove_profile(radius, declared.racetrack)
    per_depth = atoms / float(profile @ area)  # atoms/(m2 s) at relative depth 1
    flux = profile * per_depth
    # The deepest point of overlapping grooves lies at one of them or between them.
    places = np.append(np.linspace(0.0, face, 2001), [groove.radius for groove in declared.racetrack])
    deepest = float(groove_profile(places, declared.racetrack).max())
    consumption = deepest * per_depth * sum(x * atomic_volume(element) for element, x in share.items())

    mean_energy = sum(x * mean_emission_energy(energy, projectile, cards[element]) for element, x in share.items())
    carried = atoms * (mean_energy + sum(x * cards[element].binding_energy for element, x in share.items()))
    parts = _power_parts(declared, current, carried, where)
    return EmissionState(
        name=name, step=step, material=declared.target.material,
        ring_radius=radius, ring_flux=flux, ring_area=area,
        cosine_exponent=declared.cosine_exponent,
        atom_rate=atoms, species=share, mean_energy=mean_energy,
        power=declared.power, power_parts=parts, consumption=consumption,
        life=declared.target.thickness / consumption,
        details=(
            Detail(name="yield_per_ion", label="Sputter yield", value=per_ion, unit="",
                   why="Yamamura-Tawara, normal incidence; of an alloy 1 / sum x_i / Y_i", error=0.25),
            Detail(name="ion_energy", label="Ion energy", value=energy, unit="J",
                   why="E = e V across the cathode sheath"),
            Detail(name="ion_current", label="Ion current", value=current, unit="A",
                   why="I+ = P / (V (1 + gamma_se))"),
            *(calibration(declared.target.material) if gas == "Ar" and len(share) == 1 else ()),
        ),
        notices=_notices(declared, share, consumption, beyond, where),
        sources=_sources(share, gas),
    )  # fmt: skip


def _power_parts(declared: Magnetron, current: float, carried: float, where: str) -> dict[str, float]:
    """Split the power: electrons into the plasma, energy that leaves with the atoms, the rest heats the target."""
    ions = current * declared.voltage
    if carried > ions:
        raise OutsideValidity(
            f"{where}: the sputtered atoms would carry {carried:.3g} W, the ions bring {ions:.3g} W; "
            f"yield_factor {declared.yield_factor:g} is too high",
            "E206",
        )
    return {
        "target cooling": ions - carried,
        "sputtered atoms": carried,
        "electrons": ions * declared.secondary_electrons,
    }


def _notices(
    declared: Magnetron, share: Mapping[str, float], consumption: float, beyond: float, where: str
) -> tuple[Notice, ...]:
    """Say what the model does not know about this source."""
    volts = declared.voltage
    life = declared.target.thickness / consumption
    found = []
    if not COMPARED[0] <= volts <= COMPARED[1]:
        found.append(("W201", f"ion energy {volts:.4g} eV; the yield was compared with measurements at 100-600 eV"))
    if life < SHORT_LIFE:
        found.append(("W202", f"the racetrack is through the {declared.target.thickness * 1e3:.3g} mm target after "
                              f"{life / 3600:.2g} h of plasma"))  # fmt: skip
    magnetic = [element for element in share if "ferromagnetic" in properties("metals")[element]]
    if magnetic:
        found.append(("W203", f"{', '.join(magnetic)} is ferromagnetic: measured rates lie 2-3 times below this "
                              "estimate"))  # fmt: skip
    if len(share) > 1:
        found.append(("W250", f"{declared.target.material} is taken to sputter in its bulk proportion, with the yields "
                              "of the pure elements, and to fly and stick alike"))  # fmt: skip
    if beyond > CUT_GROOVE:
        found.append(("W204", f"{beyond:.0%} of the racetrack lies beyond the target edge; it was cut there"))
    return tuple(Notice(code=code, where=where, message=message) for code, message in found)


def _beyond_edge(grooves: Sequence[Racetrack], face: float) -> float:
    """Return the fraction of the grooves' area-weighted depth beyond the target edge."""
    reach = max(face, *(groove.radius + 2.0 * groove.width for groove in grooves))
    r = np.linspace(0.0, reach, 4001)
    depth = groove_profile(r, grooves) * r
    return float(depth[r > face].sum() / depth.sum())


def _sources(share: Mapping[str, float], gas: str) -> tuple[str, ...]:
    """Name the tables and models this emission used."""
    data = [metal(element, p).source for element in share for p in ("molar_mass", "density")]
    data += [properties("rare_gases")[gas]["mass"].source]
    data += [properties("sputter_yields")[element]["q"].source for element in share]
    alloy = ("betz1983",) if len(share) > 1 else ()
    return tuple(dict.fromkeys(["lieberman2005", "yamamura1996", "thompson1968", *alloy, *data]))
