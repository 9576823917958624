"""Building a conflict: exact preferences, and a clear word with the place where the input is wrong."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from winset.arrays.graph_model import GraphModel, free_model, option_model, states_where
from winset.arrays.state_preferences import (
    from_ranking,
    from_statements,
    from_values,
    from_weights,
    relation_from_pairs,
    relation_from_ranks,
)
from winset.conflict.concepts import stability
from winset.conflict.credibility import credibility
from winset.conflict.gmcr_files import read_gmcr, write_gmcr
from winset.conflict.limited import limited_moves, stackelberg
from winset.conflict.moves import one_step
from winset.conflict.named import named_stability, stability_concept
from winset.conflict.paths import evolution
from winset.conflict.picture import state_graph
from winset.conflict.robustness import deciding_pairs, robustness
from winset.errors import BadRequest, TooLarge, UnknownName
from winset.statements import parse

TWO = [("a", "A"), ("b", "B")]


def test_a_preference_cycle_is_shown() -> None:
    with pytest.raises(BadRequest, match=r"preferences\.Iraq: they go round in a circle: 0 over 2 over 1 over 0"):
        relation_from_pairs(4, better=[(0, 2), (2, 1), (1, 0)], who="Iraq")
    with pytest.raises(BadRequest, match="circle"):
        relation_from_pairs(3, better=[(0, 1)], equal=[(0, 1)])
    relation_from_pairs(3, equal=[(0, 1), (1, 2), (2, 0)])


def test_a_ranking_that_leaves_a_state_out_names_it() -> None:
    feasible = np.array([True, True, False, True])
    with pytest.raises(BadRequest, match=r"preferences\.A: the ranking leaves out state 1 and 1 more"):
        from_ranking([0], feasible, "A")
    with pytest.raises(BadRequest, match="names state 2, which is not feasible"):
        from_ranking([0, 1, 2, 3], feasible)
    with pytest.raises(BadRequest, match="names state 0 twice"):
        from_ranking([0, [1, 0], 3], feasible)


def test_an_option_that_nobody_controls_is_named_with_a_suggestion() -> None:
    with pytest.raises(BadRequest, match=r"options\.b: nobody controls it: 'Irak' is no decision maker\. Did you mean 'Iraq'"):
        option_model(["Syria", "Iraq"], [("a", "Syria"), ("b", "Irak")])


def test_no_feasible_state_is_said() -> None:
    with pytest.raises(BadRequest, match="no feasible state is left"):
        option_model(["A", "B"], TWO, infeasible=["a", "not a"])


def test_too_many_states_are_refused_with_their_number() -> None:
    options = [(f"o{k}", "A") for k in range(64)]
    with pytest.raises(
        TooLarge,
        match="18,446,744,073,709,551,616 states are more than the limit of 9,223,372,036,854,775,808",
    ):
        option_model(["A", "B"], options)
    with pytest.raises(TooLarge, match="1,073,741,824 states"):
        option_model(["A", "B"], options[:30])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"dms": ["A", "A"], "options": TWO[:1]}, "two of the decision makers are called 'A'"),
        ({"dms": ["A"], "options": [("a", "A"), ("a", "A")]}, "two of the options are called 'a'"),
        ({"dms": ["A"], "options": []}, "at least one option"),
        ({"dms": ["A"], "options": [("a", "A", "up")]}, "the direction is both, fwd or back, not 'up'"),
        ({"dms": ["A"], "options": [("a", "A")], "ranks": [[1, 2, 3]]}, "need shape"),
        ({"dms": ["A"], "options": [("a", "A")], "ranks": [[1, 0.5]]}, "whole numbers are needed"),
        ({"dms": ["A"], "options": [("a", "A")], "ranks": [[1, 2**40]]}, "must lie between"),
        ({"dms": ["A"], "options": [("a", "A")], "status_quo": 2}, "status quo: state 2"),
        ({"dms": ["A"], "options": [("a", "A")], "feasible": [5]}, "there is no state 5"),
        ({"dms": ["A"], "options": [("a", "A")], "infeasible": ["a and"]}, "position 6"),
    ],
)
def test_other_slips_in_a_conflict(arguments: dict, message: str) -> None:
    with pytest.raises(BadRequest, match=message):
        option_model(**arguments)


def test_names_that_do_not_exist_are_suggested() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'accept'"):
        states_where("acept", ["accept", "delay"])
    with pytest.raises(UnknownName, match="no stability concept called 'sec'"):
        stability(option_model(["A", "B"], TWO), ["sec"])
    with pytest.raises(UnknownName, match="no decision maker called 'C'"):
        free_model(["A"], ["x", "y"], {"C": [(0, 1)]})


def test_listed_arcs_are_checked() -> None:
    with pytest.raises(BadRequest, match="from a state to itself"):
        free_model(["A"], ["x", "y"], {"A": [(0, 0)]})
    with pytest.raises(BadRequest, match="outside 0 to 1"):
        free_model(["A"], ["x", "y"], {"A": [(0, 2)]})
    with pytest.raises(BadRequest, match="needs options"):
        stability(free_model(["A"], ["x", "y"], {"A": [(0, 1)]}), ["sim"])


def test_arrays_of_a_conflict_cannot_be_changed() -> None:
    model = option_model(["A", "B"], TWO)
    for array in (model.feasible, model.ranks, stability(model).stable):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@given(st.lists(st.sampled_from(["a", "b", "not c", "a and b", "c if a", "b iff c"]), max_size=6))
def test_an_earlier_statement_outweighs_all_later_ones(statements: list[str]) -> None:
    names = ["a", "b", "c"]
    ranks = from_statements(names, statements)
    held = [[parse(t).holds({n: bool(s >> k & 1) for k, n in enumerate(names)}) for t in statements] for s in range(8)]
    for s in range(8):
        for q in range(8):
            assert (ranks[s] < ranks[q]) == (held[s] < held[q])


def test_a_concept_of_another_package_is_judged_by_name() -> None:
    def never(game: GraphModel, dm: int) -> np.ndarray:
        """Everybody stays in state 0 only."""
        return np.arange(game.size) == 0

    if "only_zero" not in list(stability_concept):
        stability_concept("only_zero", source="a test")(never)
    found = named_stability(option_model(["A", "B"], TWO), ["nash", "only_zero", "seq"])
    assert found.equilibria("only_zero") == [0]
    assert found.equilibria("nash") == [0, 1, 2, 3]
    with pytest.raises(UnknownName, match="no stability concept called 'only_one'"):
        named_stability(option_model(["A", "B"], TWO), ["only_one"])


def test_every_registered_concept_says_what_stability_says() -> None:
    model = option_model(["A", "B"], TWO, [[1, 0, 3, 2], [1, 3, 0, 2]])
    for name in ("nash", "gmr", "smr", "seq", "sseq", "sim"):
        for dm in range(2):
            alone = stability_concept[name].function(model, dm)
            np.testing.assert_array_equal(alone, stability(model, [name]).of(name)[dm])


@pytest.mark.parametrize("more", range(60, 76))
def test_many_statements_stay_exact(more: int) -> None:
    """With over 62 statements the weights 2**k no longer fit 64 bits: the first must still decide."""
    statements = ["a", *(["not a", "b"] * 40)[:more]]
    assert from_statements(["a", "b"], statements).tolist() == [0, 2, 1, 3]


def test_weights_are_added_as_they_are_written() -> None:
    """0.1 + 0.2 is 0.3 here."""
    assert (
        from_weights(["a", "b", "c"], {"a": 0.1, "b": 0.2, "c": 0.3})[3]
        == from_weights(["a", "b", "c"], {"a": 0.1, "b": 0.2, "c": 0.3})[4]
    )
    assert from_values([0.1, "0.1", "1/10", 0.2]).tolist() == [0, 0, 0, 1]
    with pytest.raises(BadRequest, match="not a finite number"):
        from_values(["lots"])
    with pytest.raises(BadRequest, match="not a finite number"):
        from_weights(["a"], {"a": float("nan")})


def test_strength_follows_the_gap_of_ranks() -> None:
    assert relation_from_ranks(np.array([0, 1, 5], dtype=np.int32), 3).tolist() == [
        [0, 1, 2],
        [-1, 0, 2],
        [-2, -2, 0],
    ]


def test_what_is_asked_wrongly_is_said() -> None:
    model = option_model(["A", "B", "C"], [*TWO, ("c", "C")])
    with pytest.raises(BadRequest, match="two decision makers"):
        stackelberg(model, 0)
    with pytest.raises(BadRequest, match="names no status quo"):
        evolution(model, [1])
    with pytest.raises(BadRequest, match="no draws"):
        robustness(model)
    with pytest.raises(UnknownName, match="reading"):
        limited_moves(model, 2, "bold")
    with pytest.raises(BadRequest, match="'b' is B's to take, not A's"):
        credibility(model, "A", "A", "not c", {"b": True})


def test_deciding_pairs_find_the_comparison_that_decides() -> None:
    model = option_model(["A", "B"], TWO)
    rng = np.random.default_rng(0)
    draws = rng.integers(0, 9, (400, 2, 4)).astype(np.int32)
    draws[:, 1, :] = 0
    pairs = deciding_pairs(model, 0, "nash", draws)
    assert (pairs[0].dm, pairs[0].other) == (0, 1)
    assert pairs[0].decides()
    assert not any(p.decides() for p in pairs[1:])
    shares = robustness(model, ["nash"], draws)
    assert shares.share("nash", 0) == pairs[0].worse / 400
    low, high = shares.interval("nash", 0)
    assert low < shares.share("nash", 0) < high


def test_a_threat_that_the_executor_dislikes_is_not_credible_whoever_issues_it() -> None:
    options = [("demand met", "weak"), ("sanction", "ally")]
    ranks = {"weak": [3, 2, 1, 0], "boss": [0, 2, 1, 3], "ally": [2, 3, 1, 0]}
    model = option_model(["weak", "boss", "ally"], options, list(ranks.values()))
    c = credibility(model, "boss", "ally", "not 'demand met'", {"sanction": True}, [0, 5, 1, 5])
    (trigger,) = c.triggers
    assert (trigger.executor, trigger.issuer) == ("would not", "prefers")
    assert not c.credible()
    assert c.audience_cost() == -1


def test_a_gmcr_file_survives_writing_and_reading() -> None:
    model = option_model(["A", "B"], [("a", "A"), ("b", "B", "back"), ("c", "B")], np.arange(16).reshape(2, 8) % 5, ["a and c"])
    again = read_gmcr(write_gmcr(model)).model
    assert (again.dms, again.options, again.owner, again.direction) == (
        model.dms,
        model.options,
        model.owner,
        model.direction,
    )
    np.testing.assert_array_equal(again.feasible, model.feasible)
    np.testing.assert_array_equal(stability(again).stable, stability(model).stable)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"options": 3}, "options: a list is needed"),
        ({"options": [{"name": "x", "permittedDirection": "sideways"}]}, r"options\[0\].permittedDirection"),
        ({"decisionMakers": [{"name": "A", "options": []}]}, r"options\[0\]: nobody controls it"),
        ({"decisionMakers": [{"name": "A", "options": [0, 7]}]}, "there is no option '7'"),
        ({"infeasibles": [[[0, "M"]]]}, r"infeasibles\[0\]"),
        (
            {
                "decisionMakers": [{"name": "A", "options": [0], "preferenceRanking": [1, 3]}],
                "useManualPreferenceRanking": True,
            },
            "no state number '3'",
        ),
        (
            {
                "decisionMakers": [{"name": "A", "options": [0], "preferenceRanking": [1]}],
                "useManualPreferenceRanking": True,
            },
            "leaves out state number 2",
        ),
    ],
)
def test_a_wrong_gmcr_file_says_where(change: dict, message: str) -> None:
    good = {
        "options": [{"name": "x", "permittedDirection": "both"}],
        "decisionMakers": [{"name": "A", "options": [0], "preferences": [[[0, "Y"]]]}],
        "infeasibles": [],
    }
    assert read_gmcr(json.dumps(good)).model.ranks.tolist() == [[0, 1]]
    with pytest.raises(BadRequest, match=message):
        read_gmcr(json.dumps({**good, **change}))
    with pytest.raises(BadRequest, match="not JSON"):
        read_gmcr("{")


def test_the_small_state_graph_holds_what_holds_and_the_ways_to_it() -> None:
    options = [(f"o{k}", "AB"[k % 2]) for k in range(6)]
    rng = np.random.default_rng(3)
    model = option_model(["A", "B"], options, rng.integers(0, 9, (2, 64)), status_quo=0)
    held = stability(model, ["gmr"]).equilibria("gmr")
    for most in (1, 3, 8, 30):
        graph = state_graph(model, held, most)
        assert graph.states[0] == 0
        assert len(graph.states) <= most
        assert graph.left_out == len([s for s in held if s not in graph.states])
        for arc in graph.arcs:
            assert arc.end in one_step(model, arc.dm, arc.start)
            assert arc.improves == (model.ranks[arc.dm, arc.end] > model.ranks[arc.dm, arc.start])
