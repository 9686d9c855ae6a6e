"""Magnetrons on other supplies: radio frequency, pulses, and pulses strong enough to ionise the metal.

All sputter as the DC magnetron does, with the ions' energy and the power they bring taken from the supply; what is
ionised on the way out partly falls back onto the target.
"""

from __future__ import annotations

from dataclasses import replace

from foreline.errors import OutsideValidity
from foreline.source import dc_magnetron
from foreline.source.bombardment import bombardment, own_ion, sheath_cosine
from foreline.source.contract import face_rings
from foreline.source.sputter_yield import card, normal_yield
from foreline.states import Detail, EmissionState, Notice
from foreline.tool.plasma import Hipims, PulsedMagnetron, RfMagnetron
from foreline.tool.source import Magnetron
from foreline.units import ELEMENTARY_CHARGE

STRONG_PULSE = 5e6  # W/m2 over the groove; above, pulses ionise the metal
STRONG_RESPUTTER = 0.05  # of the film


def groove_area(declared: Magnetron) -> float:
    """Return the area the discharge works on, (int g dA)^2 / int g^2 dA over the racetrack profile g.

    Parameters
    ----------
    declared : Magnetron
        Target and racetrack [m].

    Returns
    -------
    float
        Area [m2]; the whole face if the erosion is even.

    Examples
    --------
    >>> from foreline.tool.source import DcMagnetron
    >>> gun = DcMagnetron(kind="dc-magnetron", target={"material": "Cu", "diameter": "75 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "20 mm", "width": "10 mm"}], power="50 W", voltage="395 V",
    ...     position={"height": "150 mm"})
    >>> round(groove_area(gun) * 1e4, 1)  # cm2
    18.9

    References
    ----------
    .. [1] foreline-computed
    """
    face = 0.5 * declared.target.diameter
    count = dc_magnetron.ring_count(face, declared.racetrack, declared.position.height)
    radius, area = face_rings(face, count)
    depth = dc_magnetron.groove_profile(radius, declared.racetrack)
    return float(depth @ area) ** 2 / float(depth**2 @ area)


def pathways(ionisation: float, back_attraction: float) -> tuple[float, float]:
    """Return deposition rate against DC and ionised flux fraction of a discharge that ionises its metal.

    rate / rate_dc = 1 - alpha beta;  ionised flux fraction = alpha (1 - beta) / (1 - alpha beta)

    Parameters
    ----------
    ionisation : float
        alpha, fraction of the sputtered atoms that is ionised [-].
    back_attraction : float
        beta, fraction of those ions that returns to the target [-].

    Returns
    -------
    tuple of float
        Rate against DC [-] and ionised flux fraction [-].

    Raises
    ------
    OutsideValidity
        E231 if all metal is ionised and returns: nothing leaves the discharge.

    Examples
    --------
    >>> rate, ions = pathways(0.8, 0.7)
    >>> round(rate, 3), round(ions, 3)
    (0.44, 0.545)

    References
    ----------
    .. [1] christie2005
    .. [2] hajihoseini2019
    """
    rate = 1.0 - ionisation * back_attraction
    if not rate > 0.0:
        raise OutsideValidity("all metal is ionised and drawn back: nothing reaches the wafer", "E231")
    return rate, ionisation * (1.0 - back_attraction) / rate


def resputter(material: str, bias: float) -> float:
    """Return how many film atoms one arriving metal ion knocks out, at normal incidence.

    Y(e U) of Yamamura and Tawara with the metal as its own projectile

    Parameters
    ----------
    material : str
        Film and ion.
    bias : float
        Voltage the ion falls through [V].

    Returns
    -------
    float
        Atoms per ion [-].

    Examples
    --------
    >>> round(resputter("Cu", 30.0), 3), round(resputter("Cu", 200.0), 2)
    (0.004, 0.76)

    References
    ----------
    .. [1] yamamura1996
    """
    return float(normal_yield(bias * ELEMENTARY_CHARGE, own_ion(material), card(material)))


def emit_rf(declared: RfMagnetron, name: str, step: str, gas: str) -> EmissionState:
    """Return what a radio-frequency magnetron emits: a DC magnetron at self-bias plus plasma potential.

    I+ = f P / ((V_bias + V_plasma)(1 + gamma_se)): the rest of the generator's power heats electrons.

    Parameters
    ----------
    declared : RfMagnetron
        Power [W], self-bias and plasma potential [V], share f of the power the ions bring [-].
    name, step, gas : str
        Name of the source, the process step, its main gas.

    Returns
    -------
    EmissionState
        As of a DC magnetron.

    Examples
    --------
    >>> gun = RfMagnetron(kind="rf-magnetron", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="100 W", voltage="375 V",
    ...     position={"height": "150 mm"})
    >>> f"{emit_rf(gun, 'cu', 'film', 'Ar').atom_rate:.3e}"  # as 50 W of DC at 395 V
    '1.030e+18'

    References
    ----------
    .. [1] lieberman2005
    .. [2] rf-sputter-practice
    """
    fall = declared.voltage + declared.plasma_potential
    as_dc = declared.model_copy(update={"power": declared.ion_share * declared.power, "voltage": fall})
    state = dc_magnetron.emit(as_dc, name, step, gas)
    message = f"the ions are taken to bring {declared.ion_share:.0%} of the generator's power to the target"
    return replace(
        state,
        power=declared.power,
        power_parts={**state.power_parts, "plasma": (1.0 - declared.ion_share) * declared.power},
        notices=(*state.notices, Notice(code="W230", where=f"sources.{name}", message=message)),
        sources=(*state.sources, "rf-sputter-practice"),
    )


def _pulse(declared: PulsedMagnetron | Hipims, state: EmissionState) -> tuple[Detail, ...]:
    """Return what a pulse is like while it is on."""
    peak = declared.power / declared.duty
    return (
        Detail(name="on_time", label="On-time", value=declared.duty / declared.frequency, unit="s", why="duty / f"),
        Detail(name="peak_current", label="Peak current", value=peak / declared.voltage, unit="A", why="P / (duty V)"),
        Detail(name="peak_density", label="Peak power density", value=peak / groove_area(declared), unit="W/m2",
               why="P / duty over the groove's area"),
    )  # fmt: skip


def emit_pulsed(declared: PulsedMagnetron, name: str, step: str, gas: str) -> EmissionState:
    """Return what a pulsed DC magnetron emits: at equal on-voltage and mean power, as much as DC.

    I+ = P / (V (1 + gamma_se)) averaged over the period; while it is on, 1/duty times as much.

    Parameters
    ----------
    declared : PulsedMagnetron
        Mean power [W], voltage while on [V], duty [-], frequency [Hz].
    name, step, gas : str
        Name of the source, the process step, its main gas.

    Returns
    -------
    EmissionState
        Mean over the period; the pulse itself in the details.

    Examples
    --------
    >>> gun = PulsedMagnetron(kind="pulsed-dc", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="50 W", voltage="395 V", duty=0.8,
    ...     frequency="100 kHz", position={"height": "150 mm"})
    >>> f"{emit_pulsed(gun, 'cu', 'film', 'Ar').atom_rate:.3e}"
    '1.030e+18'

    References
    ----------
    .. [1] lieberman2005
    """
    state = dc_magnetron.emit(declared, name, step, gas)
    pulse = _pulse(declared, state)
    notices = state.notices
    if pulse[-1].value > STRONG_PULSE:
        message = f"{pulse[-1].value * 1e-7:.2g} kW/cm2 in the pulse ionises the metal: declare it as kind hipims"
        notices = (*notices, Notice(code="W231", where=f"sources.{name}", message=message))
    return replace(state, details=(*state.details, *pulse), notices=notices)


def emit_hipims(declared: Hipims, name: str, step: str, gas: str) -> EmissionState:
    """Return what a high-power impulse magnetron lets through: less than DC, part of it as ions.

    atoms = atoms_dc (1 - alpha beta), of which alpha (1 - beta) / (1 - alpha beta) are ions; they arrive steeply
    through the wafer's sheath and resputter Y(e U) film atoms each.

    Parameters
    ----------
    declared : Hipims
        Mean power [W], voltage while on [V], duty [-], frequency [Hz], alpha and beta [-], bias [V].
    name, step, gas : str
        Name of the source, the process step, its main gas.

    Returns
    -------
    EmissionState
        What leaves the ionisation region, mean over the period.

    Raises
    ------
    OutsideValidity
        E231 if nothing leaves, E250 for an alloy, E232 if the ions sputter away as much film as arrives.

    Examples
    --------
    >>> gun = Hipims(kind="hipims", target={"material": "Cu", "diameter": "50 mm", "thickness": "6 mm"},
    ...     racetrack=[{"radius": "15 mm", "width": "8 mm"}], power="50 W", voltage="600 V", duty="2 %",
    ...     frequency="500 Hz", ionisation=0.8, back_attraction=0.7, position={"height": "150 mm"})
    >>> state = emit_hipims(gun, "cu", "film", "Ar")
    >>> round(state.ion_fraction, 3), round(state.ion_cosine, 3)
    (0.545, 0.981)

    References
    ----------
    .. [1] christie2005
    .. [2] hajihoseini2019
    """
    where = f"sources.{name}"
    state = dc_magnetron.emit(declared, name, step, gas)
    if len(state.species) > 1:
        raise OutsideValidity(
            f"{where}: how much of each element of {state.material} is ionised is not known; take kind dc-magnetron",
            "E250",
        )
    rate, ions = pathways(declared.ionisation, declared.back_attraction)
    knocked = resputter(state.material, declared.bias)
    lost = ions * knocked
    if lost >= 1.0:
        raise OutsideValidity(f"{where}: at {declared.bias:.4g} V the ions sputter away {lost:.2g} of the film", "E232")
    carried = state.power_parts["sputtered atoms"]
    parts = dict(state.power_parts)
    parts["sputtered atoms"] = rate * carried
    parts["target cooling"] += (1.0 - rate) * carried
    said = [("W232", "ionised and returned fractions are as declared; what ions sputter from the target when they "
                     "fall back is not counted")]  # fmt: skip
    if lost > STRONG_RESPUTTER:
        said.append(("W233", f"the ions knock {lost:.0%} of the film off the flat wafer again"))
    details = (
        Detail(name="dc_ratio", label="Rate against DC", value=rate, unit="", why="1 - alpha beta"),
        Detail(name="resputter_yield", label="Resputter yield", value=knocked, unit="",
               why="film atoms per arriving metal ion at the bias, Yamamura-Tawara", error=0.5),
        Detail(name="resputtered", label="Resputtered part", value=lost, unit="", why="ionised fraction x yield"),
    )  # fmt: skip
    return replace(
        state,
        ring_flux=rate * state.ring_flux,
        atom_rate=rate * state.atom_rate,
        consumption=rate * state.consumption,  # what falls back fills the groove
        life=state.life / rate,
        ion_fraction=ions,
        ion_cosine=sheath_cosine(declared.sideways_energy, declared.bias),
        ions=bombardment(state.material, declared.bias * ELEMENTARY_CHARGE, declared.sideways_energy, ions)
        if ions > 0.0
        else None,
        power_parts=parts,
        details=(*state.details, *_pulse(declared, state), *details),
        notices=(*state.notices, *(Notice(code=code, where=where, message=text) for code, text in said)),
        sources=(*state.sources, "christie2005"),
    )
