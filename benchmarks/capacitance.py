"""Capacitance of three lines between planes: certified and uncertified, error and CPU time, beside a known peer.

    python benchmarks/capacitance.py

The peer is scikit-fem (quadratic triangles, adaptive), whose figures on this problem and two shared cores are written
below: error 3.4e-4, 5e-5 and 1e-5 in 0.15, 0.43 and 1.15 CPU s, without a bound; its bracket of potential and mixed
elements is 1.0e-3, 1.8e-4 and 5e-5 wide in 0.6, 1.5 and 3.6 s. If it is installed, it is also timed here on
a uniform grid of about as many unknowns.
"""

from __future__ import annotations

import importlib
import importlib.util
import time
from typing import Any

import numpy as np

from foreline.wire.blocks import Block, corners
from foreline.wire.boundary import polygon_capacitance
from foreline.wire.bounds import capacitance_bounds
from foreline.wire.section import extrapolated_capacitance, polygon_level_set

EXACT = 157.67622e-12
LINES = [Block(left=x * 1e-9, right=(x + 20) * 1e-9, bottom=40e-9, top=80e-9) for x in (-50, -10, 30)]
PEER = ((1e-3, 0.6), (1.8e-4, 1.5), (5e-5, 3.6))  # width of scikit-fem's bracket, CPU s


def timed(name: str, width: float | None, found: float, used: float) -> None:
    bracket = "" if width is None else f"{width:10.1e}"
    print(f"{name:44}{bracket:>10}{abs(found / EXACT - 1):10.1e}{used:9.3f}")


def peer(cells: int) -> None:
    """scikit-fem's quadratic triangles on a uniform grid, from the energy of one potential."""
    skfem: Any = importlib.import_module("skfem")
    helpers: Any = importlib.import_module("skfem.helpers")
    x, y = np.arange(-200.0, 200.0 + 1e-9, 10 / cells), np.arange(0.0, 120.0 + 1e-9, 10 / cells)
    begin = time.process_time()
    mesh = skfem.MeshTri.init_tensor(x, y)
    middle = mesh.p[:, mesh.t].mean(axis=1)
    bars = [(np.abs(middle[0] - k) < 10) & (np.abs(middle[1] - 60) < 20) for k in (-40, 0, 40)]
    basis = skfem.Basis(mesh, skfem.ElementTriP2())

    @skfem.BilinearForm
    def energy(u, v, _):  # type: ignore[no-untyped-def]
        return helpers.dot(helpers.grad(u), helpers.grad(v))

    matrix = energy.assemble(basis)
    fixed = np.unique(np.concatenate([basis.get_dofs().all(), *(basis.element_dofs[:, b].ravel() for b in bars)]))
    potential = basis.zeros()
    potential[basis.element_dofs[:, bars[1]].ravel()] = 1.0
    potential = skfem.solve(*skfem.condense(matrix, x=potential, D=fixed))
    found = 2.5 * 8.8541878128e-12 * float(potential @ (matrix @ potential))
    timed(f"scikit-fem, quadratic, {potential.size} unknowns", None, found, time.process_time() - begin)


def main() -> None:
    capacitance_bounds(LINES, 2.5, ceiling=120e-9)  # imports
    print(f"{'method':44}{'bracket':>10}{'error':>10}{'CPU s':>9}")
    for asked, limit in PEER:
        begin = time.process_time()
        found = capacitance_bounds(LINES, 2.5, ceiling=120e-9, width=asked)
        used = time.process_time() - begin
        timed(f"bounds, {asked:.1e} asked for", found.width, found.middle[1, 1], used)
        print(f"    CPU over that of the peer's bracket as wide: {used / limit:.3f}")
    for levels in (5, 7):
        begin = time.process_time()
        matrix = polygon_capacitance([np.array(corners(b)) for b in LINES], 2.5, ceiling=120e-9, levels=levels)
        timed(f"boundary elements, {levels} levels", None, matrix[1, 1], time.process_time() - begin)
    for h in (2.0, 1.0):
        begin = time.process_time()
        x, y = np.arange(-160.0, 160.1, h), np.arange(0.0, 120.1, h)
        sets = [polygon_level_set(np.array(corners(b)) * 1e9, x, y) for b in LINES]
        matrix = extrapolated_capacitance(sets, 2.5, grounded_top=True)
        timed(f"level sets, {h:g} nm", None, matrix[1, 1], time.process_time() - begin)
    if importlib.util.find_spec("skfem"):
        for cells in (2, 4, 8):
            peer(cells)


if __name__ == "__main__":
    main()
