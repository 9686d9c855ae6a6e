"""NGSolve and scikit-fem on the sections of `capacitance.py`, in their own environment: a JSON row a line.

    peer/bin/python benchmarks/capacitance_peer.py ngsolve|scikit-fem|rounded

`rounded` is NGSolve on the section with void and cap, whose polygons come as JSON on the standard input. Three lines
stand in a section 400 nm wide whose sides are mirrors; C22 is the energy of one potential. NGSolve grades its mesh
towards corners and raises the order; scikit-fem refines where the flux jumps most.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from typing import Any

import numpy as np

EPS0 = 8.8541878128  # aF/um
EPS = 2.5 * EPS0
BARS = (-40.0, 0.0, 40.0)  # middles, nm


def say(name: str, found: float, used: float, unknowns: int) -> None:
    row = {"name": f"{name}, {unknowns} unknowns", "c22": found * 1e-12, "cpu": used}
    print(json.dumps(row), flush=True)


def solved(ng: Any, mesh: Any, order: int, permittivity: Any) -> tuple[float, int]:
    """Return C22 over eps0 and the number of unknowns."""
    space = ng.H1(mesh, order=order, dirichlet="plane|bar0|bar1|bar2")
    u, v = space.TnT()
    form = ng.BilinearForm(permittivity * ng.grad(u) * ng.grad(v) * ng.dx).Assemble()
    phi = ng.GridFunction(space)
    phi.Set(mesh.BoundaryCF({"bar1": 1.0}, default=0.0), ng.BND)
    rest = phi.vec.CreateVector()
    rest.data = -form.mat * phi.vec
    phi.vec.data += form.mat.Inverse(space.FreeDofs(), "sparsecholesky") * rest
    rest.data = form.mat * phi.vec
    return float(ng.InnerProduct(phi.vec, rest)), int(space.ndof)


def ngsolve() -> None:
    ng: Any = importlib.import_module("ngsolve")
    occ: Any = importlib.import_module("netgen.occ")
    for order, size in ((2, 10.0), (3, 10.0), (4, 10.0), (6, 10.0), (8, 10.0)):
        least = np.inf
        for _ in range(3):
            began = time.process_time()
            box = occ.WorkPlane().MoveTo(-200, 0).Rectangle(400, 120).Face()
            box.edges.Min(occ.Y).name = box.edges.Max(occ.Y).name = "plane"
            for k, x in enumerate(BARS):
                bar = occ.WorkPlane().MoveTo(x - 10, 40).Rectangle(20, 40).Face()
                bar.edges.name = f"bar{k}"
                bar.vertices.hpref = 1
                box = box - bar
            mesh = ng.Mesh(occ.OCCGeometry(box, dim=2).GenerateMesh(maxh=size))
            mesh.RefineHP(order, 0.15)
            found, unknowns = solved(ng, mesh, order, 2.5)
            least = min(least, time.process_time() - began)
        say(f"NGSolve, order {order}", EPS0 * found, least, unknowns)


def rounded() -> None:
    ng: Any = importlib.import_module("ngsolve")
    occ: Any = importlib.import_module("netgen.occ")
    polygons = json.load(sys.stdin)

    def face(corners: list[list[float]]) -> Any:
        plane = occ.WorkPlane().MoveTo(*corners[0])
        for corner in corners[1:]:
            plane = plane.LineTo(*corner)
        return plane.Close().Face()

    for order, size in ((1, 4.0), (2, 8.0), (3, 8.0), (4, 8.0)):
        least = np.inf
        for _ in range(3):
            began = time.process_time()
            *bars, void = (face(one) for one in polygons)
            low = face([[-120, 0], [120, 0], [120, 120], [-120, 120]])
            cap = face([[-120, 80], [120, 80], [120, 90], [-120, 90]])
            low.edges.Min(occ.Y).name = low.edges.Max(occ.Y).name = "plane"
            for k, bar in enumerate(bars):
                bar.edges.name = f"bar{k}"
                low, cap = low - bar, cap - bar
            low = low - void - cap
            low.faces.name, cap.faces.name, void.faces.name = "low", "cap", "void"
            mesh = ng.Mesh(occ.OCCGeometry(occ.Glue([low, cap, void]), dim=2).GenerateMesh(maxh=size))
            found, unknowns = solved(ng, mesh, order, mesh.MaterialCF({"low": 2.5, "cap": 5.0, "void": 1.0}))
            least = min(least, time.process_time() - began)
        say(f"NGSolve, order {order}", EPS0 * found, least, unknowns)


def scikit_fem() -> None:
    fem: Any = importlib.import_module("skfem")
    helpers: Any = importlib.import_module("skfem.helpers")

    def energy(u: Any, v: Any, _: Any) -> Any:
        return helpers.dot(helpers.grad(u), helpers.grad(v))

    def jump(w: Any) -> Any:
        return w.h * helpers.dot(helpers.grad(w.one) - helpers.grad(w.two), w.n) ** 2

    x = np.unique(np.concatenate([np.linspace(-200, 200, 21), [b + s for b in BARS for s in (-10, 10)]]))
    mesh = fem.MeshTri.init_tensor(x, np.linspace(0, 120, 7))
    middle = mesh.p[:, mesh.t].mean(axis=1)
    inside = np.any([(np.abs(middle[0] - b) < 10) & (np.abs(middle[1] - 60) < 20) for b in BARS], axis=0)
    mesh = mesh.remove_elements(np.flatnonzero(inside))
    began = time.process_time()
    for step in range(16):
        basis = fem.Basis(mesh, fem.ElementTriP2())
        matrix = fem.BilinearForm(energy).assemble(basis)
        faces = mesh.boundary_facets()
        place = mesh.p[:, mesh.facets[:, faces]].mean(axis=1)
        on_bar = [(np.abs(place[0] - b) < 10.1) & (np.abs(place[1] - 60) < 20.1) for b in BARS]
        plane = (place[1] < 0.1) | (place[1] > 119.9)
        fixed = basis.get_dofs(faces[np.any([*on_bar, plane], axis=0)]).all()
        phi = basis.zeros()
        phi[basis.get_dofs(faces[on_bar[1]]).all()] = 1.0
        phi = fem.solve(*fem.condense(matrix, x=phi, D=fixed))
        found = EPS * float(phi @ (matrix @ phi))
        if step >= 6 and step % 3 == 0:
            say("scikit-fem, quadratic, adaptive", found, time.process_time() - began, phi.size)
        sides = [fem.InteriorFacetBasis(mesh, fem.ElementTriP2(), side=k) for k in (0, 1)]
        value = fem.Functional(jump).elemental(sides[0], one=sides[0].interpolate(phi), two=sides[1].interpolate(phi))
        error = np.zeros(mesh.nelements)
        inner = mesh.interior_facets() if hasattr(mesh, "interior_facets") else np.flatnonzero(mesh.f2t[1] >= 0)
        np.add.at(error, mesh.f2t[0, inner], value)
        np.add.at(error, mesh.f2t[1, inner], value)
        order = np.argsort(-error)
        many = int(np.searchsorted(np.cumsum(error[order]), 0.5 * error.sum())) + 1
        mesh = mesh.refined(order[:many])


if __name__ == "__main__":
    {"ngsolve": ngsolve, "scikit-fem": scikit_fem, "rounded": rounded}[sys.argv[1]]()
