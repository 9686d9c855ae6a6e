"""Compiled: the tree of boxes is built, of pairs at first, then of eights."""

from __future__ import annotations

import numpy as np

from foreline.kernels import kernel, part

LEAF = 2  # surfaces at most, where a split pays
BINS = 16
DEEP = 40  # branches below which a part is halved, whatever it costs: with 14 numbers a level the stack of 1024 holds


@part
def _half_area(box):  # type: ignore[no-untyped-def]
    """Return half the surface of a box."""
    x, y, z = box[3] - box[0], box[4] - box[1], box[5] - box[2]
    return x * y + y * z + z * x


@part
def _grow(box, other):  # type: ignore[no-untyped-def]
    """Widen a box to hold another."""
    for k in range(3):
        box[k] = min(box[k], other[k])
        box[k + 3] = max(box[k + 3], other[k + 3])


@kernel
def _split(boxes, order, start, stop, whole):  # type: ignore[no-untyped-def]
    """Sort order[start:stop] into two parts; return where the second begins, `start` if a split does not pay."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for i in range(start, stop):
        for k in range(3):
            centre = 0.5 * (boxes[order[i], k] + boxes[order[i], k + 3])
            low[k], high[k] = min(low[k], centre), max(high[k], centre)
    axis = int(np.argmax(high - low))
    width = high[axis] - low[axis]
    if not width > 0.0:
        return start if stop - start <= 8 * LEAF else (start + stop) // 2  # all in one place
    counts = np.zeros(BINS, dtype=np.int64)
    hold = np.empty((BINS, 6))
    hold[:, :3], hold[:, 3:] = np.inf, -np.inf
    scale = BINS / width
    for i in range(start, stop):
        centre = 0.5 * (boxes[order[i], axis] + boxes[order[i], axis + 3])
        bin_ = min(BINS - 1, int((centre - low[axis]) * scale))
        counts[bin_] += 1
        _grow(hold[bin_], boxes[order[i]])
    # Cost of each cut: surface times number on the left and on the right.
    best, cut = np.inf, 0
    right = np.empty(BINS)
    box, number = np.array([np.inf, np.inf, np.inf, -np.inf, -np.inf, -np.inf]), 0
    for b in range(BINS - 1, 0, -1):
        _grow(box, hold[b])
        number += counts[b]
        right[b] = _half_area(box) * number if number else 0.0
    box[:3], box[3:], number = np.inf, -np.inf, 0
    for b in range(BINS - 1):
        _grow(box, hold[b])
        number += counts[b]
        if number == 0 or number == stop - start:
            continue
        cost = _half_area(box) * number + right[b + 1]
        if cost < best:
            best, cut = cost, b
    if stop - start <= 8 * LEAF and best + _half_area(whole) >= _half_area(whole) * (stop - start):
        return start  # asking each costs less than another two boxes
    left, last = start, stop - 1
    while left <= last:
        centre = 0.5 * (boxes[order[left], axis] + boxes[order[left], axis + 3])
        if min(BINS - 1, int((centre - low[axis]) * scale)) <= cut:
            left += 1
        else:
            order[left], order[last] = order[last], order[left]
            last -= 1
    return left


@kernel
def _build(boxes):  # type: ignore[no-untyped-def]
    """Return boxes, first, count of the nodes, and the order of the surfaces."""
    n = len(boxes)
    order = np.arange(n)
    box = np.empty((2 * n, 6))
    first, count = np.zeros(2 * n, dtype=np.int32), np.zeros(2 * n, dtype=np.int32)
    begin, end = np.zeros(2 * n, dtype=np.int64), np.zeros(2 * n, dtype=np.int64)
    depth = np.zeros(2 * n, dtype=np.int64)
    end[0], nodes, done = n, 1, 0
    while done < nodes:
        start, stop = begin[done], end[done]
        box[done, :3], box[done, 3:] = np.inf, -np.inf
        for i in range(start, stop):
            _grow(box[done], boxes[order[i]])
        if stop - start <= LEAF:
            middle = start
        elif depth[done] > DEEP:
            middle = (start + stop) // 2
        else:
            middle = _split(boxes, order, start, stop, box[done])
        if middle == start:
            first[done], count[done] = start, stop - start
        else:
            first[done] = nodes
            begin[nodes], end[nodes], begin[nodes + 1], end[nodes + 1] = start, middle, middle, stop
            depth[nodes] = depth[nodes + 1] = depth[done] + 1
            nodes += 2
        done += 1
    return box[:nodes], first[:nodes], count[:nodes], order


@kernel
def _eights(box, first, count):  # type: ignore[no-untyped-def]
    """Return boxes, first and count of nodes of eight, of nodes of two: the largest box is opened until there are."""
    pairs = max(1, len(first) // 2)
    wide = np.empty((pairs, 6, 8), dtype=np.float32)
    begin, number = np.zeros((pairs, 8), dtype=np.int32), np.zeros((pairs, 8), dtype=np.int32)
    origin, kids = np.zeros(pairs, dtype=np.int64), np.zeros(8, dtype=np.int64)
    nodes, done = 1, 0
    while done < nodes:
        held = 1
        kids[0] = origin[done]
        while held < 8:
            largest, area = -1, -1.0
            for k in range(held):
                if count[kids[k]] == 0 and _half_area(box[kids[k]]) > area:
                    largest, area = k, _half_area(box[kids[k]])
            if largest < 0:
                break
            kids[held] = first[kids[largest]] + 1
            kids[largest] = first[kids[largest]]
            held += 1
        for k in range(8):
            if k >= held:
                wide[done, :3, k], wide[done, 3:, k] = np.inf, -np.inf
                continue
            wide[done, :, k] = box[kids[k]]
            number[done, k] = count[kids[k]]
            if number[done, k]:
                begin[done, k] = first[kids[k]]
            else:
                begin[done, k] = nodes
                origin[nodes] = kids[k]
                nodes += 1
        done += 1
    return wide[:nodes].copy(), begin[:nodes].copy(), number[:nodes].copy()
