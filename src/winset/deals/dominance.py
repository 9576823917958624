"""How many pairs of partial sums reach every threshold together: sorted for one or two thresholds, compared for more."""

from __future__ import annotations

from typing import Any

import numpy as np

from winset.deals import kernels, kernels_draws
from winset.deals.frontier import ranked
from winset.errors import TooLarge

#: Fewer pairs than this are compared by numpy alone.
PLAIN = 2_000_000
MOST_PAIRS = 4_000_000_000
_LIMB = 30


def pairs_above(need: Any, ways: Any, offer: Any, weight: Any, advice: str = "") -> int:
    """Return the sum of ways[i] * weight[j] over the pairs with offer[j] >= need[i] in every column, exactly.

    Parameters
    ----------
    need : array (A, C) of int
        What each partial sum on one side still needs.
    ways : array (A,) of int
        How often it occurs; Python integers where int64 would overflow.
    offer, weight : arrays (B, C) and (B,)
        The same for the other side, which offers.

    Raises
    ------
    TooLarge
        For three and more columns, if there are more than four thousand million pairs.

    Examples
    --------
    >>> pairs_above(np.array([[1, 1], [3, 0]]), np.array([1, 2]), np.array([[1, 2], [3, 0]]), np.array([1, 10]))
    21
    """
    if need.dtype == object or offer.dtype == object:
        # Only who is larger counts, so ranks say the same.
        both = ranked(np.concatenate([need, offer]).T.astype(object)).T
        need, offer = both[: len(need)], both[len(need) :]
    columns = need.shape[1]
    if not len(need) or not len(offer):
        return 0
    if columns == 0:
        return sum(int(w) for w in ways) * sum(int(w) for w in weight)
    if columns == 1:
        order = np.argsort(-offer[:, 0], kind="stable")
        above = np.concatenate([np.zeros(1, object), np.cumsum(weight[order].astype(object))])
        reach = np.searchsorted(-offer[order, 0], -need[:, 0], side="right")
        return int((ways.astype(object) * above[reach]).sum())
    total, limbs = 0, max(1, -(-max(int(w) for w in weight).bit_length() // _LIMB))
    for limb in range(limbs):
        part = np.array([(int(w) >> (_LIMB * limb)) & (2**_LIMB - 1) for w in weight], np.int64) if limbs > 1 else weight
        total += int((ways.astype(object) * _reached(need, offer, part, advice).astype(object)).sum()) << (_LIMB * limb)
    return total


def _reached(need: Any, offer: Any, weight: Any, advice: str) -> Any:
    """Return for each row of `need` the total weight of the offers that suffice, array (A,)."""
    if len(need) * len(offer) <= PLAIN:
        step = max(1, 4_000_000 // len(offer))
        found = [
            (offer[None, :, :] >= need[start : start + step, None, :]).all(axis=2) @ weight for start in range(0, len(need), step)
        ]
        return np.concatenate(found)
    out = np.zeros(len(need), np.int64)
    if need.shape[1] == 2:
        seconds = np.unique(offer[:, 1])
        by_first, by_offer = np.argsort(-need[:, 0], kind="stable"), np.argsort(-offer[:, 0], kind="stable")
        place = len(seconds) - np.searchsorted(seconds, offer[:, 1])
        least = len(seconds) - np.searchsorted(seconds, need[:, 1])
        kernels.compiled(kernels_draws.two_thresholds)(
            np.ascontiguousarray(need[by_first, 0]), least[by_first], np.ascontiguousarray(offer[by_offer, 0]),
            place[by_offer], np.ascontiguousarray(weight[by_offer]), len(seconds), out,
        )  # fmt: skip
        back = np.empty_like(out)
        back[by_first] = out
        return back
    if len(need) * len(offer) > MOST_PAIRS:
        raise TooLarge("pairs of partial deals", len(need) * len(offer), MOST_PAIRS, advice)
    kernels.compiled(kernels_draws.all_thresholds)(np.ascontiguousarray(need), np.ascontiguousarray(offer), weight, out)
    return out
