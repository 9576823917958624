"""A slip that breaks a record does not hide the others in the same record."""

import pytest

import winset
from winset.errors import CaseError

TEXT = """format: 1
case: b
title: T
as_of: 2030-01-01
signed_by: [a]
parties: {a: A, b: B}
issues:
  i: {name: I, values: [n, y], delivered_by: q, stage: later}
sources: {s: {name: S, grade: Z9, via: nobody_known}}
preferences:
  a: {weights: {i: 1, k: 1}, reservation: [0.5, 0.1]}
claims:
  x: {about: issues.wel, by: t, modality: hope, reading: told}
"""


def test_every_slip_of_a_broken_record_is_told_at_once() -> None:
    with pytest.raises(CaseError) as caught:
        winset.loads(TEXT)
    found = {(slip.line, slip.path) for slip in caught.value.slips}
    assert {
        (8, "issues.i.delivered_by"),
        (9, "sources.s.grade"),
        (9, "sources.s.via"),
        (11, "preferences.a.reservation"),
        (11, "preferences.a.weights.k"),
        (13, "claims.x.about"),
        (13, "claims.x.by"),
        (13, "claims.x.modality"),
    } <= found


def test_what_only_the_cut_would_make_wrong_is_not_told() -> None:
    with pytest.raises(CaseError) as caught:
        winset.loads(TEXT.replace("k: 1}", "k: {}}"))
    assert not any("needs at least one" in slip.message for slip in caught.value.slips)
