"""Files of another program as cases: what they say of misperceptions, wrong rankings, and statements that say nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.analyses.conflict_files import case_of_gmcr, gmcr_text, load_gmcr
from winset.arrays.conflict_model import conflict_model
from winset.conflict.gmcr_files import read_gmcr
from winset.errors import BadRequest

SYRIA = Path(__file__).parent / "papers/conflicts/syria_iraq_misperceived.gmcr"


def text(a: Any, b: Any, manual: bool = False, **more: Any) -> str:
    makers = [{"name": "A", "options": [0], **a}, {"name": "B", "options": [1], **b}]
    data = {"options": [{"name": "x"}, {"name": "y"}], "decisionMakers": makers, "useManualPreferenceRanking": manual}
    return json.dumps({**data, **more})


def test_misperceptions_that_are_an_unseen_option_become_a_view_and_are_written_again() -> None:
    ranked = {"preferences": [[[0, "Y"]]]}
    written = text(ranked, {**ranked, "misperceptions": [[[0, "Y"]]]})
    case = case_of_gmcr(written, "two")
    assert case.file.conflict.views["B"].unaware_of == ("x",)
    assert case.file.summary is None
    again = gmcr_text(case)
    assert read_gmcr(again).misperceived == read_gmcr(written).misperceived == ((), (1, 3))
    assert case_of_gmcr(again, "two").file.conflict.views["B"].unaware_of == ("x",)
    # On a day on which the party knows, nothing is misperceived any more.
    doha = winset.load("doha2025")
    assert read_gmcr(gmcr_text(doha)).misperceived == ((), (), ())
    before, model = read_gmcr(gmcr_text(doha.on("2025-01-31"))), conflict_model(doha)
    secret = [model.options.index(o) for o in ("talk", "offer_credit", "leak")]
    assert before.misperceived[2] == tuple(s for s in model.states().tolist() if any(s >> k & 1 for k in secret))


def test_misperceptions_that_options_cannot_say_are_told(cli: Callable[..., Any]) -> None:
    case = load_gmcr(SYRIA)
    assert not case.file.conflict.views
    said = " ".join(cli("check", SYRIA).out.split())
    assert "Syria misperceives 2 of 6 states in the file; this is left out" in said
    assert "Iraq misperceives 2 of 6 states" in said


def test_every_wrong_ranking_is_told_with_the_numbers_of_the_file() -> None:
    wrong = text({"preferenceRanking": [1, 2, 4]}, {"preferenceRanking": [1, 2, [3, 3], 9]}, True)
    with pytest.raises(BadRequest) as caught:
        read_gmcr(wrong)
    assert str(caught.value) == (
        "decisionMakers[0]: the ranking leaves out state number 3 (y); decisionMakers[1]: there is no state number '9'; "
        "decisionMakers[1]: the ranking names state number 3 twice; "
        "decisionMakers[1]: the ranking leaves out state number 4 (x, y)"
    )


@pytest.mark.parametrize(
    "statement",
    [
        {"compound": True, "members": [[[0, "Y"]], []]},
        {"compound": True, "members": [[]]},
        {"compound": True, "members": []},
        [],
    ],
)
def test_a_statement_without_conditions_ranks_nothing_in_the_file_and_in_the_case(statement: Any) -> None:
    for others in ([], [[[1, "N"]]], [{"compound": True, "members": [[[0, "Y"]], [[1, "Y"]]]}]):
        written = text({"preferences": [statement, *others]}, {"preferences": [[[0, "N"]]]})
        model = conflict_model(case_of_gmcr(written, "two"))
        assert model.ranks.tolist() == read_gmcr(written).model.ranks.tolist()
