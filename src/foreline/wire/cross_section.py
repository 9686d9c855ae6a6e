"""What carries current in the finished line: core and barriers, cut out of the trench after CMP to the field."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foreline.errors import OutsideValidity
from foreline.states import Array, FeatureState, LayerProfile
from foreline.wire.fill import Unplated, area_below_field, unplated

MOST_VOID = 0.9  # of the core


@dataclass(frozen=True, kw_only=True)
class BarrierFilm:
    """One barrier layer in the finished line: material and area [m2]."""

    material: str
    area: float


@dataclass(frozen=True, kw_only=True)
class CrossSection:
    """The finished line, SI units.

    `deposited` holds, for each layer of the metal, its step and the share of the core it fills; the rest is ideal fill.
    `void_area` is already off the core: what the metal's films pinched off, and `unplated` of the seed.
    """

    core_area: float
    core_width: float
    core_height: float
    barriers: tuple[BarrierFilm, ...]
    deposited: tuple[tuple[str, float], ...]
    void_area: float = 0.0
    seed: Unplated | None = None

    @property
    def barrier_area(self) -> float:
        """Area of all barrier layers [m2]."""
        return sum(film.area for film in self.barriers)


def open_area(surface: Array) -> float:
    """Return the area above a surface and below the field plane.

    A = - int min(z, 0) dx along the surface; where it overhangs, dx is negative and the same integral holds.

    Parameters
    ----------
    surface : ndarray, shape (point, 2)
        x and z [m] from the left field to the right field, z = 0 at the field.

    Returns
    -------
    float
        Area [m2].

    Examples
    --------
    >>> import numpy as np
    >>> trench = np.array([[-2.0, 0.0], [-1.0, 0.0], [-1.0, -3.0], [1.0, -3.0], [1.0, 0.0], [2.0, 0.0]])
    >>> open_area(trench), open_area(trench + [0.0, 1.0])
    (6.0, 4.0)

    References
    ----------
    .. [1] foreline-computed
    """
    z, dx = surface[:, 1], np.diff(surface[:, 0])
    below = np.minimum(z, 0.0)
    crossing = (z[:-1] < 0) != (z[1:] < 0)
    rise = np.abs(np.diff(z))
    # of a segment that crosses the field only the part below counts: mean depth = depth^2 / (2 rise)
    mean = np.where(crossing, (below[:-1] + below[1:]) ** 2 / -np.where(crossing, 2 * rise, 1.0), 0.0)
    mean = np.where(crossing, mean, (below[:-1] + below[1:]) / 2)
    return float(-np.sum(mean * dx))


def bottom_depth(surface: Array) -> float:
    """Return how far below the field the surface lies in the middle of the trench.

    Parameters
    ----------
    surface : ndarray, shape (point, 2)
        x and z [m].

    Returns
    -------
    float
        Depth, negative above the field [m].

    Examples
    --------
    >>> import numpy as np
    >>> bottom_depth(np.array([[-2.0, 0.0], [-1.0, 0.0], [-1.0, -3.0], [1.0, -3.0], [1.0, 0.0], [2.0, 0.0]]))
    3.0

    References
    ----------
    .. [1] foreline-computed
    """
    middle = (surface[0, 0] + surface[-1, 0]) / 2
    return float(-np.min(_crossings(surface[:, ::-1], middle)))


def clear_width(surface: Array) -> float:
    """Return the smallest clear width in the upper half of the trench, where a growing film closes its mouth first.

    Parameters
    ----------
    surface : ndarray, shape (point, 2)
        x and z [m].

    Returns
    -------
    float
        Width [m]; 0 or less if the mouth is closed.

    Examples
    --------
    >>> import numpy as np
    >>> clear_width(np.array([[-2.0, 0.0], [-0.5, 0.0], [-1.0, -3.0], [1.0, -3.0], [0.5, 0.0], [2.0, 0.0]])) > 1
    True

    References
    ----------
    .. [1] foreline-computed
    """
    depth = bottom_depth(surface)
    if depth <= 0:
        return 0.0
    middle = (surface[0, 0] + surface[-1, 0]) / 2
    narrowest = np.inf
    corners = surface[:, 1][(surface[:, 1] < 0) & (surface[:, 1] > -depth / 2)]
    for level in np.concatenate([np.linspace(-1e-6, -0.5, 64) * depth, corners]):
        x = _crossings(surface, level) - middle
        if not (np.any(x < 0) and np.any(x > 0)):
            return 0.0
        narrowest = min(narrowest, float(np.min(x[x > 0]) - np.max(x[x < 0])))
    return float(narrowest)


def cross_section(feature: FeatureState, metal: str, continuous_seed: float = 0.0) -> CrossSection:
    """Return the finished line: layers before the first of the metal are barrier, metal and ideal fill are core.

    Core area = polygon inside the last barrier below z = 0, less voids; height from its bottom centre to 0; width =
    area/height. Voids are those the metal's films closed, below z = 0, and what is not plated on too thin a seed.

    Parameters
    ----------
    feature : FeatureState
        The trench after all layers.
    metal : str
        The metal of the line.
    continuous_seed : float
        Thinnest film of the metal that the fill starts from, 0 if any will do [m].

    Returns
    -------
    CrossSection
        Areas [m2] and lengths [m].

    Raises
    ------
    OutsideValidity
        E501 if the barrier leaves no core, E502 if a layer of another material lies on the metal, E541 if voids leave
        none.

    Examples
    --------
    >>> import numpy as np
    >>> trench = np.array([[-2.0, 0.0], [-1.0, 0.0], [-1.0, -3.0], [1.0, -3.0], [1.0, 0.0], [2.0, 0.0]])
    >>> cross_section(FeatureState(outline=trench, layers=(), opening=2.0), "Cu").core_area
    6.0

    References
    ----------
    .. [1] foreline-computed
    """
    barrier_layers, metal_layers = _split(feature.layers, metal)
    areas = [open_area(feature.outline)]
    films = []
    for layer in barrier_layers:
        areas.append(open_area(layer.surface))
        films.append(BarrierFilm(material=layer.material, area=areas[-2] - areas[-1]))
    wall = barrier_layers[-1].surface if barrier_layers else feature.outline
    core_area, core_height = areas[-1], bottom_depth(wall)
    pinched = feature.closed and not metal_layers
    if core_area <= 0 or core_height <= 0 or pinched or clear_width(wall) <= 0:
        last = barrier_layers[-1].step if barrier_layers else "the etched outline"
        raise OutsideValidity(f"after {last!r} the trench is closed: there is no room for {metal}", "E501")
    deposited, left = [], core_area
    for layer in metal_layers:
        room = max(open_area(layer.surface), 0.0)
        deposited.append((layer.step, max(left - room, 0.0) / core_area))
        left = min(left, room)
    steps = {layer.step for layer in metal_layers}
    voids = sum(area_below_field(void.outline) for void in feature.voids if void.step in steps)
    seed = None
    if metal_layers and not feature.closed:
        film = metal_layers[-1].surface
        seed = unplated(wall, film, continuous_seed, clear_width(film))
    voids += seed.area if seed else 0.0
    if voids >= MOST_VOID * core_area:
        raise OutsideValidity(f"voids take {voids / core_area:.0%} of the core: this is no line", "E541")
    solid = core_area - voids
    return CrossSection(
        core_area=solid,
        core_width=solid / core_height,
        core_height=core_height,
        barriers=tuple(films),
        deposited=tuple((step, share * core_area / solid) for step, share in deposited),
        void_area=voids,
        seed=seed,
    )


def _split(layers: tuple[LayerProfile, ...], metal: str) -> tuple[list[LayerProfile], list[LayerProfile]]:
    """Return the layers before the metal and the layers of the metal."""
    first = next((i for i, layer in enumerate(layers) if layer.material == metal), len(layers))
    strange = next((layer for layer in layers[first:] if layer.material != metal), None)
    if strange is not None:
        raise OutsideValidity(
            f"{strange.step!r} lays {strange.material} on {metal}: a core of two metals is not modelled", "E502"
        )
    return list(layers[:first]), list(layers[first:])


def _crossings(points: Array, level: float) -> Array:
    """Return the first coordinate wherever the second crosses a level; touching points count."""
    u, v = points[:, 0], points[:, 1] - level
    exact = u[v == 0]
    cross = v[:-1] * v[1:] < 0
    share = v[:-1][cross] / (v[:-1][cross] - v[1:][cross])
    return np.concatenate([exact, u[:-1][cross] + share * np.diff(u)[cross]])
