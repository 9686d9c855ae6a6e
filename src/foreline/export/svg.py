"""A feature's section as a drawing (.svg) that needs nothing beside it: layers, voids, scale, one picture a spot."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from foreline.states import Array, FeatureState, LayerProfile, SpotState
from foreline.units import readable

_COLOURS = "#5f7390", "#c27b43", "#4f8a83", "#8b6f9c", "#b59a3c", "#a3677d", "#548dab", "#7f8f5a"
_DIELECTRIC, _VOID, _INK = "#dfe3dc", "#b3261e", "#22282c"
_HEIGHT, _WIDEST, _GAP, _MARGIN = 360.0, 420.0, 28.0, 16.0  # of a picture in units of the drawing


def _points(line: Array, scale: float, left: float, top: float) -> str:
    """Return a path's points, in the drawing."""
    across = left + scale * line[:, 0]
    down = top - scale * line[:, 1]
    return "L".join(f"{x:.2f} {y:.2f}" for x, y in zip(across, down, strict=True))


def _picture(
    state: FeatureState, place: FeatureState | SpotState, scale: float, left: float, top: float, low: float
) -> Iterator[str]:
    """Yield the dielectric, the layers and the voids of one spot; what was cut off again is not drawn."""
    outline = np.asarray(state.outline)
    floor = np.array([[outline[-1, 0], low], [outline[0, 0], low]])
    solid = _points(np.concatenate([outline, floor]), scale, left, top)
    yield f'<path d="M{solid}Z" fill="{_DIELECTRIC}"/>'
    last = np.asarray(place.layers[-1].surface) if place.layers else outline
    clip = f"solid-{left:.0f}"
    yield f'<clipPath id="{clip}"><path d="M{_points(np.concatenate([last, floor]), scale, left, top)}Z"/></clipPath>'
    yield f'<g clip-path="url(#{clip})">'
    below = outline
    for k, layer in enumerate(place.layers):
        above = np.asarray(layer.surface)
        ring = _points(np.concatenate([above, below[::-1]]), scale, left, top)
        words = escape(f"{layer.step}: {layer.material}")
        yield f'<path d="M{ring}Z" fill="{_COLOURS[k % len(_COLOURS)]}"><title>{words}</title></path>'
        below = above
    yield "</g>"
    for void in place.voids:
        ring = _points(np.asarray(void.outline), scale, left, top)
        words = f"void closed by {escape(void.step)}"
        yield f'<path d="M{ring}Z" fill="#fff" stroke="{_VOID}"><title>{words}</title></path>'


def _bar(width: float) -> float:
    """Return a round length of about a quarter of a width."""
    decade = 10.0 ** math.floor(math.log10(0.25 * width))
    return decade * max(step for step in (1.0, 2.0, 5.0) if step * decade <= 0.25 * width)


def _legend(layers: Sequence[LayerProfile], top: float) -> Iterator[str]:
    """Yield a block and a name for each layer."""
    for k, layer in enumerate(layers):
        y = top + 18.0 * k
        colour = _COLOURS[k % len(_COLOURS)]
        yield f'<rect x="{_MARGIN:g}" y="{y:.1f}" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="{_MARGIN + 18:g}" y="{y + 10.5:.1f}">{escape(f"{layer.material}, {layer.step}")}</text>'


def section_drawing(state: FeatureState, title: str = "") -> str:
    """Return a feature's section as an SVG drawing to scale; spots of the wafer stand side by side.

    Parameters
    ----------
    state : FeatureState
        The feature after all layers.
    title : str
        What the drawing is called; any text.

    Returns
    -------
    str
        XML text without scripts, fonts or links.

    Examples
    --------
    >>> from foreline.feature import solve
    >>> from foreline.tool.feature import Trench
    >>> empty = solve(Trench(kind="trench", width="70 nm", depth="140 nm", pitch="140 nm"), [], [])
    >>> drawing = section_drawing(empty, "<script>")
    >>> drawing.startswith("<svg"), "<script>" in drawing, "20 nm" in drawing
    (True, False, True)

    References
    ----------
    .. [1] foreline-computed
    """
    places: list[FeatureState | SpotState] = [*state.spots] or [state]
    every = np.concatenate([state.outline, *(layer.surface for place in places for layer in place.layers)])
    width, bottom = float(np.ptp(state.outline[:, 0])), float(every[:, 1].min())
    low = bottom - 0.08 * (float(every[:, 1].max()) - bottom)
    tall = float(every[:, 1].max()) - low
    scale = min(_HEIGHT / tall, _WIDEST / width)
    each = max(scale * width, 90.0)
    top = _MARGIN + 34.0
    drawn = []
    for k, place in enumerate(places):
        left = _MARGIN + k * (each + _GAP) + 0.5 * each
        out = f", {_text(place.radius)} out" if isinstance(place, SpotState) and place.radius else ""
        name = f"{place.name}{out}" if isinstance(place, SpotState) else ""
        drawn.append(f'<text x="{left:.1f}" y="{top - 8:.1f}" text-anchor="middle">{escape(name)}</text>')
        drawn += _picture(state, place, scale, left, top + scale * float(every[:, 1].max()), low)
    bar = _bar(width)
    under = top + scale * tall + 14.0
    drawn.append(f'<path d="M{_MARGIN:g} {under:.1f}h{scale * bar:.2f}" stroke="{_INK}" stroke-width="3"/>')
    drawn.append(f'<text x="{_MARGIN:g}" y="{under + 18:.1f}">{_text(bar)}</text>')
    drawn += _legend(state.layers, under + 32.0)
    wide = max(2.0 * _MARGIN + len(places) * (each + _GAP) - _GAP, 260.0)
    high = under + 44.0 + 18.0 * len(state.layers)
    named = title or f"Section of a {state.kind}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high:.0f}" width="{wide:.0f}" '
            f'height="{high:.0f}" role="img" aria-label={quoteattr(named)} font-family="sans-serif" font-size="12" '
            f'fill="{_INK}">',
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="{_MARGIN:g}" y="20" font-weight="bold">{escape(named)}</text>',
            *drawn,
            "</svg>",
            "",
        ]
    )


def _text(length: float) -> str:
    """Return a length in the unit an engineer would choose."""
    number, unit = readable(length, "m")
    return f"{number:.4g} {unit}"
