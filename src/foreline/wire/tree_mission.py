"""A given tree of copper in the field: resistivity of each segment, drive, life at a mission."""

from __future__ import annotations

import numpy as np

from foreline.errors import OutsideValidity
from foreline.wire.electromigration import stress_test
from foreline.wire.materials import conductor
from foreline.wire.migration import Migration, TreeLife, drive, migration, tree_life
from foreline.wire.missions import Mission, mission
from foreline.wire.resistivity import bulk_resistivity, core_resistivity
from foreline.wire.tree_file import GivenTree
from foreline.wire.voids import thinnest


def life_of(given: GivenTree, use: str, name: str = "Cu") -> tuple[TreeLife, Migration, Mission]:
    """Return the life of a tree at a mission, with the drift it rests on.

    G = -e Z rho j / Omega along a segment: atoms go with the electrons. rho is that of each segment's size at the mean
    temperature of the mission, grains as long as its smaller side; a void as long as the narrowest line at its node
    is a failure.

    Parameters
    ----------
    given : GivenTree
        Segments with width, height [m] and current density [A/m2].
    use : str
        Name of the mission.
    name : str
        Chemical symbol of the metal.

    Returns
    -------
    TreeLife
        Stress [Pa], times [s], failed fraction [1].
    Migration
        The metal's drift.
    Mission
        Temperatures [K], hours [s].

    Raises
    ------
    OutsideValidity
        E503 unknown metal, E504 unknown mission, E506 a segment too thin for the model, E512 unknown drift.

    Examples
    --------
    >>> from foreline.wire.tree_file import read_tree
    >>> head = "from,to,length [um],width [nm],height [nm],current density [MA/cm2]"
    >>> life, _, _ = life_of(read_tree(f"{head}\\na,b,5,70,140,1\\n"), "automotive")
    >>> life.nucleation, life.failed, life.steady_node  # node 1: electrons come in there
    (inf, 0.0, 1)

    References
    ----------
    .. [1] korhonen1993
    .. [2] mayadas1970
    """
    metal, profile, test = conductor(name), mission(use), stress_test(name)
    if test is None:
        raise OutsideValidity(f"no stress test of {name} in the table", "E512")
    drift = migration(name, test)
    temperature = float(np.sum(profile.temperatures * profile.shares) / np.sum(profile.shares))
    bulk = bulk_resistivity(metal.resistivity, metal.temperature_coefficient, temperature)
    sizes, which = np.unique(np.column_stack([given.width, given.height]), axis=0, return_inverse=True)
    rho = np.array(
        [
            core_resistivity(
                bulk, metal.resistivity * metal.mean_free_path, float(w), float(h), grain_size=float(min(w, h)),
                specularity=metal.specularity.value, reflection=metal.reflection.value,
            )[0]
            for w, h in sizes
        ]
    )[which.ravel()]  # fmt: skip
    push = np.array(
        [
            -drive(j, r, drift.effective_charge, drift.atomic_volume)
            for j, r in zip(given.current_density, rho, strict=True)
        ]
    )
    return tree_life(given.tree, drift, push, thinnest(given.tree, given.width), profile), drift, profile
