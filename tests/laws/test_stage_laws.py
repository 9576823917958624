"""One stage of a case is the whole case with every other stage fixed: later ones untouched, earlier ones carried out."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import Plain, loaded

from winset.arrays.deal_space import deal_space
from winset.deals.space import allowed, deal_at

ISSUES = ("a", "b", "c", "d")


@st.composite
def staged(draw: st.DrawFn) -> Plain:
    stages = draw(st.lists(st.sampled_from(["1", "2", "3"]), min_size=4, max_size=4).filter(lambda s: "2" in s))
    term = st.sampled_from(["v0", "v1", "v2", "changed", ["v0", "v1"]])
    terms = st.dictionaries(st.sampled_from(ISSUES), term, min_size=1, max_size=2)
    rule: st.SearchStrategy[Any] = st.one_of(
        st.fixed_dictionaries({"if": terms, "then": terms}),
        st.fixed_dictionaries({"never": terms}),
        st.lists(terms, min_size=1, max_size=3).flatmap(
            lambda of: st.fixed_dictionaries({"at_most": st.integers(0, len(of)), "of": st.just(of)})
        ),
        # An order runs along the stages: what comes in a later stage is not asked for before an earlier one.
        st.permutations(ISSUES).map(lambda p: {"order": sorted(p, key=lambda name: stages[ISSUES.index(name)])}),
    )
    return {
        "case": "staged",
        "title": "Stages",
        "as_of": "2030",
        "parties": {"p": "P"},
        "issues": {
            name: {"name": name, "values": ["v0", "v1", "v2"], "stage": s} for name, s in zip(ISSUES, stages, strict=True)
        },
        "stages": {"1": "One", "2": {"name": "Two", "after": ["1"]}, "3": {"name": "Three", "after": ["2"]}},
        "rules": {"rule": draw(rule)},
    }


def deals_allowed(plain: Plain, stage: str | None = None) -> list[dict[str, str]]:
    case = loaded(plain)
    space = deal_space(case.stage(stage) if stage else case, 0)
    rules = allowed(space)
    return [deal_at(space, i) for i in range(space.size) if rules[i]]


@settings(max_examples=150)
@given(staged())
def test_a_stage_allows_what_the_whole_case_allows_with_the_other_stages_fixed(plain: Plain) -> None:
    stage = {name: issue["stage"] for name, issue in plain["issues"].items()}
    fixed = {name: "v2" if stage[name] == "1" else "v0" for name in ISSUES if stage[name] != "2"}
    mine = [name for name in ISSUES if stage[name] == "2"]
    expected = [
        {name: deal[name] for name in mine} for deal in deals_allowed(plain) if all(deal[name] == v for name, v in fixed.items())
    ]
    if not expected:
        return  # the rule forbids every deal of the stage; which message says so is another matter
    assert deals_allowed(plain, "2") == expected
