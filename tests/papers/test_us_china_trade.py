"""The trade conflict of the United States and China: 76 states, 608 published verdicts.

github:chiwang001/GMCR_GDELT at commit 47f540b, DynamicGMCR: the arcs of ``input/state_transition_graph.csv``, the
statements of ``results/static_baseline/strategy_priority_declarations.csv``, and what that program found,
``static_state_utilities.csv`` and ``static_state_stability.csv`` beside it. Arcs are directed, several options
change at once, and a written commitment cannot be taken back: no option form says that.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from winset.arrays.graph_model import GraphModel, free_model
from winset.arrays.state_preferences import from_statements
from winset.conflict.concepts import stability
from winset.conflict.hypergame import first_level
from winset.conflict.paths import evolution

FILE = Path(__file__).parent / "conflicts" / "us_china_trade.json"
CASE: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
DMS, OPTIONS, STATES = CASE["dms"], list(CASE["options"]), CASE["states"]
CONCEPTS = ("nash", "gmr", "smr", "seq")


def model() -> GraphModel:
    ranks = np.stack([from_statements(OPTIONS, CASE["statements"][dm])[STATES] for dm in DMS])
    arcs = {dm: [(int(s) - 1, q - 1) for s, to in CASE["moves"][dm].items() for q in to] for dm in DMS}
    return free_model(DMS, [str(k + 1) for k in range(len(STATES))], arcs, ranks)


def test_everybody_changes_own_options_only_and_no_commitment_is_taken_back() -> None:
    """This guards the transcription: an arc copied wrongly would change somebody else's option."""
    assert len(STATES) == len(set(STATES)) == 76
    for dm, own in (("US", 0b00001111), ("CN", 0b11110000)):
        for s, to in CASE["moves"][dm].items():
            for q in to:
                before, after = STATES[int(s) - 1], STATES[q - 1]
                assert before != after
                assert (before ^ after) & ~own == 0
                assert before & ~after & 0b10001000 == 0


@pytest.mark.parametrize("dm", DMS)
def test_the_statements_give_the_published_scores(dm: str) -> None:
    """The published score adds 128 for the first statement, 64 for the second ... 1 for the eighth."""
    ranks = model().ranks[DMS.index(dm)]
    scores = CASE["published"]["scores"][dm]
    for s in range(76):
        for q in range(76):
            assert (ranks[s] > ranks[q]) == (scores[s] > scores[q])


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("dm", DMS)
def test_every_published_verdict_is_found(dm: str, concept: str) -> None:
    found = stability(model(), [concept]).of(concept)[DMS.index(dm)]
    assert [int(s) + 1 for s in np.flatnonzero(found)] == CASE["published"][dm][concept]


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_published_equilibrium_is_found_and_no_other(concept: str) -> None:
    held = stability(model(), [concept]).equilibria(concept)
    assert [s + 1 for s in held] == CASE["published"]["everybody"][concept]


def test_the_one_nash_state_is_the_deal_that_both_commit_to() -> None:
    """State 73: tariffs eased, talks, a deal, concessions, a written commitment, no retaliation."""
    (state,) = stability(model(), ["nash"]).equilibria("nash")
    taken = {name for k, name in enumerate(OPTIONS) if STATES[state] >> k & 1}
    assert taken == {"U2", "U3", "U4", "C2", "C3", "C4"}
    # From tariffs answered by tariffs (state 10), which holds by SEQ but not by Nash, improvements do lead there.
    game = model()
    (way,) = evolution(game, [state], start=9).by_improvements
    assert way is not None
    assert way[-1] == (0, state)
    here = 9
    for dm, q in way:
        assert game.ranks[dm, q] > game.ranks[dm, here]
        assert q + 1 in CASE["moves"][DMS[dm]][str(here + 1)]
        here = q


def test_nobody_mistaken_finds_the_published_equilibria_in_a_hypergame_too() -> None:
    same = model()
    assert [s + 1 for s in first_level(same, [same, same], "seq").equilibria()] == CASE["published"]["everybody"]["seq"]
