"""Published and independently computed numbers of the wire room's materials, and how far the models are from them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from foreline.errors import DataError
from foreline.wire.breakdown import Law, Space, breakdown_time, table_insulation
from foreline.wire.electromigration import black_life, highest_density, life_at, stress_test
from foreline.wire.film_grains import film_with_grains
from foreline.wire.materials import conductor
from foreline.wire.resistivity import core_resistivity
from foreline.wire.size_effect import film_factor, grain_factor

# Computed independently before this code by quadrature of the chord-length form; size over mean free path -> rho/rho0.
FILM = {0.01: 26.48358, 0.05: 7.727662, 0.1: 4.781656, 0.2: 3.095856, 0.5: 1.916145, 1: 1.462295, 2: 1.22084,
        5: 1.081021, 10: 1.038961, 20: 1.019108}  # fmt: skip
SQUARE_WIRE = {0.1: 10.425891, 0.2: 5.773921, 0.5: 2.91306, 1: 1.932775, 2: 1.441562, 5: 1.162453, 10: 1.078113,
               20: 1.038274}  # fmt: skip
TALL_WIRE = {0.1: 7.954226, 0.2: 4.52829, 0.5: 2.411714, 1: 1.685927, 2: 1.324461, 5: 1.120279, 10: 1.058175}
GRAINS = {0.01: 1.014934, 0.1: 1.14573, 0.5: 1.700621, 1: 2.377791, 2: 3.71972, 5: 7.727008, 10: 14.396653}
COUPLED = {(0.25, 0.5): 3.4516, (0.25, 2): 5.4344, (0.5, 1): 3.23148, (1, 0.5): 2.1207, (1, 2): 4.0933, (4, 1): 2.4671}
# Steinhoegl 2002 (PRB 66 075414): Cu wires 230 nm high, Ta liner inside; width [nm] -> resistivity [uOhm cm].
STEINHOEGL = {43.2: 4.613, 63.2: 3.723, 87.3: 3.5, 107.0: 3.171, 138.5: 2.842, 178.1: 2.76, 259.7: 2.639, 490.1: 2.339,
              736.6: 2.358}  # fmt: skip
RUTHENIUM = {33.0: 35.0, 58.0: 27.0, 175.0: 20.0}  # IITC 2017: area [nm2] -> resistivity [uOhm cm]
# Yarimbiyik 2009, evaporated Cu: thickness [nm] -> resistivity [uOhm cm]; thickness -> grain size [nm].
FILMS_2009 = {9.2: 12.8, 21.1: 7.71, 34.0: 5.48, 42.2: 4.80, 50.7: 4.48, 70.1: 3.88, 111.0: 3.29, 166.1: 2.98}
GRAINS_2009 = {10.0: 5.0, 24.7: 10.0, 40.4: 13.0, 69.0: 22.0, 96.6: 30.0, 149.9: 40.0}
BLACK = {"Cu": 1.449e6, "Al": 4.855e5}  # A/cm2: 0.13 % failed after 10 years at 105 degC, McPherson's problems


def worst(found: Callable[[float], float], known: Mapping[float, float]) -> float:
    """Return the largest relative error of a function to a table.

    max |f(x)/y - 1|.

    Parameters
    ----------
    found : callable
        f [1].
    known : mapping
        x -> y [1].

    Returns
    -------
    float
        Error [1].

    Examples
    --------
    >>> worst(lambda x: 2.02 * x, {1.0: 2.0})
    0.010000000000000009

    References
    ----------
    .. [1] foreline-computed
    """
    return max(abs(found(x) / y - 1) for x, y in known.items())


def steinhoegl_rms() -> float:
    """Return the rms difference to measured Cu wires of 2002, one reflection coefficient for all.

    rho0 1.90 uOhm cm with the liner inside, lambda 40 nm, p = 0, R = 0.425, grains as long as the smaller side.

    Returns
    -------
    float
        Difference [uOhm cm].

    Examples
    --------
    >>> round(steinhoegl_rms(), 2)
    0.1

    References
    ----------
    .. [1] steinhoegl2002
    """
    off = []
    for width, measured in STEINHOEGL.items():
        side = min(width, 230.0) * 1e-9
        rho = core_resistivity(
            1.9e-8, 7.6e-16, width * 1e-9, 230e-9, grain_size=side, specularity=0.0, reflection=0.425
        )
        off.append(rho[0] * 1e8 - measured)
    return math.sqrt(float(np.mean(np.square(off))))


def ruthenium(area: float) -> float:
    """Return the resistivity of a square Ru wire by the table's one R and p, grains as long as its side.

    rho = rho0 (FS + MS - 1).

    Parameters
    ----------
    area : float
        Of the section [nm2].

    Returns
    -------
    float
        rho [uOhm cm].

    Examples
    --------
    >>> round(ruthenium(33), 1)
    34.5

    References
    ----------
    .. [1] ruwires2017
    """
    side, metal = math.sqrt(area) * 1e-9, conductor("Ru")
    rho = core_resistivity(
        metal.resistivity, metal.resistivity * metal.mean_free_path, side, side,
        grain_size=side, specularity=metal.specularity.value, reflection=metal.reflection.value,
    )  # fmt: skip
    return rho[0] * 1e8


def films_of_2009(coupled: bool = True) -> float:
    """Return the mean error to eight Cu films with measured grains; nothing is fitted.

    rho = 1.736 uOhm cm times `film_with_grains`, or FS + MS - 1, lambda 38 nm, p = 0, R = 0.32.

    Parameters
    ----------
    coupled : bool
        Whether surfaces and grains see each other; else the additive rule of the wires.

    Returns
    -------
    float
        Mean of |error| [1].

    Examples
    --------
    >>> films_of_2009() < 0.06
    True

    References
    ----------
    .. [1] yarimbiyik2009
    """
    at, sizes = np.array(list(GRAINS_2009)), np.array(list(GRAINS_2009.values()))
    off = []
    for thickness, measured in FILMS_2009.items():
        k = int(np.clip(np.searchsorted(at, thickness) - 1, 0, len(at) - 2))  # the end pieces go on straight
        grain = float(sizes[k] + (sizes[k + 1] - sizes[k]) / (at[k + 1] - at[k]) * (thickness - at[k]))
        if coupled:
            factor = film_with_grains(thickness, 38.0, grain_size=grain, specularity=0.0, reflection=0.32)
        else:
            factor = film_factor(thickness, 38.0, 0.0) + grain_factor(grain, 38.0, 0.32) - 1
        off.append(abs(1.736 * factor / measured - 1))
    return float(np.mean(off))


def black_density(metal: str) -> float:
    """Return the highest current density for 0.13 % failed (z = -3) after 10 years at 105 degC.

    j = j_0 (t/t_needed)^(1/n), t by Black's law and the lognormal quantile.

    Parameters
    ----------
    metal : str
        'Cu' or 'Al'.

    Returns
    -------
    float
        j [A/cm2].

    Examples
    --------
    >>> abs(black_density("Cu") / 1.449e6 - 1) < 0.01
    True

    References
    ----------
    .. [1] mcpherson-cu
    .. [2] mcpherson-alcu
    """
    test = stress_test(metal)
    if test is None:
        raise DataError(f"no stress test of {metal} in the table")
    life = life_at(black_life(test, 1e10, 378.15), test.sigma, 0.0013498980316)
    return highest_density(1e10, life, 10 * 31557600.0, test.exponent) * 1e-4


def roughness_cost(law: Law, voltage: float) -> float:
    """Return what roughness costs of the life of the dielectric between lines of 16 nm half pitch.

    Life at 0.1 % of even over rough spaces, deviations 0.6 nm of the space and 1 nm of each edge, 0.2 mm long.

    Parameters
    ----------
    law : callable
        Of `foreline.wire.breakdown`.
    voltage : float
        Between the lines [V].

    Returns
    -------
    float
        Ratio [1].

    Examples
    --------
    >>> from foreline.wire.breakdown import root
    >>> roughness_cost(root, 0.7) < 3
    True

    References
    ----------
    .. [1] kocaay
    """
    test, even = table_insulation(), Space(mean=16e-9, deviation=0.0, roughness=0.0, correlation=25e-9, facing=2e-4)
    rough = replace(even, deviation=0.6e-9, roughness=1e-9)
    lives = [breakdown_time(1e-3, voltage, space, test, law) for space in (even, rough)]
    return lives[0] / lives[1]
