"""What a YAML file says: every scalar stays what was typed, every path has its line, every trap of YAML is closed."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from winset.case.reader import MAX_DEPTH, Page, read_bytes
from winset.errors import Slip


def page(text: str) -> Page:
    return read_bytes(text.encode(), "x.yaml")


def slips(text: str) -> list[str]:
    return [str(slip) for slip in page(text).slips]


TRAPS = ["no", "NO", "Yes", "on", "Off", "y", "n", "true", "False", "010", "0o17", "0x1F", "0b11", "1_000", "12:30", "12:30:45", "1e3", "1.", ".5", "+1", ".inf", ".NaN", "2025-03-08", "2025-03-08 12:00:00", "=", "<", "Null", "NULL", "1,000", "5%", "-", "--", "?x", ":x", "a:b", "a#b", "!=".strip("!")]  # fmt: skip


@pytest.mark.parametrize("word", [word for word in TRAPS if word != "-"])
def test_a_word_that_yaml_would_type_stays_what_was_typed(word: str) -> None:
    assert page(f"a: {word}\n").value == {"a": word}
    if word[0] not in "?:":  # which are signs of their own inside brackets
        assert page(f"a: [{word.replace(',', ';')}]\n").value == {"a": [word.replace(",", ";")]}
    assert page(f"{word}: b\n").value == {word: "b"}


def test_only_nothing_is_nothing() -> None:
    assert page("a:\nb: ~\nc: null\nd: ''\ne: 'null'\nf: \"~\"\ng: [~, '', null]\n").value == {
        "a": None,
        "b": None,
        "c": None,
        "d": "",
        "e": "null",
        "f": "~",
        "g": [None, "", None],
    }
    assert page("").value is None
    assert page("# only a comment\n").value is None


def test_every_path_has_the_line_of_its_key_or_of_its_place_in_a_list() -> None:
    text = """# a comment
case: x

parties:
  us: United States
  hamas:
    name: >
      A folded
      name
    aliases: [one,
      two]
rules:
  - if: {a: 1}
    then:

      b: 2
  -
    - deep
    - {x: y,
       z: w}
last: "quoted

  twice"
"""
    assert page(text).lines == {
        (): 2,
        ("case",): 2,
        ("parties",): 4,
        ("parties", "us"): 5,
        ("parties", "hamas"): 6,
        ("parties", "hamas", "name"): 7,
        ("parties", "hamas", "aliases"): 10,
        ("parties", "hamas", "aliases", "0"): 10,
        ("parties", "hamas", "aliases", "1"): 11,
        ("rules",): 12,
        ("rules", "0"): 13,
        ("rules", "0", "if"): 13,
        ("rules", "0", "if", "a"): 13,
        ("rules", "0", "then"): 14,
        ("rules", "0", "then", "b"): 16,
        ("rules", "1"): 18,
        ("rules", "1", "0"): 18,
        ("rules", "1", "1"): 19,
        ("rules", "1", "1", "x"): 19,
        ("rules", "1", "1", "z"): 20,
        ("last",): 21,
    }


def test_the_order_of_a_file_is_kept() -> None:
    assert list(page("b: 1\na: 2\nc: 3\n").value) == ["b", "a", "c"]


def test_a_key_written_twice_is_a_slip_with_both_lines_and_the_first_value_stays() -> None:
    twice = page("a:\n  x: 1\n  y: 2\n  x: 3\nb: {c: 1, c: 2}\n")
    assert [str(slip) for slip in twice.slips] == [
        "x.yaml:4: a.x: is written twice; the first one is in line 2",
        "x.yaml:5: b.c: is written twice; the first one is in line 5",
    ]
    assert twice.value == {"a": {"x": "1", "y": "2"}, "b": {"c": "1"}}


def test_a_section_written_twice_is_one_slip_and_its_second_half_is_still_read_for_slips() -> None:
    assert slips("a:\n  x: 1\na:\n  y: *z\n") == [
        "x.yaml:3: a: is written twice; the first one is in line 1",
        "x.yaml:4: a.y: '*z' is a YAML alias; write the value out",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: &x 1\n", "x.yaml:1: a: '&x' is a YAML anchor; write the value out where it is needed"),
        ("a: &x {b: 1}\n", "x.yaml:1: a: '&x' is a YAML anchor; write the value out where it is needed"),
        ("a:\n  - &x b\n", "x.yaml:2: a.0: '&x' is a YAML anchor; write the value out where it is needed"),
        ("a: *x\n", "x.yaml:1: a: '*x' is a YAML alias; write the value out"),
        ("- *x\n", "x.yaml:1: 0: '*x' is a YAML alias; write the value out"),
        ("*x : 1\n", "x.yaml:1: '*x' is a YAML alias; write the value out"),
        ("a:\n  <<: {b: 1}\n", "x.yaml:2: a: '<<' merges mappings in YAML; write the values out"),
        ("a: !!int 3\n", "x.yaml:1: a: 'tag:yaml.org,2002:int' is a YAML tag; a case file needs none"),
        ("a: !mine {b: 1}\n", "x.yaml:1: a: '!mine' is a YAML tag; a case file needs none"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: holds a second document after '---'; a case is one document"),
        ("[a, b]: 1\n", "x.yaml:1: a key should be a plain word"),
        ("? {a: 1}\n: 2\n", "x.yaml:1: a key should be a plain word"),
        ("a: \"\\x07\"\n", "x.yaml:1: a: holds a control character; remove it"),
        ("a: \x07\n", "x.yaml:1: holds a control character (\\x07); remove it"),
        ("\"a\\e[1m\": 1\n", "x.yaml:1: holds a control character; remove it"),
        ("a: b\u202ec\n", "x.yaml:1: a: holds an invisible character that turns the reading direction; remove it"),
        ("a: \"\\u200f\"\n", "x.yaml:1: a: holds an invisible character that turns the reading direction; remove it"),
        ("a:\n\t- b\n", "x.yaml:2: begins with a tab; indent with spaces"),
        ("a: [b\nc: d\n", "x.yaml:2: a bracket is not closed, a comma is missing, or a text that holds a ':' needs quotation marks, from line 1 on"),
        ("a: 'b\n", "x.yaml:2: a quotation mark of line 1 is not closed"),
        ("a: b: c\n", "x.yaml:1: a ':' stands where none can be; a ':' or the space after it may be missing in the line above, the indentation may be wrong, or a text that holds a ':' needs quotation marks"),
        ("a: @b\n", "x.yaml:1: this character cannot begin a text; put the text in quotation marks"),
        ("a: '" + "[" + "\n", "x.yaml:2: a quotation mark of line 1 is not closed"),
    ],
)  # fmt: skip
def test_a_trap_of_yaml_is_one_slip_in_plain_words(text: str, message: str) -> None:
    assert slips(text) == [message]


def test_a_single_document_may_begin_and_end_with_its_marks() -> None:
    assert page("---\na: 1\n...\n").value == {"a": "1"}
    assert slips("---\na: 1\n...\n") == []


def test_the_mark_for_a_plain_text_is_no_tag() -> None:
    assert page("a: ! 12\n").value == {"a": "12"}
    assert slips("a: ! 12\n") == []


def test_a_file_that_breaks_off_has_no_value_so_that_nothing_is_said_of_what_was_not_read() -> None:
    assert page("a: 1\nb: [\n").value is None
    assert page("a: " + "[" * (MAX_DEPTH + 1)).value is None
    assert page("a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)).slips == ()


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert read_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "x").value == {"a": "1", "b": "2"}
    assert read_bytes(b"a: 1\r\nb: 2\r\n", "x").lines[("b",)] == 2


def test_bytes_that_are_no_text_are_a_slip_with_their_line() -> None:
    assert read_bytes(b"a: 1\nb: \xe9\n", "x").slips == (
        Slip("x", 2, "", "holds a byte (0xe9) that is not UTF-8 text; save the file as UTF-8"),
    )


KEYS = st.text("abcxyz_-019", min_size=1, max_size=6).filter(lambda key: key not in ("-", "--", "---"))
TREES = st.recursive(
    st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")))
    | st.sampled_from(["no", "010", "12:30", "null", "~", "", "a b\n c"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(KEYS, TREES, min_size=1, max_size=4), st.sampled_from([True, False, None]))
def test_what_is_written_as_yaml_is_read_as_it_was_with_a_line_for_every_path(tree: dict[str, object], flow: bool | None) -> None:
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    read = page(text)
    assert read.slips == ()
    assert read.value == tree

    def all_paths(value: object, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        return {path}.union(*(all_paths(entry, (*path, str(key))) for key, entry in entries))

    assert set(read.lines) == all_paths(tree, ())
    assert all(1 <= line <= text.count("\n") + 1 for line in read.lines.values())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!|>'\"#%@`?,~<\n\t 0", max_size=60).map(str.encode))
def test_any_bytes_are_a_page_or_a_page_with_slips_and_never_a_crash(data: bytes) -> None:
    read = read_bytes(data, "x.yaml")
    assert isinstance(read, Page)
    assert all(str(slip).isprintable() for slip in read.slips)
