"""What must hold of every case: laws of consent, delivery and fairness, on generated cases."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from small_cases import PARTIES, Plain, cases, loaded, renamed

import winset
from winset.analyses.scene import scene
from winset.analyses.winsets import tally
from winset.arrays.deal_space import NO, YES, deal_space
from winset.deals.consent import deliverable, in_winset, needs
from winset.deals.frontier import efficient
from winset.deals.solutions import choose
from winset.deals.space import allowed, deal_at, worths

DRAWS = 5
CONCEPTS = ("nash", "kalai_smorodinsky", "kalai_rosenthal", "egalitarian", "utilitarian")
few = settings(max_examples=60)


def won(case: winset.Case, draws: int = DRAWS) -> dict[frozenset[tuple[str, str]], tuple[int, int]]:
    """Every deal as a set of terms, with the draws in which it is in the win-set and in which it hangs on an open consent."""
    at = scene(case, draws)
    counts = tally(at)
    return {frozenset(deal_at(at.space, i).items()): (int(counts.inside[i]), int(counts.open[i])) for i in range(at.space.size)}


def chosen(case: winset.Case, concept: str, parties: list[str]) -> set[frozenset[tuple[str, str]]]:
    at = deal_space(case, 0)
    who = [at.party(party) for party in parties]
    worth = worths(at, slice(0, 1))[0][who]
    found, _ = choose(concept, worth, at.floor[0][who], at.scale[0][who], allowed(at))
    return {frozenset(deal_at(at, int(i)).items()) for i in found}


@few
@given(cases(ranges=False), st.permutations(PARTIES))
def test_calling_the_parties_by_other_names_changes_no_answer(plain: Plain, order: list[str]) -> None:
    new = dict(zip(PARTIES, (f"{name}{name}" for name in order), strict=True))
    one, two = loaded(plain), loaded(renamed(plain, new))
    assert won(one) == won(two)
    for concept in CONCEPTS:
        assert chosen(one, concept, list(PARTIES)) == chosen(two, concept, [new[p] for p in PARTIES])
    first, second = (winset.ask(case, "who_can_block(a=v1)").value for case in (one, two))
    assert sorted(new[p] for p in first) == sorted(second)
    for party in PARTIES:
        told = [winset.deliverable(case, [who]).value["deals"] for case, who in ((one, party), (two, new[party]))]
        assert told[0] == told[1]


@few
@given(cases())
def test_writing_the_issues_in_another_order_changes_no_answer_even_with_ranges(plain: Plain) -> None:
    turned = {**plain, "issues": dict(reversed(plain["issues"].items()))}
    one, two = loaded(plain), loaded(turned)
    assert won(one) == won(two)
    for concept in CONCEPTS:
        assert chosen(one, concept, list(PARTIES)) == chosen(two, concept, list(PARTIES))


def shuffled(value: Any) -> Any:
    """The same mappings written from the last entry to the first; lists keep their order."""
    if isinstance(value, dict):
        return {key: shuffled(entry) for key, entry in reversed(value.items())}
    return value


@few
@given(cases())
def test_no_share_depends_on_the_order_in_which_anything_is_written(plain: Plain) -> None:
    assert won(loaded(plain)) == won(loaded(shuffled(plain)))


@few
@given(cases(), st.booleans())
def test_a_party_that_no_term_needs_never_changes_the_win_set(plain: Plain, hostile: bool) -> None:
    """Opposing is not blocking: whoever neither signs, delivers nor ratifies can want what it likes."""
    weights = dict.fromkeys(plain["issues"], "-5" if hostile else "5")
    more = {
        **plain,
        "parties": {**plain["parties"], "bystander": {"name": "Bystander", "at_table": "no"}},
        "preferences": {**plain["preferences"], "bystander": {"weights": weights, "reservation": "1"}},
        "consents": {**plain.get("consents", {}), "bystander": dict.fromkeys(plain["issues"], "vetoed")},
    }
    assert won(loaded(plain)) == won(loaded(more))
    told = winset.blockers(loaded(more), dict.fromkeys(plain["issues"], "v1"), draws=DRAWS)
    assert "bystander" not in told.value["blockers"]
    assert not any("bystander" in group for group in told.value["minimal_sets"])


@few
@given(cases(), st.data())
def test_striking_a_consent_can_only_shrink_what_can_be_delivered(plain: Plain, data: st.DataObject) -> None:
    given_ = [(p, i) for p, sheet in plain.get("consents", {}).items() for i, state in sheet.items() if state == "consented"]
    if not given_:
        return
    party, issue = data.draw(st.sampled_from(given_))
    less = {
        **plain,
        "consents": {p: {i: s for i, s in sheet.items() if (p, i) != (party, issue)} for p, sheet in plain["consents"].items()},
    }
    inside = data.draw(st.lists(st.sampled_from(PARTIES), min_size=1, max_size=2, unique=True))
    before, after = (winset.deliverable(loaded(one), inside, rows=100).rows() for one in (plain, less))
    assert {row["deal"] for row in after} <= {row["deal"] for row in before}


@few
@given(cases(), st.sets(st.sampled_from(PARTIES), min_size=1), st.sampled_from(PARTIES))
def test_one_more_consenting_party_can_only_add_deals(plain: Plain, few_: set[str], one: str) -> None:
    at = deal_space(loaded(plain), 0)
    rules = allowed(at)
    less = deliverable(at, [at.party(p) for p in few_], {}, rules)
    more = deliverable(at, [at.party(p) for p in few_ | {one}], {}, rules)
    assert not (less & ~more).any()
    assert (deliverable(at, range(len(at.parties)), {}, rules) == rules).all()


@few
@given(cases(ranges=False))
def test_what_a_fair_rule_chooses_holds_an_efficient_deal(plain: Plain) -> None:
    """Nash, utilitarian: every choice with a positive gain for all is efficient; the max-min rules tie with one that is."""
    at = deal_space(loaded(plain), 0)
    worth, rules = worths(at, slice(0, 1))[0], allowed(at)
    front = np.zeros(at.size, bool)
    front[np.flatnonzero(rules)[efficient(worth[:, rules])]] = True
    for concept in CONCEPTS:
        found, score = choose(concept, worth, at.floor[0], at.scale[0], rules)
        if len(found):
            assert front[found].any(), concept
        if concept == "utilitarian" or (concept == "nash" and score > 0):
            assert front[found].all(), concept


@few
@given(cases(), st.integers(0, 99))
def test_the_same_seed_gives_the_same_answer(plain: Plain, seed: int) -> None:
    one, two = loaded(plain), loaded(plain)
    for verb in (winset.winset, winset.frontier, winset.solve):
        assert verb(one, draws=DRAWS, seed=seed).to_json() == verb(two, draws=DRAWS, seed=seed).to_json()


@few
@given(cases(), st.sampled_from(PARTIES))
def test_a_what_if_on_one_party_leaves_the_draws_of_the_others_alone(plain: Plain, party: str) -> None:
    case = loaded(plain)
    other = case.set(f"preferences.{party}.weights.a", ["1", "9"]).set(f"preferences.{party}.reservation", ["0", "1/3"])
    one, two = deal_space(case, 7), deal_space(other, 7)
    # Where nothing else is a range, one of them has one row, which stands for every draw.
    rest = [p for p, name in enumerate(one.parties) if name != party]
    for before, after in zip(one.worth, two.worth, strict=True):
        # As shares of the party's own scale, which is all that its worths mean.
        left, right = before[:, rest] * two.scale[:, rest, None], after[:, rest] * one.scale[:, rest, None]
        assert (left == right).all()
    assert (one.floor[:, rest] * two.scale[:, rest] == two.floor[:, rest] * one.scale[:, rest]).all()


@few
@given(cases())
def test_a_deal_in_the_win_set_has_the_yes_of_everybody_it_needs(plain: Plain) -> None:
    at = scene(loaded(plain), DRAWS)
    counts = tally(at)
    need = needs(at.space)
    for i in np.flatnonzero(counts.inside == counts.draws).tolist():
        assert at.rules[i]
        for p in np.flatnonzero(need.any[:, i]).tolist():
            assert counts.accepts[p, i] == counts.draws


@few
@given(cases(), st.lists(st.sampled_from(["no", "open", "yes"]), min_size=3, max_size=3), st.integers(0, 2))
def test_a_firmer_yes_never_loses_a_deal(plain: Plain, words: list[str], who: int) -> None:
    """The win-set is monotone: turning one party's no or open into a yes takes no deal out of it."""
    at = scene(loaded(plain), 1)
    state = {"no": NO, "open": 1, "yes": YES}
    says = np.array([[[state[word]] * at.space.size] for word in words], np.int8)
    better = says.copy()
    better[who] = YES
    before = in_winset(at.space, at.need, says, at.bodies, at.rules)
    after = in_winset(at.space, at.need, better, at.bodies, at.rules)
    assert (after >= before).all()


@few
@given(cases())
def test_resolving_a_case_keeps_every_answer_and_its_hash(plain: Plain) -> None:
    case = loaded(plain)
    again = winset.loads(case.resolve())
    assert won(case) == won(again)
    assert case.hash() == again.hash()
