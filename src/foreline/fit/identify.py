"""What a pump-down can tell: the singular values of the Jacobian in units of the prior, and words for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foreline.fit.parameters import Parameter
from foreline.states import Array

NARROWER = 0.5  # a posterior wider than this share of its prior is the prior's, not the data's
SHARE = 0.3  # of a direction, from where a shift takes part in it
SMALL = 0.25  # of the largest power or move, below which a factor is not named


@dataclass(frozen=True)
class Direction:
    """A singular direction of the fit: how far the data narrow it, and how each parameter moves along it."""

    narrowing: float  # posterior over prior width
    moves: tuple[tuple[str, float], ...]  # parameter, distance in prior widths along the unit direction
    identified: bool
    text: str


def posterior(jacobian: Array, inflation: float) -> Array:
    """Return the covariance in units of the prior, (J^T J / c + 1)^-1.

    Parameters
    ----------
    jacobian : array
        Derivative of the weighted residuals by the parameters [1 per prior width], shape [reading, parameter].
    inflation : float
        Factor c on the variance of the data, the reduced chi-square where above one [1].

    Returns
    -------
    array
        Covariance [prior widths squared], shape [parameter, parameter]; never wider than the prior.

    Examples
    --------
    >>> posterior(np.zeros((5, 2)), 1.0).tolist()  # no data, the prior is left
    [[1.0, 0.0], [0.0, 1.0]]

    References
    ----------
    .. [1] rodgers2000
    """
    information = jacobian.T @ jacobian / inflation
    return np.asarray(np.linalg.inv(information + np.eye(len(information))))


def directions(asked: Sequence[Parameter], jacobian: Array, inflation: float) -> tuple[Direction, ...]:
    """Return the singular directions, the best determined first.

    With the prior as unit of length, a direction of singular value s keeps 1/sqrt(1 + s^2) of its prior width.

    Parameters
    ----------
    asked : sequence of Parameter
        The parameters.
    jacobian : array
        Derivative of the weighted residuals by the parameters [1 per prior width], shape [reading, parameter].
    inflation : float
        Factor on the variance of the data [1].

    Returns
    -------
    tuple of Direction
        As many as parameters.

    Examples
    --------
    >>> pair = [Parameter(name, name, 1.0, "", 0.1) for name in ("volume", "speed")]
    >>> for one in directions(pair, np.array([[50.0, -50.0]] * 9), 1.0):
    ...     print(one.text)
    volume / speed is known within 0.067 %
    volume x1.07 with speed x1.07 fits as well

    References
    ----------
    .. [1] rodgers2000
    """
    covariance = posterior(jacobian, inflation)
    _, values, rows = np.linalg.svd(jacobian / np.sqrt(inflation), full_matrices=True)
    values = np.concatenate([values, np.zeros(len(asked) - len(values))])
    found = []
    for s, line in zip(values, rows, strict=True):
        width = float(1 / np.sqrt(1 + s * s))
        row = line * np.sign(line[np.argmax(np.abs(line))])
        moves = tuple((one.name, float(v)) for one, v in zip(asked, row, strict=True))
        known = width <= NARROWER
        text = _product(asked, row, covariance) if known else _trade(asked, row)
        found.append(Direction(width, moves, known, text))
    return tuple(found)


def _taking_part(asked: Sequence[Parameter], size: Array, row: Array) -> list[int]:
    """Return the parameters of a direction: factors by their size there, shifts by their share of the direction."""
    largest = max((abs(x) for one, x in zip(asked, size, strict=True) if not one.shift), default=1.0)
    return [
        i for i, one in enumerate(asked)
        if (abs(row[i]) >= SHARE if one.shift else abs(size[i]) >= SMALL * largest)
    ]  # fmt: skip


def _trade(asked: Sequence[Parameter], row: Array) -> str:
    """Say which parameters may move together, by one prior width, without the data noticing."""
    moves = np.array([v * one.prior for one, v in zip(asked, row, strict=True)])
    part = _taking_part(asked, moves, row)
    if len(part) == 1:
        return f"{asked[part[0]].name} stays at its prior"
    said = [
        f"{one.name} {m:+.3g} {one.unit}" if one.shift else f"{one.name} x{np.exp(m):.3g}"
        for one, m in ((asked[i], float(moves[i])) for i in part)
    ]
    return " with ".join(said) + " fits as well"


def _product(asked: Sequence[Parameter], row: Array, covariance: Array) -> str:
    """Say which product of powers the data know, and how well; its error is that of what is said, not of the row."""
    weight = np.array([v / one.prior for one, v in zip(asked, row, strict=True)])
    part = _taking_part(asked, weight, row)
    if any(asked[i].shift for i in part) or not part:
        return " and ".join(one.name for one, v in zip(asked, row, strict=True) if abs(v) >= SHARE) + " together"
    powers = np.zeros(len(asked))
    for i in part:
        powers[i] = float(f"{weight[i] / max(abs(weight[j]) for j in part):.2g}")
    scaled = powers * np.array([one.prior for one in asked])
    error = 100 * float(np.sqrt(scaled @ covariance @ scaled))
    over = [asked[i].name + _power(powers[i]) for i in part if powers[i] > 0]
    under = [asked[i].name + _power(powers[i]) for i in part if powers[i] < 0]
    return " x ".join(over or ["1"]) + "".join(f" / {name}" for name in under) + f" is known within {error:.2g} %"


def _power(power: float) -> str:
    return "" if abs(power) == 1 else f"^{abs(power):.2g}"
