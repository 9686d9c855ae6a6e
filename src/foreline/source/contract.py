"""What a source is: a declaration goes in, an `EmissionState` comes out, and the atoms and the power add up.

A technique is one function of the form `Emit`. A plugin registers `foreline.tool.plugins.Kind(declared, build)` under
the entry point `foreline.sources`: `declared` is a `SourceBase` with its own `kind`, `build` its `Emit` function. What
such a function must keep is tested by `foreline.testing.sources.check_source`:

- all numbers are finite and not negative (consumption, life and heat load may be nan); a source that emits nothing
  raises instead of returning zeros,
- the sum of `ring_flux` x `ring_area` is `atom_rate` to 1e-12,
- the fractions of `species` add up to 1 to 1e-12,
- the sum of `power_parts` is `power` to 1e-9,
- `details` and `curves`, which hold what only one technique has, are in SI and have names of their own,
- more power never emits fewer atoms.

A technique that grows film from gas instead is one function of the form `Grow`: a `SurfaceSource` and the step's
`Surroundings` go in, a `GrowthState` comes out, tested by `foreline.testing.sources.check_growth`:

- all numbers are finite and not negative, growth is positive somewhere, 0 < sticking <= 1,
- precursor used and unused add up to what is fed to 1e-12, and no more film grows on the wafer than is used,
- the sum of `power_parts` is `power` to 1e-9.
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np

from foreline.source.surroundings import Surroundings
from foreline.states import Array, EmissionState, GrowthState

_PANEL = 16  # rings between two panel edges


class Emit(Protocol):
    """One technique: (declared source, its name in the tool file, the step's name, the step's main gas) -> emission."""

    def __call__(self, declared: Any, name: str, step: str, gas: str, /) -> EmissionState:
        """Return what the source emits in this step."""
        ...


class EmitInGas(Protocol):
    """One technique whose emission depends on the gas around it: as `Emit`, and the step's surroundings."""

    def __call__(self, declared: Any, name: str, step: str, gas: str, around: Surroundings, /) -> EmissionState:
        """Return what the source emits in this step."""
        ...


class Grow(Protocol):
    """One gas-phase technique: (declared source, its name, the step's name, the step's surroundings) -> growth."""

    def __call__(self, declared: Any, name: str, step: str, around: Surroundings, /) -> GrowthState:
        """Return what the source grows in this step."""
        ...


def face_rings(radius: float, count: int) -> tuple[Array, Array]:
    """Cut a round source face into rings at Gauss-Legendre radii, so that ring sums are integrals over the face.

    Panels of 16 nodes: r = r0 + D (1 + x_i) / 2,  A_i = 2 pi r D w_i / 2;  the areas add up to pi R^2.

    Parameters
    ----------
    radius : float
        Radius R of the face [m].
    count : int
        Number of rings, rounded up to a multiple of 16 [-].

    Returns
    -------
    tuple of ndarray
        Ring radii (ring,) [m] and ring areas (ring,) [m2].

    Examples
    --------
    >>> r, a = face_rings(0.1, 20)
    >>> round(float(a.sum()) / (3.141592653589793 * 0.01), 12)
    1.0

    References
    ----------
    .. [1] foreline-computed
    """
    node, weight = np.polynomial.legendre.leggauss(_PANEL)
    panels = -(-count // _PANEL)
    r = radius * np.add.outer(np.arange(panels), 0.5 * (1.0 + node)).ravel() / panels
    return r, np.pi * r * radius / panels * np.tile(weight, panels)
