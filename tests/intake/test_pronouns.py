"""Whom a pronoun means: a name only where one person fits, else the candidates and an oddity."""

from __future__ import annotations

import pytest

from winset.intake.attribution import find_attributions
from winset.intake.oddities import find_oddities


def meant(text: str) -> tuple[str, tuple[str, ...]]:
    last = [a.source for a in find_attributions(text) if a.source and a.source.kind == "pronoun"][-1]
    return last.refers_to, last.candidates


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The president posted an ultimatum on Friday. It was, he wrote, the last warning.", "The president"),
        ("Colonel Sethna issued an ultimatum to President Amadi on Friday. He said the guns would open up at noon.", "Colonel Sethna"),
        ("Anna Berg met Oskar Lunde on Monday. She said the fares would rise.", "Anna Berg"),
        ("Anna Berg met Oskar Lunde on Monday. He said the fares would rise.", "Oskar Lunde"),
        ("“We will not pay,” Jon Berg said. “Nobody will.” He added that the books were closed.", "Jon Berg"),
        ("Maren Holt accused Peter Aas of fraud. He denied the charge.", "Peter Aas"),
        ("Lunde warned Berg that time was short. He added that the quay would close.", "Lunde"),
        ("The ministry denied the report. It said no boats had left.", "The ministry"),
        ("Officials in Keld denied the report. They said no boats had left.", "Officials in Keld"),
        ("Lunde said Berg had been told. Berg was furious, he said.", "Lunde"),
    ],
)  # fmt: skip
def test_a_pronoun_means_the_one_who_fits(text: str, name: str) -> None:
    assert meant(text) == (name, ())


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Colonel Sethna met President Amadi on Friday. He said the line would hold.", ("Colonel Sethna", "President Amadi")),
        ("Nils Holm accused Jon Berg of fraud. He denied it.", ("Nils Holm", "Jon Berg")),
        ("Ravi Sethna and Oskar Lunde signed the paper. He said it was a good day.", ("Ravi Sethna", "Oskar Lunde")),
        ("The general called the minister. He said the bridge was lost.", ("The general", "the minister")),
    ],
)
def test_where_several_fit_no_name_is_given(text: str, names: tuple[str, ...]) -> None:
    assert meant(text) == ("", names)
    (odd,) = [o for o in find_oddities(text) if o.kind == "unclear who speaks"]
    assert all(name in odd.why for name in names)
