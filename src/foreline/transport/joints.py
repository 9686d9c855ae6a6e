"""A declared joint flown: what passes between its ports, as a state."""

from __future__ import annotations

import math
import os
from pathlib import Path

import numpy as np

from foreline.data import properties
from foreline.errors import InputError
from foreline.states import JointState, Notice
from foreline.tool.joint import Joint
from foreline.tool.scene import Scene
from foreline.transport.assembly import assemble
from foreline.transport.ports import PortMatrix, port_matrix
from foreline.transport.seed import SEED
from foreline.units import GAS_CONSTANT

ROOM = 293.15  # K, of the conductances that are printed
DOUBTFUL = 5.0  # standard errors between both ways


def solve_joint(joint: Joint, name: str, scene: Scene, folder: Path, seed: int = SEED, threads: int = 0) -> JointState:
    """Return what passes between the ports of a joint in molecular flow.

    C_ij = A_i W_ij sqrt(8 R T / (pi M)) / 4, W by test particles, both ways together.

    Parameters
    ----------
    joint : Joint
        As declared.
    name : str
        Its name.
    scene : Scene
        The scene it names.
    folder : Path
        Where files of the scene are looked for.
    seed : int
        Of the random streams [-].
    threads : int
        To fly on, 0 all cores; changes the time, not the result [-].

    Returns
    -------
    JointState
        With standard errors [m2].

    Raises
    ------
    InputError
        If the scene has no such facet, or a file is wrong.
    OutsideValidity
        E356 if the scene is not closed.

    Examples
    --------
    >>> end = {"kind": "disk", "diameter": "0.2 m"}
    >>> o, e = ["0 m", "0 m", "0 m"], ["0 m", "0 m", "0.1 m"]
    >>> tube = Scene.model_validate({"facets": {
    ...     "a": {"shapes": [{**end, "centre": o}], "emits": {"rate": "1 1/s"}},
    ...     "b": {"shapes": [{**end, "centre": e}]},
    ...     "wall": {"shapes": [{"kind": "cylinder", "start": o, "end": e, "diameter": "0.2 m"}]}}})
    >>> state = solve_joint(Joint(scene="tube", ports={"a": "pvd", "b": "throat"}), "pipe", tube, Path())
    >>> bool(abs(state.probability[0, 1] - 0.67198) < 0.02), state.leaked
    (True, 0)

    References
    ----------
    .. [1] jousten2016
    """
    ports = tuple(joint.ports)
    facets = assemble(scene, joint.scene, folder).scene.facets
    try:
        matrix = port_matrix(facets, ports, joint.error, seed, threads or os.cpu_count() or 1)
    except InputError as why:  # facets of a file are known only now
        raise InputError(f"joints.{name}: {why}") from why
    mass = float(properties("gases")["N2"]["molar_mass"])
    quarter = 0.25 * math.sqrt(8 * GAS_CONSTANT * ROOM / (math.pi * mass))
    return JointState(
        name=name, scene=joint.scene, ports=ports, chambers=tuple(joint.ports.values()), area=matrix.area,
        probability=matrix.probability, passage=matrix.passage, passage_error=matrix.passage_error,
        conductance=quarter * matrix.passage, mismatch=matrix.mismatch, particles=int(matrix.particles.sum()),
        leaked=matrix.leaked, seed=seed, notices=_notices(matrix, joint.error, f"joints.{name}"),
        sources=("jousten2016", "foreline-computed"),
    )  # fmt: skip


def _notices(matrix: PortMatrix, asked: float, where: str) -> tuple[Notice, ...]:
    """Say what of a matrix is less sure than it looks."""
    found = []
    for i, j in zip(*np.triu_indices(len(matrix.ports), 1), strict=True):
        pair, value, error = (
            f"{matrix.ports[i]} and {matrix.ports[j]}",
            matrix.passage[i, j],
            matrix.passage_error[i, j],
        )
        if error > asked * value:
            known = f"to {100 * error / value:.2g} %" if value > 0.0 else f"as less than {error / matrix.area[i]:.1g}"
            text = f"what passes between {pair} is known {known} after {matrix.particles.sum():.3g} particles"
            found.append(Notice(code="W357", where=where, message=text))
    if matrix.mismatch > DOUBTFUL:
        text = f"two ways through the scene differ by {matrix.mismatch:.1f} standard errors"
        found.append(Notice(code="W358", where=where, message=text))
    if matrix.leaked:
        text = f"{matrix.leaked} of {matrix.particles.sum():.3g} particles leaked or were lost"
        found.append(Notice(code="W359", where=where, message=text))
    return tuple(found)
