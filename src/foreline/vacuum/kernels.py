"""The network's equations as compiled loops over edges, chambers and bins, and their Jacobian.

`index` holds integers and `data` floats of one wiring, packed by `foreline.vacuum.packing`. What Python calls is kept
on disk, by the stamps of all sources: see `foreline.kernels`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from foreline.kernels import kernel
from foreline.vacuum.kernels_laws import (
    _booster,
    _cryo,
    _dry,
    _dry_into_chamber,
    _duct,
    _gas_cooled,
    _inner,
    _ion,
    _ring,
    _tube_at_rest,
    _turbo,
    _vane,
)
from foreline.vacuum.packing import Law

STEP = 1e-100  # imaginary
LEAST = 1e-30  # [Pa]: slopes at less are taken there, where nothing underflows
CHAMBERS, GASES, BINS, DUCTS, PUMPS, OUTLETS, WATER = range(7)  # places of sizes in `index`
PER_MOLE, AIR, INFLOW, UPTAKE, FILLED, RATE, MASS, FACTOR = range(7, 15)  # places of places in `data`
HEAD = 15  # then by edge: row at the start, at the end, row that counts what arrives; kind; place in `data`
GIVEN, DUCT, DRY, DRY_INTO_CHAMBER, TURBO, BOOSTER, GAS_COOLED, RING, VANE, CRYO, ION, AT_REST = (
    int(law) for law in Law
)  # of the first, flows come from outside


@_inner
def _pump(kind: int, data: Any, at: int, p1: Any, p2: Any, out: Any) -> None:
    """Flow through a pump of the rarer kinds."""
    if kind == GAS_COOLED:
        _gas_cooled(data, at, p1, p2, out)
    elif kind == RING:
        _ring(data, at, p1, out)
    elif kind == VANE:
        _vane(data, at, p1, out)
    elif kind == CRYO:
        _cryo(data, at, p1, out)
    elif kind == ION:
        _ion(data, at, p1, out)
    else:
        _tube_at_rest(data, at, p1, p2, out)


@_inner
def _edge(index: Any, data: Any, edge: int, p1: Any, p2: Any, out: Any) -> bool:
    """Flow through an edge, duct or pump; False where it comes from outside."""
    edges = index[DUCTS] + index[PUMPS]
    kind, at = index[HEAD + 3 * edges + edge], index[HEAD + 4 * edges + edge]
    out[:] = 0.0
    if kind == GIVEN:
        return False
    if kind == DUCT:
        _duct(data, at, index[MASS], p1, p2, out)
    elif kind == DRY:
        _dry(data, at, p1, out, 1.0 + 0.0 * p1[0])
    elif kind == DRY_INTO_CHAMBER:
        _dry_into_chamber(data, at, p1, p2, out)
    elif kind == TURBO:
        _turbo(data, at, p1, p2, out)
    elif kind == BOOSTER:
        _booster(data, at, p1, p2, out)
    else:
        _pump(kind, data, at, p1, p2, out)
    factor = data[index[FACTOR] + edge]
    for g in range(len(out)):
        out[g] *= factor
    return True


@_inner
def _edge_slopes(index: Any, data: Any, edge: int, p1: Any, p2: Any, work: Any, by_start: Any, by_end: Any) -> bool:
    """Derivatives of an edge's flow, [g, h]; False where it comes from outside."""
    n = index[GASES]
    for g in range(n):
        work[0, g] = p1[g] if abs(p1[g]) > LEAST else LEAST
        work[1, g] = p2[g] if abs(p2[g]) > LEAST else LEAST
    for side in range(2):
        slopes = by_start if side == 0 else by_end
        for h in range(n):
            work[side, h] += STEP * 1j
            if not _edge(index, data, edge, work[0], work[1], work[2]):
                return False
            work[side, h] = work[side, h].real
            for g in range(n):
                slopes[g, h] = work[2, g].imag / STEP
    return True


@kernel
def _flows(index: Any, data: Any, p_start: Any, p_end: Any, out: Any) -> None:
    """Flows of edges, [sample, edge, gas]; those that come from outside are left as they are."""
    for sample in range(p_start.shape[0]):
        for edge in range(p_start.shape[1]):
            _edge(index, data, edge, p_start[sample, edge], p_end[sample, edge], out[sample, edge])


@kernel
def _slopes(index: Any, data: Any, p_start: Any, p_end: Any, by_start: Any, by_end: Any) -> None:
    """Derivatives of the flows of edges, [edge, g, h]; those from outside are left as they are."""
    work = np.empty((3, index[GASES]), dtype=np.complex128)
    for edge in range(p_start.shape[0]):
        _edge_slopes(index, data, edge, p_start[edge], p_end[edge], work, by_start[edge], by_end[edge])


@_inner
def _pressures(index: Any, data: Any, y: Any, p: Any) -> None:
    """Pressures of chambers, then of the atmosphere."""
    c, n = index[CHAMBERS], index[GASES]
    for i in range(c):
        for g in range(n):
            p[i, g] = y[i * n + g] * data[index[PER_MOLE] + i]
    for g in range(n):
        p[c, g] = data[index[AIR] + g]


@kernel
def _change(index: Any, data: Any, y: Any, given: Any, out: Any) -> None:
    """dy/dt of the amounts, see `foreline.vacuum.equations`; `given` are flows from outside, [pump, gas]."""
    c, n, bins, ducts = index[CHAMBERS], index[GASES], index[BINS], index[DUCTS]
    edges, wall = ducts + index[PUMPS], (c + index[OUTLETS]) * n
    p, flow = np.empty((c + 1, n)), np.empty(n)
    _pressures(index, data, y, p)
    for i in range(c * n):
        out[i] = data[index[INFLOW] + i]
    out[c * n : wall] = 0.0
    for edge in range(edges):
        start, end, to = index[HEAD + edge], index[HEAD + edges + edge], index[HEAD + 2 * edges + edge]
        inside = _edge(index, data, edge, p[start], p[end], flow)
        for g in range(n):
            moved = flow[g] if inside else given[edge - ducts, g]
            out[start * n + g] -= moved
            out[to * n + g] += moved
    for i in range(c):
        vapour, pressure = i * n + index[WATER], p[i, index[WATER]]
        for b in range(i * bins, (i + 1) * bins):
            stay = data[index[RATE] + b] + data[index[FILLED] + b] * pressure
            off = stay * y[wall + b] - data[index[UPTAKE] + b] * pressure
            out[wall + b] = -off
            out[vapour] += off


@_inner
def _gas_block(index: Any, data: Any, p: Any, given: Any) -> Any:
    """Derivatives of what edges bring to chambers and outlets by amounts of gas, [row, gas], [chamber, gas]."""
    c, n, ducts = index[CHAMBERS], index[GASES], index[DUCTS]
    edges = ducts + index[PUMPS]
    block = np.zeros(((c + index[OUTLETS]) * n, c * n))
    work, by = np.empty((3, n), dtype=np.complex128), np.empty((2, n, n))
    for edge in range(edges):
        start, end, to = index[HEAD + edge], index[HEAD + edges + edge], index[HEAD + 2 * edges + edge]
        inside = _edge_slopes(index, data, edge, p[start], p[end], work, by[0], by[1])
        for side in range(2 if end < c else 1):
            row = start if side == 0 else end
            for g in range(n):
                for h in range(n):
                    slope = by[side, g, h] if inside else given[edge - ducts, side, g, h]
                    slope *= data[index[PER_MOLE] + row]
                    block[start * n + g, row * n + h] -= slope
                    block[to * n + g, row * n + h] += slope
    return block


@kernel
def _jacobian(index: Any, data: Any, y: Any, given: Any, pointer: Any, row: Any, values: Any) -> None:
    """d(dy/dt)/dy as values of a sparse matrix by columns; `given` are slopes from outside, [pump, 2, g, h]."""
    c, n, bins = index[CHAMBERS], index[GASES], index[BINS]
    wall = (c + index[OUTLETS]) * n
    p = np.empty((c + 1, n))
    _pressures(index, data, y, p)
    block = _gas_block(index, data, p, given)
    for i in range(c):
        vapour = i * n + index[WATER]
        for b in range(i * bins, (i + 1) * bins):
            take = data[index[UPTAKE] + b] - data[index[FILLED] + b] * y[wall + b]
            block[vapour, vapour] -= take * data[index[PER_MOLE] + i]
    for column in range(c * n):
        for k in range(pointer[column], pointer[column + 1]):
            b = row[k] - wall
            if b < 0:
                values[k] = block[row[k], column]
            else:
                take = data[index[UPTAKE] + b] - data[index[FILLED] + b] * y[wall + b]
                values[k] = take * data[index[PER_MOLE] + b // bins]
    for column in range(c * n, len(y)):
        b = column - wall
        for k in range(pointer[column], pointer[column + 1]):
            if b < 0:
                values[k] = 0.0
            else:
                stay = data[index[RATE] + b] + data[index[FILLED] + b] * p[b // bins, index[WATER]]
                values[k] = stay if row[k] < wall else -stay
