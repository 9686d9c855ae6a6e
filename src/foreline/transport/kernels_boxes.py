"""Compiled: a ray against eight boxes at once, in vector instructions of whatever processor this is.

Numba's loops turn into such instructions only where memory lies in rows and nothing branches; here they are written
out. Distances are never negative, so their bits compare as whole numbers do, and a ray's stack holds both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba.extending
from llvmlite import ir
from numba import types as numba_types

Code = Callable[..., Any]
intrinsic: Callable[[Code], Code] = vars(numba.extending)["intrinsic"]  # numba's stub has other arguments
types: Any = numba_types
EIGHT = 8  # boxes of a node
_FLOAT, _WHOLE = ir.FloatType(), ir.IntType(32)
_FLOATS, _WHOLES = ir.VectorType(_FLOAT, EIGHT), ir.VectorType(_WHOLE, EIGHT)


def _spread(builder: Any, value: Any) -> Any:
    """Return one number in all eight places."""
    first = builder.insert_element(ir.Constant(_FLOATS, ir.Undefined), value, ir.Constant(_WHOLE, 0))
    return builder.shuffle_vector(first, ir.Constant(_FLOATS, ir.Undefined), ir.Constant(_WHOLES, [0] * EIGHT))


def _larger(builder: Any, a: Any, b: Any) -> Any:
    """Return the larger of eight pairs."""
    return builder.select(builder.fcmp_ordered(">", a, b), a, b)


def _smaller(builder: Any, a: Any, b: Any) -> Any:
    """Return the smaller of eight pairs."""
    return builder.select(builder.fcmp_ordered("<", a, b), a, b)


@intrinsic
def _entered(typing: Any, box: Any, node: Any, place: Any, inverse: Any, near: Any, far: Any, distances: Any) -> Any:
    """Return bits of the boxes of a node that a ray enters before `far`, and write to `distances` where it does.

    `box` is [node, 6, 8] of float32, `place` and `inverse` are three float32 each, `near` tells for each direction
    which of a box's two planes comes first (0 or 3), `distances` takes eight whole numbers, the bits of float32.
    """
    signature = types.uint32(box, types.int64, place, inverse, types.UniTuple(types.int64, 3), types.float32, distances)

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        data, at, places, inverses, first, end, out = arguments
        start = context.make_array(signature.args[0])(context, builder, data).data
        row = builder.mul(at, ir.Constant(ir.IntType(64), 6))

        def planes(number: Any) -> Any:
            offset = builder.mul(builder.add(row, number), ir.Constant(ir.IntType(64), EIGHT))
            pointer = builder.bitcast(builder.gep(start, [offset]), _FLOATS.as_pointer())
            return builder.load(pointer, align=4)

        enter, leave = ir.Constant(_FLOATS, [0.0] * EIGHT), _spread(builder, end)
        for axis in range(3):
            own = ir.Constant(ir.IntType(64), axis)
            ahead = builder.extract_value(first, axis)
            behind = builder.sub(ir.Constant(ir.IntType(64), 3), ahead)
            o = _spread(builder, builder.extract_value(places, axis))
            i = _spread(builder, builder.extract_value(inverses, axis))
            low = builder.fmul(builder.fsub(planes(builder.add(ahead, own)), o), i)
            high = builder.fmul(builder.fsub(planes(builder.add(behind, own)), o), i)
            enter, leave = _larger(builder, enter, low), _smaller(builder, leave, high)
        to = builder.bitcast(context.make_array(signature.args[6])(context, builder, out).data, _WHOLES.as_pointer())
        builder.store(builder.bitcast(enter, _WHOLES), to, align=4)
        bits = builder.bitcast(builder.fcmp_ordered("<=", enter, leave), ir.IntType(EIGHT))
        return builder.zext(bits, _WHOLE)

    return signature, code


@intrinsic
def _bits(typing: Any, number: Any) -> Any:
    """Return the bits of a float32 as a whole number."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _WHOLE)

    return types.int32(types.float32), code


@intrinsic
def _lowest(typing: Any, bits: Any) -> Any:
    """Return the place of the lowest bit that is set."""

    def code(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.zext(builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1)), ir.IntType(64))

    return types.int64(types.uint32), code
