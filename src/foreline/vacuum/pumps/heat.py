"""Where a pump's electrical power goes: cooling water, room air, and the gas it moves.

    P + sum n_g h_g(T_in) + n_purge h(T_room) = Q_water + Q_air + sum n_g h_g(T_out) + n_purge h(T_out)

The first law of an open system in steady state. For an ideal gas h = cp T holds the work of expelling it (h = u + p v),
so there is no term of its own for pushing gas out against the exhaust. Purge that streams back to the inlet is counted
as leaving with the rest. Most pumps are a casing that has one temperature with its gas (`Casing`): a last stage leaves
hotter gas behind it, which silencer and exhaust line level out; a thermostat in the water is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from foreline.data import properties
from foreline.data.sites import country
from foreline.states import Array
from foreline.tool.fab import Site
from foreline.units import GAS_CONSTANT

if TYPE_CHECKING:
    from foreline.vacuum.pumps.contract import Inlet

LEAST_SHARE = 0.1  # of the power that a casing gives away itself, however much purge gas there is
LEAST = 1.0  # [W], a casing gives away at least; a pump may be declared to draw nothing
MOST_WARMED = 0.95  # of the way to the casing's temperature that water is taken to come at most


@dataclass(frozen=True)
class Heat:
    """Where the power of one pump goes at one operating point; the three powers sum to the electrical one."""

    to_water: float  # [W]
    to_air: float  # [W]
    to_gas: float  # [W], enthalpy the gas gains; negative where it leaves its own heat behind
    water_rise: float  # [K], of the cooling water or seal liquid; nan without
    outlet_temperature: float  # [K], of what leaves; nan of a pump that keeps its gas


@dataclass(frozen=True)
class Casing:
    """Casing and gas at one temperature, which loses heat to water through an exchanger, and to the room."""

    heat_capacity: Array  # [gas], cp [J/(mol K)]
    purge_capacity: float  # cp of nitrogen [J/(mol K)]
    inlet: float  # [K]
    room: float  # [K], of air and purge gas
    coolant: float  # [K], as the water enters
    stream: float  # [W/K], water flow times its heat capacity
    exchanger: float  # [W/K], between casing and water
    surface: float  # [W/K], between casing and room

    def heat(self, power: float, flow: Array, purge: float) -> Heat:
        """Return the balance at an electrical power [W], a gas flow [mol/s], [gas], and a purge [mol/s]."""
        gas = float(np.maximum(flow, 0.0) @ self.heat_capacity)
        seals = purge * self.purge_capacity
        water = self.stream * -math.expm1(-self.exchanger / self.stream) if self.stream > 0.0 else 0.0
        hot = (
            power + gas * self.inlet + (seals + self.surface) * self.room + water * self.coolant
        ) / (gas + seals + self.surface + water)  # fmt: skip
        to_water = water * (hot - self.coolant)
        rise = to_water / self.stream if self.stream > 0.0 else math.nan
        to_gas = gas * (hot - self.inlet) + seals * (hot - self.room)
        return Heat(to_water, self.surface * (hot - self.room), to_gas, rise, hot)


def cooling_water(site: Site) -> float:
    """Return the temperature of a site's cooling water, its own or that of its country's row.

    Parameters
    ----------
    site : Site
        As declared.

    Returns
    -------
    float
        Temperature [K].

    Raises
    ------
    InputError
        If it is not given and the country has no row.

    Examples
    --------
    >>> [round(cooling_water(Site(country=name)) - 273.15) for name in ("Canada", "Germany")]
    [16, 18]

    References
    ----------
    .. [1] foreline-assumed
    """
    if site.cooling_water is not None:
        return site.cooling_water
    return float(properties("sites")[country(site.country)]["cooling_water_temperature"])


def too_hot(outlet_temperature: float) -> bool:
    """Return whether a discharge is hotter than a casing with constant heat exchange can say, T > 250 degC.

    Parameters
    ----------
    outlet_temperature : float
        T [K]; nan is not.

    Returns
    -------
    bool
        Beyond the model.

    Examples
    --------
    >>> too_hot(400.0), too_hot(600.0)
    (False, True)

    References
    ----------
    .. [1] foreline-assumed
    """
    return outlet_temperature > float(properties("pump_heat")["casing"]["highest"])


def molar_heat(names: tuple[str, ...]) -> Array:
    """Return the heat capacity at constant pressure of ideal gases, cp = R kappa / (kappa - 1).

    Parameters
    ----------
    names : tuple of str
        Gases of the table.

    Returns
    -------
    array
        cp [J/(mol K)], shape [gas]; at 25 degC, taken as constant: 2 % low for N2 at 400 degC.

    Examples
    --------
    >>> molar_heat(("N2", "Ar")).round(1).tolist()
    [29.1, 20.8]

    References
    ----------
    .. [1] crc
    """
    table = properties("gases")
    kappa = np.array([float(table[name]["heat_capacity_ratio"]) for name in names])
    return np.asarray(GAS_CONSTANT * kappa / (kappa - 1))


def water_stream(flow: float) -> float:
    """Return what a flow of cooling water takes up for each kelvin, rho c V.

    Parameters
    ----------
    flow : float
        V [m3/s].

    Returns
    -------
    float
        Heat a kelvin [W/K].

    Examples
    --------
    >>> round(water_stream(1e-3 / 60), 1)  # one litre a minute
    69.6

    References
    ----------
    .. [1] crc
    """
    row = properties("pump_heat")["cooling water"]
    return float(row["density"]) * float(row["heat_capacity"]) * flow


def casing(
    kind: str, inlet: Inlet, power: float, purge: float, water: float, rated_water: float | None = None
) -> Casing:
    """Return the casing of a pump that has its kind's body temperature at a known power, gas flow none.

    What is left of the power after the purge gas, at a body temperature T_b and water and room at 20 degC, goes to
    water in its kind's share w and to the room, so w Q = W (1 - exp(-U/W)) (T_b - 20 degC) gives the exchanger U and
    (1 - w) Q = G (T_b - 20 degC) the surface G. W = rho c V belongs to the water flow for which the body temperature
    holds; less of it warms more, by no more than to the casing's temperature.

    Parameters
    ----------
    kind : str
        Row of the table `pump_heat`.
    inlet : Inlet
        Where it is mounted: gases, their temperature, the temperature of cooling water [K].
    power : float
        Electrical power at which the body temperature holds [W].
    purge : float
        Purge nitrogen then [mol/s].
    water : float
        Cooling water [m3/s]; none means that all heat goes to the room.
    rated_water : float, optional
        Flow for which the body temperature holds [m3/s]; default: that flow.

    Returns
    -------
    Casing
        The casing.

    Examples
    --------
    >>> from foreline.vacuum.pumps.contract import Inlet
    >>> from foreline.vacuum.gas import gas_set
    >>> inlet, flow = Inlet("dry", gas_set(("N2",)), 293.15), 2e-3 / 60
    >>> body = casing("multi-stage-roots", inlet, 2100.0, 0.0327, flow)
    >>> heat = body.heat(2100.0, np.zeros(1), 0.0327)
    >>> round(heat.outlet_temperature - 273.15, 6), round(heat.water_rise, 1)
    (110.0, 13.0)

    References
    ----------
    .. [1] edwards-ixh
    .. [2] foreline-assumed
    """
    table = properties("pump_heat")
    room, row = float(table["room"]["temperature"]), table[kind]
    reference = float(table["cooling water"]["temperature"])
    difference = float(row["body_temperature"]) - reference
    nitrogen = float(molar_heat(("N2",))[0])
    lost = max(power - purge * nitrogen * difference, LEAST_SHARE * power, LEAST)
    share = float(row["water_share"]) if water > 0.0 else 0.0
    rated = water_stream(rated_water or water)
    warmed = share * lost / (rated * difference) if rated > 0.0 else 0.0
    exchanger = -rated * math.log1p(-min(warmed, MOST_WARMED))
    coolant = inlet.cooling_water if inlet.cooling_water is not None else reference
    return Casing(
        molar_heat(inlet.gases.names), nitrogen, inlet.temperature, room, coolant, water_stream(water), exchanger,
        (1.0 - share) * lost / difference,
    )  # fmt: skip


def warmed_gas(power: float, gas: float, inlet: float, side: float, room: float, body: float) -> Heat:
    """Return the balance of an air-cooled pump whose gas leaves at its body's temperature.

    T_out = min(T_body, (P + C T_in + C_s T_room) / (C + C_s)): more than the power that goes in no gas can carry away.

    Parameters
    ----------
    power : float
        Electrical power P [W].
    gas : float
        Flow of heat capacity C of the pumped gas [W/K].
    inlet : float
        Its temperature T_in [K].
    side : float
        The same of ballast air C_s [W/K].
    room : float
        Its temperature [K].
    body : float
        Temperature of the running pump [K].

    Returns
    -------
    Heat
        All but the gas's share to the room.

    Examples
    --------
    >>> heat = warmed_gas(800.0, 10.0, 293.15, 0.0, 293.15, 348.15)
    >>> round(heat.to_gas), round(heat.to_air), round(heat.outlet_temperature, 2)
    (550, 250, 348.15)

    References
    ----------
    .. [1] foreline-computed
    """
    most = (power + gas * inlet + side * room) / (gas + side) if gas + side > 0.0 else math.inf
    hot = min(body, most)
    to_gas = gas * (hot - inlet) + side * (hot - room)
    return Heat(0.0, power - to_gas, to_gas, math.nan, hot)


def circulated_gas(power: float, work: float, gas: float, inlet: float, discharge: float, water: float) -> Heat:
    """Return the balance of a Roots pump whose circulated gas is cooled: Q_cooler = S (p2 - p1) - C (T2 - T1).

    Without leaks this is n_c cp (T2 - T_c) of the circulated gas n_c. Friction and the motor's losses go to the room.
    Where T2 is below T_c the cooler takes nothing.

    Parameters
    ----------
    power : float
        Electrical power [W].
    work : float
        Work done on the gas, S (p2 - p1) [W].
    gas : float
        Flow of heat capacity C of the pumped gas [W/K].
    inlet : float
        T1 [K].
    discharge : float
        T2 [K].
    water : float
        Cooling water [m3/s].

    Returns
    -------
    Heat
        The balance.

    Examples
    --------
    >>> heat = circulated_gas(33e3, 27e3, 50.0, 293.15, 393.15, 8e-4)
    >>> heat.to_water, heat.to_air, heat.to_gas, round(heat.water_rise, 1)
    (22000.0, 6000.0, 5000.0, 6.6)

    References
    ----------
    .. [1] foreline-computed
    """
    to_gas = gas * (discharge - inlet)
    to_water = max(work - to_gas, 0.0)
    rise = to_water / water_stream(water) if water > 0.0 else math.nan
    return Heat(to_water, power - to_water - to_gas, to_gas, rise, discharge)


def captured_gas(power: float, left: float, water: float, share: float) -> Heat:
    """Return the balance of a pump that keeps its gas: what the gas leaves behind is pumped out as heat too.

    Parameters
    ----------
    power : float
        Electrical power [W].
    left : float
        Heat the gas gives up as it is cooled and caught, sum n (cp (T_in - T_cold) + L) [W].
    water : float
        Cooling water [m3/s].
    share : float
        Of all heat to that water, if there is some [1].

    Returns
    -------
    Heat
        The balance; nothing leaves, so there is no outlet temperature.

    Examples
    --------
    >>> heat = captured_gas(2000.0, 4.0, 2.5e-5, 0.95)
    >>> round(heat.to_water), round(heat.to_air), heat.to_gas, round(heat.water_rise, 1)
    (1904, 100, -4.0, 18.2)

    References
    ----------
    .. [1] foreline-assumed
    """
    to_water = share * (power + left) if water > 0.0 else 0.0
    rise = to_water / water_stream(water) if water > 0.0 else math.nan
    return Heat(to_water, power + left - to_water, -left, rise, math.nan)


def capture_heat(names: tuple[str, ...], temperature: float) -> Array:
    """Return what a mole of gas gives up on the cold surfaces of a cryopump, cp (T - T_cold) + L.

    Parameters
    ----------
    names : tuple of str
        Gases of the table.
    temperature : float
        Of the gas [K].

    Returns
    -------
    array
        Heat [J/mol], shape [gas].

    Examples
    --------
    >>> (capture_heat(("Ar", "H2O"), 293.15) / 1e3).round(1).tolist()
    [13.4, 60.4]

    References
    ----------
    .. [1] crc
    """
    row, cold = properties("pump_heat")["captured"], float(properties("pump_heat")["cryo"]["cold_temperature"])
    held = np.array([float(row.get(f"heat_{name.lower()}", row["heat_other"])) for name in names])
    return np.asarray(molar_heat(names) * (temperature - cold) + held)
