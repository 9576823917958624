"""Deal spaces with known answers: seeded synthetic ones (generated for Winset, free to reuse).

`tests/papers/domains/*.json` holds the space, `*.answers.json` what an independent brute-force computation found. The
spaces' decimals are read as exact fractions, and the answers' floats are compared with them up to their own
printing error.
"""

from __future__ import annotations

import itertools
import json
import os
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from winset.deals.counting import count_deals
from winset.deals.exact import exact_frontier
from winset.deals.factors import FactoredSpace, space_from_fractions
from winset.deals.optimum import ideal_point, optimum

HERE = Path(__file__).parents[1] / "papers" / "domains"
#: Point this at a folder with larger spaces of the same form to check those too.
FOLDER = Path(os.environ.get("WINSET_DOMAINS", str(HERE)))
NAMES = sorted(f.stem for f in FOLDER.glob("*.json") if not f.stem.endswith(".answers") and "__" not in f.stem)


def exact(number: float) -> Fraction:
    """Return the decimal that was written, as a fraction."""
    return Fraction(repr(number))


def read(name: str) -> tuple[FactoredSpace, dict]:
    space = json.loads((FOLDER / f"{name}.json").read_text())
    answers = json.loads((FOLDER / f"{name}.answers.json").read_text())
    worth = []
    for k, issue in enumerate(space["issues"]):
        worth.append(
            [
                [
                    exact(p["weights"][issue["name"]]) * exact(p["values"][issue["name"]][v])
                    + (exact(p["bias"]) if k == 0 else 0)
                    for v in issue["values"]
                ]
                for p in space["parties"]
            ]
        )
    return space_from_fractions(worth, [exact(p["reservation"]) for p in space["parties"]]), answers


def same_points(points, scale, expected) -> None:
    ours = sorted(tuple(int(x) / s for x, s in zip(point, scale, strict=True)) for point in points)
    theirs = sorted({tuple(round(x, 9) for x in row) for row in expected})
    assert len(ours) == len(theirs)
    for a, b in zip(sorted(tuple(round(x, 9) for x in row) for row in ours), theirs, strict=True):
        assert a == pytest.approx(b, abs=3e-9)


def gains(space: FactoredSpace) -> list[tuple[int, ...]]:
    """The gains over no deal of every deal, by listing the space: for what the answers do not hold."""
    found = [tuple(-r for r in space.reservation)]
    for table in space.worth:
        found = [
            tuple(a + int(w) for a, w in zip(sums, column, strict=True)) for sums, column in itertools.product(found, table.T)
        ]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_the_frontier_of_a_reference_space_is_found_without_listing_it(name: str) -> None:
    space, answers = read(name)
    if "pareto_utils" not in answers["reference"]:
        assert len(exact_frontier(space).points) == 0
        return
    found = exact_frontier(space)
    same_points(found.points, found.scale, answers["reference"]["pareto_utils"])
    assert min(found.counts) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_solutions_of_a_reference_space_are_found_with_their_ties(name: str) -> None:
    space, answers = read(name)
    expected = answers["reference"]
    if "nash" not in expected:
        assert optimum(space, "nash").score is None
        return
    rational = (True,) * space.parties
    ideal = ideal_point(space, rational)
    assert ideal is not None
    listed = [deal for deal in gains(space) if min(deal) >= 0]
    assert [i - r for i, r in zip(ideal, space.reservation, strict=True)] == [max(column) for column in zip(*listed, strict=True)]
    for concept, key in (
        ("nash", "nash"),
        ("egalitarian", "egalitarian"),
        ("utilitarian", "utilitarian"),
        ("kalai_smorodinsky", "ks_maxmin_ideal_ir"),
    ):
        found = optimum(space, concept)
        assert float(found.score) == pytest.approx(expected[key]["value"], rel=1e-9), concept
        same_points(found.points, found.scale, expected[key]["utils"])


@pytest.mark.parametrize("name", NAMES)
def test_the_rational_deals_of_a_reference_space_are_counted_exactly(name: str) -> None:
    space, answers = read(name)
    everybody = range(space.parties)
    strictly = replace(space, reservation=tuple(r + 1 for r in space.reservation))
    assert count_deals(space, everybody) == answers["reference"]["n_rational_ge"]
    assert count_deals(strictly, everybody) == sum(min(deal) > 0 for deal in gains(space))
