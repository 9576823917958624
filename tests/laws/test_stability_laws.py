"""What holds of every conflict: which concept implies which, and what names and orders cannot change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from winset.arrays.graph_model import GraphModel
from winset.conflict.coalitions import coalition_stability
from winset.conflict.concepts import stability
from winset.conflict.limited import limited_moves
from winset.conflict.partial import with_unknown

FIVE = ("nash", "gmr", "smr", "seq", "sseq")
FEW = settings(max_examples=80, deadline=None)


@st.composite
def conflicts(draw: st.DrawFn) -> GraphModel:
    count = draw(st.integers(2, 5))
    options = draw(st.integers(1, 4))
    size = 1 << options
    feasible = np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)))
    feasible[draw(st.integers(0, size - 1))] = True
    ranks = draw(st.lists(st.integers(0, 6), min_size=count * size, max_size=count * size))
    return GraphModel(
        tuple(f"D{i}" for i in range(count)),
        tuple(f"o{k}" for k in range(options)),
        tuple(draw(st.integers(0, count - 1)) for _ in range(options)),
        tuple(draw(st.sampled_from(["both", "fwd", "back"])) for _ in range(options)),
        feasible,
        np.array(ranks, dtype=np.int32).reshape(count, size),
    )


@FEW
@given(conflicts())
def test_nash_implies_smr_and_seq_which_imply_gmr_and_sseq_implies_both(model: GraphModel) -> None:
    r = stability(model, FIVE)
    for stronger, weaker in (
        ("nash", "smr"),
        ("smr", "gmr"),
        ("nash", "seq"),
        ("seq", "gmr"),
        ("nash", "sseq"),
        ("sseq", "seq"),
        ("sseq", "smr"),
    ):
        assert not (r.of(stronger) & ~r.of(weaker)).any(), (stronger, weaker)


@FEW
@given(conflicts(), st.randoms(use_true_random=False))
def test_the_order_of_the_options_changes_nothing(model: GraphModel, random: object) -> None:
    order = list(range(len(model.options)))
    random.shuffle(order)  # type: ignore[attr-defined]
    old = np.array([sum((s >> t & 1) << k for t, k in enumerate(order)) for s in range(model.size)], dtype=np.int64)
    turned = GraphModel(
        model.dms,
        tuple(model.options[k] for k in order),
        tuple(model.owner[k] for k in order),
        tuple(model.direction[k] for k in order),
        model.feasible[old],
        model.ranks[:, old],
    )
    np.testing.assert_array_equal(stability(turned, FIVE).stable, stability(model, FIVE).stable[:, :, old])


@FEW
@given(conflicts(), st.randoms(use_true_random=False))
def test_renaming_the_decision_makers_permutes_their_verdicts(model: GraphModel, random: object) -> None:
    order = list(range(len(model.dms)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = replace(
        model,
        dms=tuple(model.dms[i] for i in order),
        owner=tuple(order.index(i) for i in model.owner),
        ranks=model.ranks[order],
    )
    np.testing.assert_array_equal(stability(turned, FIVE).stable, stability(model, FIVE).stable[:, order])


@FEW
@given(conflicts())
def test_turning_an_option_round_changes_nothing(model: GraphModel) -> None:
    """Not taking is as good a name as taking: flip the first option and its direction."""
    flipped = {"both": "both", "fwd": "back", "back": "fwd"}[model.direction[0]]
    old = np.arange(model.size) ^ 1
    turned = replace(
        model,
        direction=(flipped, *model.direction[1:]),
        feasible=model.feasible[old],
        ranks=model.ranks[:, old],
    )
    np.testing.assert_array_equal(stability(turned, FIVE).stable, stability(model, FIVE).stable[:, :, old])


@FEW
@given(conflicts())
def test_only_the_order_of_ranks_matters(model: GraphModel) -> None:
    stretched = model.with_ranks(model.ranks * 7 - 3)
    np.testing.assert_array_equal(stability(stretched, FIVE).stable, stability(model, FIVE).stable)


@FEW
@given(conflicts())
def test_complete_preferences_read_alike_in_all_four_ways(model: GraphModel) -> None:
    plain, four = stability(model, FIVE), with_unknown(model, FIVE)
    for variant in "abcd":
        for concept in FIVE:
            np.testing.assert_array_equal(four.of(variant, concept), plain.of(concept))


@FEW
@given(conflicts())
def test_a_coalition_of_one_is_its_member_and_more_coalitions_leave_fewer_equilibria(
    model: GraphModel,
) -> None:
    plain, groups = stability(model), coalition_stability(model)
    for concept in ("nash", "gmr", "smr", "seq"):
        c = groups.concepts.index(f"c{concept}")
        singles = groups.stable[: len(model.dms), c]
        np.testing.assert_array_equal(singles, plain.of(concept))
        assert set(groups.equilibria(f"c{concept}")) <= set(plain.equilibria(concept))


@FEW
@given(conflicts())
def test_foresight_of_one_move_is_nash(model: GraphModel) -> None:
    held = limited_moves(model, 1).stable(1)
    np.testing.assert_array_equal(held & model.feasible, stability(model, ["nash"]).of("nash"))
