"""Statements: grammar, precedence and messages."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from winset.statements import parse


def table(text: str, names: str) -> list[bool]:
    return [
        parse(text).holds(dict(zip(names, bits, strict=True))) for bits in itertools.product([False, True], repeat=len(names))
    ]


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("a or b and c", "a or (b and c)"),
        ("not a and b", "(not a) and b"),
        ("a if b or c", "a if (b or c)"),
        ("a iff b if c", "a iff (b if c)"),
        ("a if b if c", "(a if b) if c"),
        ("a if b", "a or not b"),
        ("a iff b", "(a and b) or (not a and not b)"),
        ("-a & b | !c", "((not a) and b) or (not c)"),
        ("a AND NOT b", "a and not b"),
        ("'a' and \"b\"", "a and b"),
    ],
)
def test_a_short_statement_means_its_full_form(short: str, full: str) -> None:
    assert table(short, "abc") == table(full, "abc")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "position 1 of '': it stops too early"),
        ("a and", "position 6 of 'a and': it stops too early"),
        ("a b", "position 3 of 'a b': 'and', 'or', 'if' or 'iff' was expected, not 'b'"),
        ("(a or b", "position 8 of '(a or b': ')' was expected for the '(' at position 1"),
        ("a)", "position 2 of 'a)': this ')' closes nothing"),
        ("a and $b", "position 7 of 'a and $b': '$' cannot be read here"),
        ("''", "position 1 of '''': the quotes are empty"),
    ],
)
def test_a_wrong_statement_says_where_and_why(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        parse(text)
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["(" * 3000 + "a", "not " * 900 + "a", "a" + " if a" * 700, "a" * 5000])
def test_a_huge_statement_is_refused_and_does_not_crash(text: str) -> None:
    with pytest.raises(ValueError, match=r"nested more than|4,000 characters"):
        parse(text)


def test_a_long_flat_statement_is_read() -> None:
    assert parse(" and ".join(["a"] * 500)).holds({"a": True})


def test_names_with_dots_hyphens_digits_and_spaces() -> None:
    assert parse("west-bank and 3.b or 'release water'").names() == ("west-bank", "3.b", "release water")
    assert parse("a and -b").names() == ("a", "b")


def test_a_missing_option_is_named() -> None:
    with pytest.raises(ValueError, match="'b'"):
        parse("a or b").holds({"a": True})


def outcome(text: str) -> str:
    try:
        statement = parse(text)
    except ValueError as slip:
        return str(slip)
    return f"position of all: {statement.holds(dict.fromkeys(statement.names(), True))}"


@given(st.text(alphabet="ab()&|!- andorifnot'$", max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    assert "position" in outcome(text)
