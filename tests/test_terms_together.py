"""Joint worths in a whole case: what-ifs, redaction, exports, conflict preferences, events, blockers, and the brief."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import winset
from winset.analyses.brief_consent import gain_of
from winset.analyses.exchanging import export_case
from winset.arrays.conflict_preferences import worth_of_deals
from winset.arrays.deal_space import deal_space
from winset.deals.space import deal_at, worths
from winset.exchange.profiles import profile
from winset.exchange.redact import redacted

TEXT = """
case: together
title: Terms together
as_of: 2030-01-01
parties: {a: A, b: B}
issues:
  i: {name: I, values: [n, y], delivered_by: a, stage: 2}
  j: {name: J, values: [n, s, t], delivered_by: b}
  k: {name: K, values: {from: 0, to: 4}, delivered_by: b}
  m: {name: M, values: [n, y], delivered_by: a, contingent: {event: rain, probability: {a: 0.3, b: 0.6}}}
stages: {1: {name: one}, 2: {name: two, after: 1}}
conflict: {options: {a: {give: {name: Give, does: {i: y}}}, b: {take: {name: Take, does: {j: s}}}}}
preferences:
  a:
    weights: {i: 2, j: -1, k: 1}
    reservation: -0.2
    joint:
      - {if: {i: y, j: [s, t]}, worth: -2, compartments: secret}
      - {if: {m: y, k: 4}, worth: 1}
      - {if: {i: n, j: n}, worth: 1/2, compartments: secret}
  b: {weights: {i: 1, j: 1}, joint: {alone: {if: {i: y}, worth: -3}}}
"""


@pytest.fixture
def case() -> winset.Case:
    return winset.loads(TEXT)


def worth(case: winset.Case, party: str, **terms: str) -> Fraction:
    space = deal_space(case, 0)
    p = space.party(party)
    found = worths(space, slice(0, 1))[0, p]
    at = next(
        n
        for n in range(space.size)
        if all(v == terms.get(d, space.values[space.dims.index(d)][0]) for d, v in deal_at(space, n).items())
    )
    return Fraction(int(found[at]), int(space.scale[0, p]))


def test_an_amount_counts_in_the_unit_of_the_weights_where_all_terms_hold(case: winset.Case) -> None:
    assert worth(case, "a", i="y") == Fraction(2 + 1, 4)
    assert worth(case, "a", i="y", j="s") == Fraction(2 + 0.5 - 2) / 4
    assert worth(case, "a") == Fraction(1 + Fraction(1, 2)) / 4
    assert worth(case, "b", i="y") == Fraction(1 - 3, 2)


def test_of_a_value_that_depends_on_an_event_as_much_counts_as_the_party_expects(case: winset.Case) -> None:
    whole = worth(case, "a", k="4", m="y") - worth(case, "a", k="4")
    assert whole == Fraction(1, 4)
    assert worth(case, "a", k="4", m="y_else_n") - worth(case, "a", k="4") == Fraction(3, 10) * whole
    assert worth(case, "a", k="4", m="n_else_y") - worth(case, "a", k="4") == Fraction(7, 10) * whole


def test_the_worth_of_the_status_quo_left_out_has_the_amounts_that_hold_there() -> None:
    case = winset.loads(TEXT.replace("    reservation: -0.2\n", ""))
    space = deal_space(case, 0)
    assert Fraction(int(space.floor[0, 0]), int(space.scale[0, 0])) == worth(case, "a")


def test_a_stage_keeps_of_an_entry_what_is_still_open(case: winset.Case) -> None:
    first = case.stage("1").data()["preferences"]["a"]["joint"]
    assert set(first) == {"1", "2"}
    assert set(first["2"]["if"]) == {"j"}
    later = case.stage("2").data()["preferences"]["a"]["joint"]
    assert set(later) == {"0"}
    assert set(later["0"]["if"]) == {"i"}


def test_a_protected_entry_is_dropped_and_the_rest_of_the_preference_stays(case: winset.Case) -> None:
    left = redacted(case, profile(case, "public")).data["preferences"]["a"]
    assert set(left["joint"]) == {"1"}
    assert left["reservation"] == "-0.2"
    bare = winset.loads(TEXT.replace("worth: 1}", "worth: 1, compartments: secret}"))
    kept = redacted(bare, profile(case, "public")).data["preferences"]["a"]
    assert [entry["worth"] for entry in kept["joint"].values()] == ["0"]
    assert kept["reservation"] == "-0.2"


def test_the_states_of_a_conflict_are_ranked_by_it(case: winset.Case) -> None:
    found = worth_of_deals(case, "a", 0, 1)
    scale = int(found.scale[0])
    assert [Fraction(int(w), scale) for w in found.values[0]] == [
        worth(case, "a"), worth(case, "a", i="y"), worth(case, "a", j="s"), worth(case, "a", i="y", j="s"),
    ]  # fmt: skip


def test_what_an_issue_gains_is_bounded_by_what_the_others_may_be(case: winset.Case) -> None:
    space = deal_space(case, 0)
    scale = int(space.scale[0, 0])
    least, most = gain_of(space.worth, space.joint, 0, space.dims.index("i"))
    assert (Fraction(int(least[0]), scale), Fraction(int(most[0]), scale)) == (
        Fraction(2 - 2 - Fraction(1, 2)) / 4,
        Fraction(2, 4),
    )
    assert np.array_equal(*gain_of(space.worth, space.joint, 1, space.dims.index("j")))


def test_who_loses_by_terms_only_together_would_refuse_them() -> None:
    text = """
        case: c
        title: t
        as_of: 2030-01-01
        parties: {a: A}
        issues: {i: {name: I, values: [n, y], delivered_by: a}, j: {name: J, values: [n, y], delivered_by: a}}
        preferences: {a: {weights: {i: 1, j: 1}, joint: [{if: {i: y, j: y}, worth: -3}]}}
        """
    case = winset.loads(text)
    shares = {
        terms: winset.blockers(case, **dict.fromkeys(terms, "y")).rows()[0]["would refuse it alone"] for terms in ("i", "j", "ij")
    }
    assert [share.count for share in shares.values()] == [0, 0, 1]


def test_other_formats_say_that_it_is_lost_and_a_game_holds_it(case: winset.Case, tmp_path: Path) -> None:
    lost = export_case(case, "csv", tmp_path / "grid.csv").lost
    assert any("what terms are worth together" in line for line in lost)
    assert not any("together" in line for line in export_case(case.stage("2"), "nfg", tmp_path / "game.nfg").lost)


def test_a_claim_that_is_wrong_leaves_the_amount_open_on_both_sides() -> None:
    text = (
        TEXT
        + "sources: {s: {name: S}}\nclaims: {c: {about: preferences.a.joint.0.worth, by: s, if_wrong: unknown, reading: r}}\n"
    )
    assert winset.loads(text).without("c").get("preferences.a.joint.0.worth") == ["-2", "2"]
