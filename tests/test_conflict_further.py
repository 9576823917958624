"""Further questions about what holds, from the command line: the way back to preferences, what decides, leaving at once, groups."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]
CASE = """
case: exchange
title: An exchange
as_of: 2030-05-04
parties: {army: Army, militia: Militia}
conflict:
  options:
    army: {withdraw: withdraw}
    militia: {release: release the prisoners, attack: attack}
  infeasible: [release and attack]
  preferences:
    army: ARMY
    militia: MILITIA
"""


@pytest.fixture
def run(cli: Callable[..., object], monkeypatch: pytest.MonkeyPatch) -> Run:
    def runner(*words: str) -> tuple[int, str, str]:
        monkeypatch.setenv("COLUMNS", "240")
        ran = cli(*words)
        return ran.status, ran.out, ran.err

    return runner


@pytest.fixture
def exchange(tmp_path: Path) -> Callable[..., Path]:
    def write(army: str, militia: str) -> Path:
        path = tmp_path / "exchange.yaml"
        path.write_text(CASE.replace("ARMY", army).replace("MILITIA", militia), encoding="utf-8")
        return path

    return write


def test_the_inverse_of_the_bundled_case_is_counted_and_its_other_ways_are_told_in_short(run: Run) -> None:
    status, out, err = run("stability", "doha2025", "--inverse", "talk", "--concepts", "nash,seq", "--draws", "2")
    assert status == 0, err
    # One way of leaving among k asks that it is not the better of two: 1 / (k + 1), with 5, 1 and 23 ways.
    for share in ("0.17 of all rankings (counted)", "0.5 of all rankings (counted)", "0.042 of all rankings (counted)"):
        assert share in out
    assert "SEQ: the changes named first, all taken together, make it hold (checked)." in " ".join(out.split())
    _, out, _ = run("stability", "doha2025", "--inverse", "none", "--concepts", "gmr", "--draws", "2")
    assert "32765" not in out


def test_the_replier_own_comparison_is_named_as_the_one_that_decides(run: Run, exchange: Callable[..., Path]) -> None:
    army = "{weights: {withdraw: 1, attack: -5}}"
    militia = "{weights: {attack and withdraw: [-1, 1], attack and not withdraw: -1, withdraw: -5, release: -9}}"
    status, out, err = run("stability", str(exchange(army, militia)), "--concepts", "seq", "--robust", "--story", "none")
    assert status == 0, err
    assert "Militia between 'withdraw, attack' and 'withdraw':" in " ".join(out.split())


def test_simultaneous_stability_is_told_and_no_heading_stands_alone(run: Run, exchange: Callable[..., Path]) -> None:
    # Both would leave: with the other leaving at the same time it comes to the clash, which is worse for both.
    path = str(
        exchange(
            "{ranking: [withdraw and not attack, not withdraw and not attack, not withdraw, withdraw]}",
            "{ranking: [attack and not withdraw, not attack and not withdraw, not attack, attack]}",
        )
    )
    status, out, err = run("stability", path, "--concepts", "sim", "--story", "none")
    assert status == 0, err
    said = " ".join(out.split())
    assert "SIM: it holds." in said
    assert "with Militia for 'attack' at the same time it comes to 'withdraw, attack', which is no better" in said
    said = " ".join(run("stability", path, "--concepts", "sim", "--robust")[1].split())
    assert "'nothing taken' holds by SIM: Army would leave" in said
    said = " ".join(run("stability", path, "--concepts", "non_myopic", "--story", "none")[1].split())
    assert "NON_MYOPIC: it" in said
    assert "is not told for this concept" in said
    assert run("stability", "doha2025", "--concepts", "sim", "--robust", "--draws", "2")[0] == 0


def test_a_table_of_all_groups_that_would_take_minutes_is_refused_with_its_size(run: Run, tmp_path: Path) -> None:
    names = [f"o{k}" for k in range(12)]
    options = ", ".join(f"{who}: {{{', '.join(f'{n}: x' for n in names[k::6])}}}" for k, who in enumerate("abcdef"))
    text = "case: big\ntitle: Big\nas_of: 2030\nparties: {a: A, b: B, c: C, d: D, e: E, f: F}\nconflict:\n"
    text += f"  options: {{{options}}}\n  preferences:\n"
    text += "".join(f"    {who}: {{statements: [{', '.join(names[k:] + names[:k])}]}}\n" for k, who in enumerate("abcdef"))
    path = tmp_path / "big.yaml"
    path.write_text(text, encoding="utf-8")
    status, _, err = run("stability", str(path), "--coalitions", "--concepts", "nash")
    assert (status, "comparisons of groups and states" in err) == (2, True)


def test_a_case_of_a_conflict_alone_has_a_brief_that_explains_its_words(run: Run, exchange: Callable[..., Path]) -> None:
    path = exchange("{statements: [not attack, release, not withdraw]}", "{statements: [withdraw, not release, not attack]}")
    status, out, err = run("brief", str(path))
    assert status == 0, err
    said = " ".join(out.split())
    assert "An exchange, as of 2030-05-04. Of 6 states 2 hold by SEQ" in said
    assert "withdraw; release the prisoners" in said
    assert "A state holds by SEQ if nobody would leave it alone" in said
    assert "release: release the prisoners" in said
    page = path.with_suffix(".html")
    assert run("brief", str(path), "--to", str(page))[0] == 0
    assert "What holds, and what a leak changes" in page.read_text(encoding="utf-8")


def test_the_brief_of_another_programs_file_lists_what_holds(run: Run) -> None:
    status, out, err = run("brief", str(Path(__file__).parent / "papers/conflicts/elmira.gmcr"))
    assert status == 0, err
    assert "elmira, as of unknown. Of 12 states 6 hold by SEQ" in out
    assert out.count("yes (no range given)") == 6


def test_the_graph_of_the_brief_has_its_short_names_in_words(run: Run) -> None:
    said = " ".join(run("brief", "doha2025", "--draws", "5")[1].split())
    assert "In the graph: talk: keep the direct channel open;" in said
