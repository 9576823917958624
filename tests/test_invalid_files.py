"""Every file under files/invalid has one slip; its first line is the message it expects, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

import winset

INVALID = Path(__file__).parent / "files" / "invalid"
CASES = sorted(path for path in INVALID.iterdir() if path.suffix == ".yaml" or path.is_dir())


def expected(path: Path) -> str:
    first = (path / "case.yaml" if path.is_dir() else path).read_bytes().split(b"\n", 1)[0]
    return first.decode().removeprefix("# ")


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_with_one_slip_is_told_that_slip_and_nothing_else(path: Path) -> None:
    with pytest.raises(winset.CaseError) as caught:
        winset.load(path)
    assert str(caught.value) == expected(path)
    assert len(caught.value.slips) == 1


@pytest.mark.parametrize("path", [path for path in CASES if path.suffix == ".yaml"], ids=lambda path: path.stem)
def test_the_same_text_without_a_folder_has_the_same_slip(path: Path) -> None:
    if b"documents:" in path.read_bytes():
        return
    with pytest.raises(winset.CaseError) as caught:
        winset.loads(path.read_bytes(), path.name)
    assert str(caught.value) == expected(path)


def test_there_are_enough_slips_and_each_expects_a_message_at_a_file() -> None:
    assert len(CASES) >= 60
    assert all(expected(path).split(":")[0].endswith(".yaml") for path in CASES)
