"""Heat of a liquid ring pump: the seal liquid takes it, and gives part of it to the gas as vapour."""

from __future__ import annotations

from foreline.units import STANDARD_PRESSURE
from foreline.vacuum.pumps.heat import Heat
from foreline.vacuum.pumps.seal_liquid import vapour_pressure

COLDEST = 60.0  # [K] below the entering seal liquid, where no balance ends
DRY = 0.999  # of the outlet pressure, that vapour may have at most: there the liquid boils off


def ring_heat(
    power: float, motor: float, seal: str, entering: float, stream: float, dry: float, vapour: float,
    vapour_capacity: float, vaporisation: float, carried: float, inlet: float, outlet: float = STANDARD_PRESSURE,
) -> Heat:  # fmt: skip
    """Return the balance of a ring whose liquid, gas and vapour leave at one temperature T.

    P - P_motor + C_d (T_in - T) + n_v h(T_in) - n_s(T) h(T) = W (T - T_s),   h(T) = L + cp_v (T - T_s)

    n_s = n_d p_v(T) / (p_out - p_v(T)) is the vapour of the seal with which the dry gas n_d leaves saturated. What
    vapour n_v comes in beyond it condenses and warms the ring, what lacks evaporates and cools it. The condensate's own
    warming beyond T_s is left out, about 0.2 % of its heat for each kelvin.

    Parameters
    ----------
    power : float
        Electrical power P [W].
    motor : float
        Of it, what motor and drive lose to the room [W].
    seal : str
        Row of the table `seal_liquids`.
    entering : float
        T_s of the seal liquid [K].
    stream : float
        W, its flow times its heat capacity [W/K].
    dry : float
        Flow of heat capacity C_d of what does not condense [W/K].
    vapour : float
        n_v of the seal's own vapour at the inlet [mol/s].
    vapour_capacity : float
        cp_v of that vapour [J/(mol K)].
    vaporisation : float
        L [J/mol]; zero for a seal whose vapour is not followed.
    carried : float
        n_d [mol/s].
    inlet : float
        T_in of the gas [K].
    outlet : float
        p_out [Pa].

    Returns
    -------
    Heat
        `to_water` is what the seal liquid takes, `to_gas` the enthalpy of gas and vapour.

    Examples
    --------
    >>> heat = ring_heat(5e3, 400.0, "water", 288.15, 1160.0, 7.3, 0.0, 33.5, 44.2e3, 0.25, 293.15)
    >>> round(heat.water_rise, 1), round(heat.to_gas)  # the gas leaves as warm as it came, but wet
    (3.8, 233)

    References
    ----------
    .. [1] ryans1986
    .. [2] wagner2002
    """
    from scipy.optimize import brentq

    def leaving(t: float) -> float:
        """Enthalpy that gas and vapour gain on their way to the temperature t [W]."""
        saturated = min(float(vapour_pressure(seal, t)), DRY * outlet) if vaporisation > 0.0 else 0.0
        away = carried * saturated / (outlet - saturated) * (vaporisation + vapour_capacity * (t - entering))
        return dry * (t - inlet) + away - vapour * (vaporisation + vapour_capacity * (inlet - entering))

    def missing(t: float) -> float:
        return stream * (t - entering) + leaving(t) - (power - motor)

    highest = max(entering, inlet) + (power - motor + vapour * (vaporisation + vapour_capacity * inlet)) / stream + 1.0
    hot = float(brentq(missing, entering - COLDEST, highest, xtol=1e-12, rtol=1e-14))
    to_gas = leaving(hot)
    return Heat(power - motor - to_gas, motor, to_gas, hot - entering, hot)
