"""Mean free path, Knudsen number and flow regime of ducts and chambers at an operating point."""

from __future__ import annotations

import math

import numpy as np

from foreline.states import Array, FlowRegime
from foreline.tool import Tool
from foreline.tool.elements import Annulus, Cone, Rectangle, Slot, Transmission
from foreline.tool.vacuum import Duct, Element, Valve
from foreline.units import GAS_CONSTANT
from foreline.vacuum.conductance import valve_radius
from foreline.vacuum.gas import GasSet, mixture_viscosity, viscosity
from foreline.vacuum.network import Network, Wiring, edge_flows

MOLECULAR = 0.5  # Knudsen number above which molecules meet walls only
VISCOUS = 0.01  # below which they meet each other only
SMALLEST_DROP = 1e-3  # of the pressure, over which a conductance is taken where the ends are closer than that


def mean_free_path(pressure: Array, gases: GasSet, temperature: float | Array) -> Array:
    """Return the mean free path of a mixture from its viscosity, lambda = mu / p sqrt(pi R T / (2 M)).

    Parameters
    ----------
    pressure : array
        Partial pressures [Pa], shape [..., gas].
    gases : GasSet
        The gases.
    temperature : float or array
        Temperature [K], shape [...].

    Returns
    -------
    array
        Mean free path [m], shape [...]; infinite without gas. M is the mean molar mass of the mixture.

    Examples
    --------
    >>> from foreline.vacuum.gas import gas_set
    >>> round(float(mean_free_path(np.array([1.0]), gas_set(("N2",)), 293.15)) * 1e3, 2)  # mm in 1 Pa of N2
    6.46

    References
    ----------
    .. [1] bird1994
    .. [2] jennings1988
    """
    partial = np.maximum(pressure, 0.0)
    total = partial.sum(-1)
    known = np.maximum(total, 1e-290)
    fraction = np.where((total > 0)[..., None], partial / known[..., None], 1 / len(gases))
    mu = mixture_viscosity(fraction, viscosity(gases, temperature), gases.molar_mass)
    mass = (fraction * gases.molar_mass).sum(-1)
    path = mu * np.sqrt(math.pi * GAS_CONSTANT * np.asarray(temperature) / (2 * mass)) / known
    return np.where(total > 0, path, math.inf)


def regime_of(knudsen: float) -> str:
    """Return the flow regime: molecular above Kn = 0.5, viscous below 0.01, transitional between.

    Parameters
    ----------
    knudsen : float
        Mean free path over size [1].

    Returns
    -------
    str
        'molecular', 'transitional' or 'viscous'.

    Examples
    --------
    >>> [regime_of(kn) for kn in (10.0, 0.1, 1e-3)]
    ['molecular', 'transitional', 'viscous']

    References
    ----------
    .. [1] jousten2016
    """
    return "molecular" if knudsen > MOLECULAR else "viscous" if knudsen < VISCOUS else "transitional"


def bore(duct: Duct) -> float:
    """Return the narrowest width of a duct, min over its elements; valves and transmissions count as round holes.

    Parameters
    ----------
    duct : Duct
        The declared duct.

    Returns
    -------
    float
        Width [m].

    Examples
    --------
    >>> path = [{"kind": "tube", "diameter": "63 mm", "length": "2 m"}, {"kind": "orifice", "diameter": "20 mm"}]
    >>> round(bore(Duct.model_validate({"from": "a", "to": "b", "path": path})), 3)
    0.02

    References
    ----------
    .. [1] jousten2016
    """
    return min(_width(element) for element in duct.path)


def _width(element: Element) -> float:
    """Return the smallest distance between walls across the flow through one element [m]."""
    if isinstance(element, Valve):
        return 2 * valve_radius(element.conductance)
    if isinstance(element, Annulus):
        return (element.diameter - element.core) / 2
    if isinstance(element, Cone):
        return min(element.diameter_start, element.diameter_end)
    if isinstance(element, Transmission):
        return 2 * math.sqrt(min(element.area, element.area_end or element.area) / math.pi)
    if isinstance(element, Slot | Rectangle):
        return min(element.width, element.height)
    return element.diameter


def flow_regimes(tool: Tool, wiring: Wiring, pressure: Array) -> tuple[FlowRegime, ...]:
    """Return Knudsen number and regime of every open duct and every chamber, Kn = lambda / size.

    The size of a duct is its narrowest width, that of a chamber the cube root of its volume; lambda of a duct is taken
    at the mean of the pressures at its ends. A duct's conductance is what it would carry of N2 between the total
    pressures at its ends, C = Q / (p1 - p2), its throttle included.

    Parameters
    ----------
    tool : Tool
        The declared tool.
    wiring : Wiring
        The edges open at this point.
    pressure : array
        Partial pressures [Pa], shape [chamber, gas].

    Returns
    -------
    tuple of FlowRegime
        Open ducts, then chambers.

    Examples
    --------
    >>> from foreline.data import text
    >>> from foreline.tool.read import loads
    >>> from foreline.vacuum.network import build_network, wire
    >>> tool = loads(text("template.yaml")).tool
    >>> open_ = wire(build_network(tool), "high-vacuum")
    >>> [(one.name, one.regime) for one in flow_regimes(tool, open_, np.full((5, 6), 1e-6))][:2]
    [('gate-valve', 'molecular'), ('lock-pipe', 'molecular')]

    References
    ----------
    .. [1] jousten2016
    .. [2] bird1994
    """
    network = wiring.network
    found = []
    live = [i for i, phases in enumerate(network.open) if phases in ("always", "high-vacuum")]
    conductance = _conductances(wiring, pressure)
    for edge, duct in enumerate(live):
        name, ends = network.ducts[duct], network.duct_ends[duct]
        p, t = pressure[ends].mean(0), float(network.temperature[ends].mean())
        path = float(mean_free_path(p, network.gases, t))
        found.append(_regime(name, bore(tool.ducts[name]), path, float(conductance[edge])))
    paths = mean_free_path(pressure, network.gases, network.temperature)
    for row, name in enumerate(network.chambers):
        found.append(_regime(name, float(network.volume[row]) ** (1 / 3), float(paths[row]), math.nan))
    return tuple(found)


def _regime(name: str, size: float, path: float, conductance: float) -> FlowRegime:
    """Return the state of one duct or chamber."""
    kn = path / size
    return FlowRegime(
        name=name, size=size, mean_free_path=path, knudsen=kn, conductance=conductance, regime=regime_of(kn)
    )


def _conductances(wiring: Wiring, pressure: Array) -> Array:
    """Return the conductance for N2 of each open duct [m3/s], pumps not asked for."""
    network: Network = wiring.network
    ducts = len(wiring.opening)
    total = np.maximum(np.concatenate([pressure.sum(-1), [network.air.sum()]]), 1e-12)
    near, far = total[wiring.start], total[wiring.end]
    mean = (near + far) / 2
    close = np.abs(near - far) < SMALLEST_DROP * mean
    near = np.where(close, mean * (1 + SMALLEST_DROP / 2), near)
    far = np.where(close, mean * (1 - SMALLEST_DROP / 2), far)
    nitrogen = np.array([1.0 if gas == "N2" else 0.0 for gas in network.gases.names])
    flow = edge_flows(wiring, near[:, None] * nitrogen, far[:, None] * nitrogen)[:ducts].sum(-1)
    upstream = np.where(near > far, wiring.start, wiring.end)[:ducts]
    temperature = np.append(network.temperature, 293.15)[upstream]
    return np.asarray(flow * GAS_CONSTANT * temperature / (near - far)[:ducts])
