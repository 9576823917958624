"""What holds of every conflict whose moves are listed, or whose preferences are partial, or whose movers form groups."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from winset.arrays.graph_model import UNKNOWN, GraphModel
from winset.conflict.coalitions import coalition_stability, vulnerable
from winset.conflict.concepts import stability
from winset.conflict.partial import by_strength, with_unknown

FIVE = ("nash", "gmr", "smr", "seq", "sseq")
IMPLIED = (("nash", "smr"), ("smr", "gmr"), ("nash", "seq"), ("seq", "gmr"), ("nash", "sseq"), ("sseq", "seq"), ("sseq", "smr"))
FEW = settings(max_examples=60, deadline=None)


@st.composite
def listed(draw: st.DrawFn, most: int = 5) -> GraphModel:
    """Two to five decision makers, any directed arcs, ties; states are named, not made of options."""
    count, size = draw(st.integers(2, most)), draw(st.integers(2, 6))
    places = [(a, b) for a in range(size) for b in range(size) if a != b]
    arcs = []
    for _ in range(count):
        there = draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places)))
        chosen = [place for place, taken in zip(places, there, strict=True) if taken]
        arcs.append(np.array(chosen, dtype=np.int64).reshape(-1, 2))
    ranks = draw(st.lists(st.integers(0, 4), min_size=count * size, max_size=count * size))
    return GraphModel(
        tuple(f"D{i}" for i in range(count)),
        (),
        (),
        (),
        np.ones(size, dtype=bool),
        np.array(ranks, dtype=np.int32).reshape(count, size),
        tuple(arcs),
        tuple(f"s{k}" for k in range(size)),
    )


@st.composite
def partial(draw: st.DrawFn) -> GraphModel:
    """The same with unknown pairs, degrees of strength and circles."""
    model = draw(listed(3))
    count, size = model.ranks.shape
    relation = np.zeros((count, size, size), dtype=np.int8)
    for dm in range(count):
        for s in range(size):
            for q in range(s):
                degree = draw(st.sampled_from([-2, -1, 0, 1, 2, UNKNOWN]))
                relation[dm, s, q] = degree
                relation[dm, q, s] = degree if degree == UNKNOWN else -degree
    return replace(model, relation=relation)


@FEW
@given(listed())
def test_one_concept_implies_another_where_moves_are_listed(model: GraphModel) -> None:
    found = stability(model, FIVE)
    for stronger, weaker in IMPLIED:
        assert not (found.of(stronger) & ~found.of(weaker)).any(), (stronger, weaker)


@FEW
@given(listed(), st.randoms(use_true_random=False))
def test_renaming_states_and_decision_makers_permutes_the_verdicts(model: GraphModel, random: object) -> None:
    people, places = list(range(len(model.dms))), list(range(model.size))
    random.shuffle(people)  # type: ignore[attr-defined]
    random.shuffle(places)  # type: ignore[attr-defined]
    new = np.argsort(places)
    turned = replace(
        model,
        dms=tuple(model.dms[i] for i in people),
        ranks=model.ranks[people][:, places],
        arcs=tuple(new[(model.arcs or ())[i]] for i in people),
        labels=tuple(model.labels[s] for s in places),
    )
    np.testing.assert_array_equal(stability(turned, FIVE).stable, stability(model, FIVE).stable[:, people][:, :, places])


@FEW
@given(partial())
def test_the_four_readings_are_ordered_and_each_keeps_the_implications(model: GraphModel) -> None:
    """Li, Hipel, Kilgour & Fang (2004): leaving for less keeps more, and so does being deterred by more."""
    found = with_unknown(model, FIVE)
    for concept in FIVE:
        for stricter, laxer in (("a", "b"), ("a", "c"), ("b", "d"), ("c", "d")):
            assert not (found.of(stricter, concept) & ~found.of(laxer, concept)).any(), (stricter, laxer, concept)
    for variant in "abcd":
        for stronger, weaker in IMPLIED:
            assert not (found.of(variant, stronger) & ~found.of(variant, weaker)).any(), (variant, stronger, weaker)


@FEW
@given(partial(), st.sampled_from("abcd"))
def test_strongly_stable_is_stable_and_so_is_nash_strongly(model: GraphModel, variant: str) -> None:
    found = by_strength(model, FIVE, variant)
    assert not (found.strong & ~found.general).any()
    np.testing.assert_array_equal(found.strong[0], found.general[0])
    for stronger, weaker in IMPLIED:
        a, b = FIVE.index(stronger), FIVE.index(weaker)
        assert not (found.strong[a] & ~found.strong[b]).any(), (stronger, weaker)


@FEW
@given(listed(4))
def test_what_holds_against_groups_holds_for_each_and_nothing_vulnerable_does(model: GraphModel) -> None:
    groups = coalition_stability(model, ("cnash", "cgmr", "csmr", "cseq", "cseq_class"))
    place = {name: c for c, name in enumerate(groups.concepts)}
    for stronger, weaker in (("cnash", "csmr"), ("csmr", "cgmr"), ("cnash", "cseq"), ("cseq", "cgmr"), ("cseq", "cseq_class")):
        assert not (groups.stable[:, place[stronger]] & ~groups.stable[:, place[weaker]]).any(), (stronger, weaker)
    nash = stability(model, ["nash"]).equilibria("nash")
    left = {v.state for v in vulnerable(model, nash)}
    assert set(groups.equilibria("cnash")) == set(nash) - left
