"""Ctrl-C keeps the draws made so far, and the shares say how many; nothing is ever half counted or half written."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import pytest

import winset
from winset.analyses import solving, winsets
from winset.analyses.scene import scene
from winset.engine import slices as slicing
from winset.results import Share

DRAWS = 12


@pytest.fixture
def case(monkeypatch: pytest.MonkeyPatch) -> winset.Case:
    """The first stage of the bundled case, a slice for every draw."""
    monkeypatch.setattr(slicing, "CELLS", 1)
    return winset.load("doha2025").stage(1)


def interrupted_at(line: int, code: CodeType, run: Callable[[], Any]) -> Any:
    """What `run` returns if Ctrl-C comes before the `line`-th line that `code` carries out; None if it ends before."""
    left = [line]

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        if frame.f_code is not code:
            return None
        if event == "line":
            left[0] -= 1
            if left[0] == 0:
                sys.settrace(None)
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        found = run()
    except KeyboardInterrupt:
        return "nothing was counted yet"
    finally:
        sys.settrace(before)
    return found if left[0] <= 0 else None


def test_an_interrupted_win_set_is_that_of_the_draws_made(case: winset.Case) -> None:
    at = scene(case, DRAWS)
    whole = winsets.tally(at)
    code = winsets.tally.__code__
    seen = set()
    for line in range(1, 500):
        found = interrupted_at(line, code, lambda: winsets.tally(at))
        if found is None:
            break
        if isinstance(found, str):
            continue
        seen.add(found.draws)
        assert (found.inside <= found.draws).all()
        assert (found.accepts + found.refuses <= found.draws).all()
        assert (found.inside <= whole.inside).all()
        decided = found.inside + found.open + (found.draws - found.inside - found.open)
        assert (decided == found.draws).all()
        assert int(found.accepts[0, 0] + found.refuses[0, 0]) == found.draws
    assert seen >= set(range(1, DRAWS))
    assert whole.draws == DRAWS


@pytest.mark.parametrize("verb", ["solve", "frontier"])
def test_an_interrupted_solution_counts_whole_draws_only(case: winset.Case, verb: str) -> None:
    function = getattr(solving, verb)
    seen = set()
    for line in range(1, 400):
        found = interrupted_at(line, function.__code__, lambda: function(case, draws=DRAWS, rows=216))
        if found is None:
            break
        if isinstance(found, str):
            continue  # before the first draw, or after the last: then the whole answer is given up
        seen.add(found.draws)
        shares = [cell for row in found.rows() for cell in row.values() if isinstance(cell, Share)]
        assert all(0 < share.count <= share.draws == found.draws for share in shares)
        if found.draws < DRAWS:
            assert f"interrupted: {found.draws} of {DRAWS} draws were made and are counted here" in found.notes()
    assert seen >= set(range(1, DRAWS))


CHILD = """
import signal
# A shell that starts the tests in the background has Ctrl-C ignored for all of them.
signal.signal(signal.SIGINT, signal.default_int_handler)
import sys
from winset.engine import slices as slicing

slicing.CELLS = 1
every = slicing.slices

def told(*arguments):
    for part in every(*arguments):
        print("a slice", flush=True)
        yield part

slicing.slices = told
sys.argv = ["winset", *sys.argv[1:]]
from winset.cli import main
main()
"""


@pytest.mark.parametrize("verb", [["winset"], ["solve", "nash"], ["frontier"]])
def test_ctrl_c_ends_a_long_run_with_the_draws_made_so_far(tmp_path: Path, verb: list[str]) -> None:
    words = [verb[0], "doha2025", *verb[1:], "--draws", "15000"]
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path
    )
    assert child.stdout is not None
    for _ in range(3):
        assert child.stdout.readline() == "a slice\n"
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=100)
    assert (child.returncode, err) == (0, "")
    assert "interrupted: " in out
    assert "draws were made and are counted here" in " ".join(out.split())
