"""Every file format, cut off, with bytes changed and lines lost: an answer or an error that names the file, never a traceback."""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import zipfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from test_exchange import GENIUS_DOMAIN, GENIUS_PROFILE, scenario

from winset.analyses.exchanging import import_case, read_scenario
from winset.errors import CaseError, WinsetError
from winset.exchange.genius import write_genius
from winset.exchange.geniusweb import write_geniusweb
from winset.exchange.negmas import write_negmas
from winset.exchange.sheets import write_csv, write_xlsx

TIMES = 300
BITS = (
    b'"',
    b"<",
    b">",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"-",
    b"1e999",
    b"0",
    b"nan",
    b"\n",
    b"'",
    b"\x00",
    b"&a",
    b"\xff",
    b"=",
)


def mutilated(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes after one to three mishaps."""
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        at = rng.randrange(len(data) + 1)
        kind = rng.randrange(7)
        if kind == 0:
            data = data[:at]
        elif kind == 1 and data:
            at = min(at, len(data) - 1)
            data = data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :]
        elif kind == 2:
            rows = data.split(b"\n")
            rows.pop(rng.randrange(len(rows)))
            data = b"\n".join(rows)
        elif kind == 3:
            rows = data.split(b"\n")
            rows.insert(rng.randrange(len(rows)), rng.choice(rows))
            data = b"\n".join(rows)
        elif kind == 4:
            data = data[:at] + rng.choice(BITS) + data[at:]
        elif kind == 5:
            data = data[:at] + data[at + rng.randrange(1, 40) :]
        else:
            words = [w for w in data.replace(b'"', b" ").split() if len(w) > 1]
            if words:
                data = data.replace(rng.choice(words), rng.choice((*words, b"", b"-1", b"x" * 500)), 1)
    return data


def inside(data: bytes, rng: random.Random) -> bytes:
    """Return a package of files with one of them mutilated."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        hit = rng.choice(old.namelist())
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, mutilated(part, rng) if name == hit else part)
    return out.getvalue()


def refusal(error: CaseError, names: set[str]) -> str:
    """Return what is wrong with a refusal: a slip in no file, or without words."""
    return "; ".join(str(slip) for slip in error.slips if slip.file not in names or not slip.message)


def sources(folder: Path) -> dict[str, Path]:
    """Write one sound source of each format below `folder`."""
    one = scenario()
    one = replace(one, parties=tuple(replace(p, discount=Fraction(9, 10)) for p in one.parties))
    for name, written in (
        ("genius", write_genius(one)),
        ("geniusweb", write_geniusweb(one)),
        ("negmas", write_negmas(one)),
        ("csv", write_csv(one)),
    ):
        (folder / name).mkdir()
        for file, text in written.files:
            (folder / name / file).write_text(text, encoding="utf-8")
    (folder / "numbers").mkdir()
    (folder / "numbers" / "domain.xml").write_text(GENIUS_DOMAIN)
    (folder / "numbers" / "domain_buyer.xml").write_text(GENIUS_PROFILE)
    (folder / "xlsx").mkdir()
    write_xlsx(replace(one, issues=tuple(replace(i, kind="discrete") for i in one.issues)), folder / "xlsx" / "grid.xlsx")
    return {path.name: path for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("form", ["csv", "genius", "geniusweb", "negmas", "numbers", "xlsx"])
def test_a_mutilated_file_is_read_or_refused_with_its_name(form: str, tmp_path: Path) -> None:
    sound = tmp_path / "sound"
    sound.mkdir()
    source = sources(sound)[form]
    assert read_scenario(source).parties
    refused = 0
    for seed in range(TIMES):
        rng = random.Random(f"{form} {seed}")
        folder = tmp_path / "broken"
        shutil.copytree(source, folder)
        path = rng.choice(sorted(folder.iterdir()))
        path.write_bytes((inside if form == "xlsx" and seed % 2 else mutilated)(path.read_bytes(), rng))
        try:
            found = read_scenario(folder)
        except CaseError as error:
            refused += 1
            amiss = refusal(error, {file.name for file in folder.iterdir()} | {folder.name})
            if amiss or not error.slips:
                pytest.fail(f"{seed}: {amiss or 'no slip'}")
        else:
            assert found.issues, seed
            with contextlib.suppress(WinsetError):
                import_case(folder, tmp_path / "case")
            shutil.rmtree(tmp_path / "case", ignore_errors=True)
        shutil.rmtree(folder)
    assert refused > TIMES // 10
