"""Multipliers that make tight exact bounds: floats steer here, integers decide in the search.

For a product of gains, weighted arithmetic and geometric means bound every deal by one linear test (AM-GM);
for the smallest gain, a weighted sum does. Good multipliers come from the relaxation in which each piece may
be mixed: its dual is smooth after softening the maximum, and a few Newton steps solve it (Boyd &
Vandenberghe 2004, ch. 9).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Relaxation:
    """Multipliers (P,) and each piece's mixed worth (pieces, P); both steer, neither decides.

    `heat` is the last softening: an option's share in the mix goes with exp(multipliers . worth / heat).
    """

    multipliers: Floats
    mixed: Floats
    heat: float


def relax(tables: Sequence[Any], base: Any, barrier: Any, offset: Any, balance: Any | None, steps: int = 9) -> Relaxation:
    """Return multipliers minimising  softmax(m . u) - m . base - sum barrier * log(m - offset).

    Parameters
    ----------
    tables : sequence of arrays, each (V, P)
        Options of each piece.
    base : array, shape (P,)
        What a gain is measured from.
    barrier, offset : arrays, shape (P,)
        Nash: the exponents and 0. A sum: a small number and the sum's own weights.
    balance : array, shape (P,), optional
        For the smallest gain: keep  balance . m = 1.
    steps : int
        How often the softening is lowered (by 0.4 each time).
    """
    parties = len(base)
    width = max(len(t) for t in tables)
    worth = np.zeros((len(tables), width, parties))
    closed = np.zeros((len(tables), width))
    for k, table in enumerate(tables):
        worth[k, : len(table)] = np.asarray(table, dtype=np.float64)
        closed[k, len(table) :] = -np.inf
    m = offset + barrier
    if balance is not None:
        counts = balance > 0
        m = np.where(counts, 1.0 / (np.where(counts, balance, 1.0) * counts.sum()), 0.0)
        # Whose gain is not compared only has to be content: its multiplier starts small and is free.
        m[~counts] = 0.1 * m[counts].min()
    spread = float(np.mean([np.ptp(np.asarray(t, dtype=np.float64) @ m) for t in tables])) or 1.0
    soft = barrier.copy()
    for step in range(steps):
        heat = spread * 0.5 * 0.4**step
        if balance is not None:
            soft = np.full(parties, heat)
        for _ in range(25):
            value, slope, bend, _ = _soft(worth, closed, m, heat)
            gap = m - offset
            gradient = slope - base - soft / gap
            hessian = bend + np.diag(soft / gap**2)
            try:
                move = _newton(hessian, gradient, balance)
            except np.linalg.LinAlgError:
                break
            fall = float(-gradient @ move)
            if not np.isfinite(fall) or fall < 1e-7 * heat:
                break
            length = 1.0
            now = value - m @ base - soft @ np.log(gap)
            while length > 1e-10:
                trial = m + length * move
                if (trial > offset).all():
                    new = _soft(worth, closed, trial, heat, slope_too=False)[0]
                    if new - trial @ base - soft @ np.log(trial - offset) <= now - 0.25 * length * fall:
                        break
                length *= 0.5
            if length <= 1e-10 or not np.isfinite(trial).all() or trial.max() > 1e12:
                break
            m = trial
    return Relaxation(m, _soft(worth, closed, m, heat)[3], heat)


def _newton(hessian: Floats, gradient: Floats, balance: Any | None) -> Floats:
    if balance is None:
        return np.asarray(-np.linalg.solve(hessian, gradient))
    system = np.block([[hessian, balance[:, None]], [balance[None, :], np.zeros((1, 1))]])
    return np.asarray(np.linalg.solve(system, np.concatenate([-gradient, [0.0]]))[: len(gradient)])


def _soft(worth: Floats, closed: Floats, m: Floats, heat: float, slope_too: bool = True) -> tuple[float, Floats, Floats, Floats]:
    score = (worth @ m) / heat + closed
    top = score.max(axis=1, keepdims=True)
    share = np.exp(score - top)
    total = share.sum(axis=1, keepdims=True)
    value = float(heat * (np.log(total) + top).sum())
    if not slope_too:
        return value, m, m, m
    share /= total
    mean = np.einsum("kv,kvp->kp", share, worth)
    second = np.einsum("kv,kvp,kvq->pq", share, worth, worth, optimize=True)
    return value, mean.sum(axis=0), (second - mean.T @ mean) / heat, mean
