"""What one could have known: the running replay against a rebuild from scratch, on a thousand random histories."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from winset.errors import BadRequest, UnknownName
from winset.evidence.history import LINKS, Record, as_of, replay

DAY = dt.date(2025, 3, 1)


def _random_history(rng: random.Random) -> list[Record]:
    records: list[Record] = []
    for k in range(rng.randint(1, 14)):
        links = []
        if records:
            for _ in range(rng.choice([0, 0, 1, 1, 2])):
                links.append((rng.choice(LINKS), rng.choice(records).id))
        # Entered in one order, learned in another: both happen.
        records.append(Record(f"c{k}", DAY + dt.timedelta(rng.randint(0, 6)), tuple(links)))
    return records


def _stands(name: str, known: list[Record]) -> bool:
    """By the definition: nothing that stands corrects or retracts it."""
    against = [r.id for r in known for link, target in r.links if target == name and link in {"corrects", "retracts"}]
    return not any(_stands(a, known) for a in against)


@pytest.mark.parametrize("block", range(10))
def test_replay_equals_a_rebuild_on_every_day(block: int) -> None:
    for seed in range(100 * block, 100 * block + 100):
        records = _random_history(random.Random(seed))
        steps = dict(replay(records))
        assert sorted(steps) == sorted({r.known for r in records})
        for offset in range(-1, 8):
            day = DAY + dt.timedelta(offset)
            fresh = as_of(records, day)
            known = [r for r in records if r.known <= day]
            assert fresh.standing == {r.id for r in known if _stands(r.id, known)}
            reached = [d for d in steps if d <= day]
            if reached:
                assert steps[max(reached)] == fresh
            else:
                assert fresh.standing == frozenset()


def test_a_retracted_retraction_brings_the_claim_back() -> None:
    one = Record("c1", DAY)
    two = Record("c2", DAY + dt.timedelta(1), (("retracts", "c1"),))
    three = Record("c3", DAY + dt.timedelta(2), (("retracts", "c2"),))
    history = [one, two, three]
    assert as_of(history, DAY).standing == {"c1"}
    assert as_of(history, DAY + dt.timedelta(1)).standing == {"c2"}
    assert as_of(history).standing == {"c1", "c3"}


def test_nothing_is_deleted_by_adding() -> None:
    history = _random_history(random.Random(5))
    for n in range(len(history)):
        early = as_of(history[: n + 1], DAY + dt.timedelta(2))
        assert early.standing <= {r.id for r in history}


def test_a_dispute_is_over_once_one_side_is_taken_back() -> None:
    history = [
        Record("a", DAY),
        Record("b", DAY, (("contradicts", "a"),)),
        Record("c", DAY + dt.timedelta(1), (("retracts", "a"),)),
    ]
    assert as_of(history, DAY).disputed == {("a", "b")}
    assert as_of(history).disputed == frozenset()


@pytest.mark.parametrize(
    "records",
    [
        [Record("a", DAY), Record("a", DAY)],
        [Record("a", DAY, (("corrects", "b"),)), Record("b", DAY)],
        [Record("a", DAY, (("corrects", "a"),))],
    ],
)
def test_a_record_can_only_speak_of_an_earlier_one(records: list[Record]) -> None:
    with pytest.raises(BadRequest):
        as_of(records)


def test_unknown_links_and_records_are_errors() -> None:
    with pytest.raises(UnknownName):
        as_of([Record("a", DAY), Record("b", DAY, (("deletes", "a"),))])
    with pytest.raises(UnknownName):
        as_of([Record("b", DAY, (("corrects", "x"),))])
