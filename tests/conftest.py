"""What all tests share: no network at all, settled settings of hypothesis, and a command line run in this process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "offline"))

import no_network  # noqa: E402

no_network.install()
# Every Python that a test starts refuses as well; relative entries are made absolute, since tests start it elsewhere.
os.environ["PYTHONPATH"] = os.pathsep.join(
    [str(HERE / "offline"), *(str(Path(p).resolve()) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p)]
)

# The same examples on every run, and no time limit: machines differ.
settings.register_profile("settled", derandomize=True, deadline=None, print_blob=False, database=None)
settings.load_profile("settled")


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """The command line in this process, 110 columns wide and without colour."""
    from winset.cli import main

    monkeypatch.setenv("COLUMNS", "110")
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    def run(*words: str | Path) -> Ran:
        monkeypatch.setattr(sys, "argv", ["winset", *(str(word) for word in words)])
        capsys.readouterr()
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        printed = capsys.readouterr()
        return Ran(status, printed.out, printed.err)

    return run


@pytest.fixture
def spawned(tmp_path: Path) -> Callable[..., Ran]:
    """A Python of its own, started in an empty folder."""

    def run(*words: str | Path) -> Ran:
        done = subprocess.run(
            [sys.executable, *(str(word) for word in words)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
