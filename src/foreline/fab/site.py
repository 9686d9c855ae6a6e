"""What a site charges and emits."""

from __future__ import annotations

from dataclasses import dataclass

from foreline.data import properties
from foreline.data.sites import country
from foreline.tool.fab import Site


@dataclass(frozen=True, kw_only=True)
class Place:
    """Prices and climate of a site in SI; `defaults` names what came from the table, with status."""

    country: str
    electricity: float  # USD/J
    carbon: float  # kg/J
    cooling_water: float  # K
    defaults: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def place(site: Site) -> Place:
    """Return a site's prices: the tool file's, or else those of its country's row.

    Parameters
    ----------
    site : Site
        As declared [-].

    Returns
    -------
    Place
        Electricity price [USD/J], grid carbon [kg/J], cooling water [K].

    Raises
    ------
    InputError
        If a value is missing and the country has no row.

    Examples
    --------
    >>> taiwan = place(Site(country="Taiwan", electricity="0.10 USD/kWh"))
    >>> round(taiwan.electricity * 3.6e6, 12), round(taiwan.carbon * 3.6e6, 5), taiwan.sources
    (0.1, 0.63565, ('ember2025', 'foreline-assumed'))

    References
    ----------
    .. [1] ember2025
    """
    given = {
        "electricity_price": site.electricity,
        "carbon_intensity": site.carbon,
        "cooling_water_temperature": site.cooling_water,
    }
    missing = [key for key, value in given.items() if value is None]
    name = country(site.country) if missing else site.country
    row = properties("sites")[name] if missing else {}
    values = {key: float(row[key]) if value is None else value for key, value in given.items()}
    return Place(
        country=name,
        electricity=values["electricity_price"],
        carbon=values["carbon_intensity"],
        cooling_water=values["cooling_water_temperature"],
        defaults=tuple(f"{key.replace('_', ' ')} ({row[key].status})" for key in missing),
        sources=tuple(row[key].source for key in missing),
    )
