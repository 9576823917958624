"""The command line when something is wrong: one plain sentence on stderr, the right exit status, and nothing written."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.errors import MissingExtra
from winset.report import html

Cli = Callable[..., Any]

WRONG = {
    "a case that is not there": (
        ["check", "nosuch"],
        "no case file, folder or bundled case called 'nosuch'. Known: doha2025, orvan.",
    ),
    "a case nearly right": (
        ["check", "doha2052"],
        "no case file, folder or bundled case called 'doha2052'. Did you mean 'doha2025'?",
    ),
    "a path": (["show", "doha2025", "isssues"], "no path called 'isssues'. Did you mean 'issues'?"),
    "a path to ask about": (
        ["why", "doha2025", "issues.prisoner"],
        "no path called 'issues.prisoner'. Did you mean 'issues.prisoners'?",
    ),
    "a value": (
        ["ask", "doha2025", "who_can_block(prisoners=sum)"],
        "issue prisoners has no value 'sum'. Known: none, some, hundreds.",
    ),
    "a question": (["ask", "doha2025", "who_can_blok"], "no question called 'who_can_blok'. Did you mean 'who_can_block'?"),
    "a concept": (["solve", "doha2025", "nsh"], "no solution concept called 'nsh'. Did you mean 'nash'?"),
    "a party": (["winset", "doha2025", "--party", "isreal"], "no party called 'isreal'. Did you mean 'israel'?"),
    "a party to do without": (
        ["deliverable", "doha2025", "--except", "isreal"],
        "no party called 'isreal'. Did you mean 'israel'?",
    ),
    "a view": (["winset", "doha2025", "--seen-by", "isreal"], "no party called 'isreal'. Did you mean 'israel'?"),
    "a stage": (["winset", "doha2025", "--stage", "9"], "no stage called '9'. Known: 1, 2."),
    "a variant": (["winset", "doha2025", "--variant", "coridor"], "no variant called 'coridor'. Did you mean 'corridor'?"),
    "a source": (
        ["winset", "doha2025", "--without", "axioss"],
        "no source, document or claim called 'axioss'. Did you mean 'axios'?",
    ),
    "a day": (["winset", "doha2025", "--on", "2025-02-31"], "'2025-02-31': February 2025 has 28 days"),
    "a what-if without a value": (
        ["winset", "doha2025", "--set", "parties.us"],
        "--set parties.us: write PATH=VALUE, for instance --set consents.israel.handover=consented",
    ),
    "no terms": (
        ["blockers", "doha2025"],
        "name some terms, for instance: winset blockers CASE prisoners=some; or a deal with --deal",
    ),
    "a term without a value": (
        ["blockers", "doha2025", "prisoners"],
        "'prisoners': write issue=value, for instance prisoners=some",
    ),
    "a term twice": (["blockers", "doha2025", "bodies=held", "bodies=returned"], "bodies is named twice"),
    "terms and a deal": (
        ["blockers", "doha2025", "bodies=held", "--deal", "bodies=held"],
        "name either terms or a deal, not both",
    ),
    "partial consent": (
        ["deliverable", "doha2025", "--given", "israel"],
        "--given israel: write party:issue,issue, for instance --given israel:handover",
    ),
    "among": (["frontier", "doha2025", "--among", "some"], "among should be one of all, deliverable, winset, not 'some'"),
    "no shares": (
        ["solve", "doha2025", "proportional"],
        "the proportional solution needs a share above 0 for every party, for instance --shares us=2,hamas=1",
    ),
    "a share that is no number": (
        ["solve", "doha2025", "proportional", "--stage", "1", "--shares", "us=x,hamas=1"],
        "the share of us should be a number, not 'x'",
    ),
    "too many sources": (
        ["flips", "doha2025", "who_can_block", "--most", "7"],
        "groups of sources are struck out up to three at a time, not 7",
    ),
    "a verb": (["winst", "doha2025"], "winset: No such command 'winst'."),
    "an option": (["winset", "doha2025", "--sede", "1"], "winset: No such option: --sede"),
    "no case": (["winset"], "winset: Missing argument 'case'."),
    "no draws": (["winset", "doha2025", "--draws", "0"], "winset: Invalid value for '--draws'"),
    "a folder to write a page into": (
        ["brief", "doha2025", "--to", "nowhere/x.html"],
        "nowhere/x.html cannot be written: there is no folder nowhere",
    ),
    "a folder instead of a file": (["resolve", "doha2025", "--to", "."], ". is a folder; name a file"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_in_one_sentence(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.chdir(tmp_path)
    words, sentence = WRONG[what]
    ran = cli(*words)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(sentence)
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    assert list(tmp_path.iterdir()) == []


def test_every_slip_of_a_case_is_told_at_once_with_its_line(cli: Cli, tmp_path: Path) -> None:
    text = "case: x\ntitle: X\nas_of: 2030-13-01\nparties: {a: A}\nissues:\n  i: {name: I, values: [no, yes], delivered_by: b}\n"
    (tmp_path / "x.yaml").write_text(text)
    ran = cli("check", tmp_path / "x.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[0].startswith("x.yaml:3: as_of: ")
    assert ran.err.splitlines()[1].startswith("x.yaml:6: issues.i.delivered_by: no party called 'b'.")
    assert ran.err.splitlines()[-1] == "2 slips; nothing was changed."


def test_a_what_if_that_breaks_the_case_is_refused_with_the_line_it_would_break(cli: Cli) -> None:
    ran = cli("winset", "doha2025", "--set", "issues.prisoners.delivered_by=isreal")
    assert (ran.status, ran.out) == (2, "")
    assert "issues.prisoners.delivered_by: no party called 'isreal'. Did you mean 'israel'?" in ran.err


def test_a_part_that_is_not_installed_ends_with_status_3_and_the_command_that_installs_it(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*arguments: object, **named: object) -> None:
        raise MissingExtra("a data frame", "frames")

    monkeypatch.setattr("winset.analyses.records.show", missing)
    monkeypatch.setattr(winset, "show", missing, raising=False)
    ran = cli("show", "doha2025")
    assert (ran.status, ran.out) == (3, "")
    assert ran.err == "a data frame needs an optional part. Install it with: pip install 'winset[frames]'\n"


def test_a_space_too_large_to_list_is_counted_and_one_of_too_many_names_is_refused_with_its_size(
    cli: Cli, tmp_path: Path
) -> None:
    for count in (24, 20_000):
        items = ", ".join(f"i{n}: Item" for n in range(count))
        text = f"case: big\ntitle: Big\nas_of: 2030\nparties: {{a: A}}\nissues: {{i: {{name: I, items: {{{items}}}}}}}\n"
        (tmp_path / "big.yaml").write_text(text)
        ran = cli("winset", tmp_path / "big.yaml")
        if count == 24:
            assert ran.status == 0
            assert "16,777,216 deals, 16,777,216 allowed by the rules" in " ".join(ran.out.split())
        else:
            assert (ran.status, ran.out) == (2, "")
            assert ran.err.startswith("20,000 issues and named items are more than the limit of 2,000.")


def test_a_file_that_may_not_be_read_is_named(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied", "secret.yaml")

    monkeypatch.setattr("winset.cli_options.load", refused)
    ran = cli("check", "secret.yaml")
    assert (ran.status, ran.out, ran.err) == (2, "", "secret.yaml: Permission denied\n")


@pytest.mark.parametrize(
    "words",
    [
        ["brief"],
        ["check"],
        ["show", "issues"],
        ["why", "issues.prisoners.delivered_by"],
        ["gaps"],
        ["timeline"],
        ["attempts"],
        ["winset"],
        ["frontier"],
        ["solve", "nash"],
        ["deliverable"],
        ["blockers", "prisoners=some"],
        ["ask", "who_can_block"],
        ["flips", "who_can_block(prisoners=some)"],
        ["diff"],
    ],
    ids=lambda words: words[0],
)
@pytest.mark.parametrize("name", ["doha2025", "orvan"])
def test_json_is_json_with_everything_needed_to_ask_again(cli: Cli, words: list[str], name: str) -> None:
    if name == "orvan" and words[-1] in ("prisoners=some", "who_can_block(prisoners=some)", "issues.prisoners.delivered_by"):
        issue, dim = next(iter(winset.load(name).dimensions().items()))
        term = f"{issue}={dim.values[-1]}"
        words = {"blockers": ["blockers", term], "flips": ["flips", f"who_can_block({term})"]}.get(
            words[0], ["why", f"issues.{dim.issue}"]
        )
    verb, *rest = words
    ran = cli(verb, name, *rest, "--json", "--on", "2031-01-01")
    assert (ran.status, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert set(found) == {"question", "answer", "value", "rows", "blocks", "provenance"}
    again = found["provenance"]
    assert again["case"] == name
    assert len(again["case_hash"]) == 16
    assert again["what_ifs"][0] == "on 2031-01-01"
    assert "\x1b" not in ran.out


def test_schema_and_resolve_print_what_other_programs_read(cli: Cli, tmp_path: Path) -> None:
    assert json.loads(cli("schema").out)["type"] == "object"
    once = cli("resolve", "orvan").out
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "notes.txt").write_text(winset.load("orvan").texts["notes"], encoding="utf-8")
    (tmp_path / "again.yaml").write_text(once, encoding="utf-8")
    assert cli("resolve", tmp_path / "again.yaml").out == once
    target = tmp_path / "explicit.yaml"
    ran = cli("resolve", "orvan", "--to", target)
    assert (ran.status, ran.out) == (0, f"written: {target}\n")
    assert target.read_text(encoding="utf-8") == once


def test_new_starts_a_case_that_loads_and_refuses_a_folder_that_exists(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    ran = cli("new", folder)
    assert (ran.status, ran.err) == (0, "")
    assert "is ready" in ran.out
    assert cli("check", folder).status == 0
    before = (folder / "case.yaml").read_bytes()
    (folder / "case.yaml").write_bytes(before + b"# mine\n")
    again = cli("new", folder)
    assert (again.status, again.out) == (2, "")
    assert again.err == f"{folder} exists already; nothing was changed\n"
    assert (folder / "case.yaml").read_bytes() == before + b"# mine\n"


def test_a_page_is_written_whole_or_not_at_all(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "brief.html"
    ran = cli("brief", "orvan", "--to", target)
    assert (ran.status, ran.out) == (0, f"written: {target}\n")
    old = target.read_bytes()
    for moment in ("replace", "chmod"):

        def stopped(*arguments: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr(html.os, moment, stopped)
            ran = cli("brief", "doha2025", "--to", target)
        assert (ran.status, ran.err) == (130, "interrupted; nothing was written\n")
        assert target.read_bytes() == old
        assert [path.name for path in tmp_path.iterdir()] == ["brief.html"]


def test_a_reader_that_stops_reading_ends_the_command_quietly(spawned: Callable[..., Any]) -> None:
    code = (
        "import subprocess, sys; p = subprocess.Popen([sys.executable, '-m', 'winset', 'schema'], stdout=subprocess.PIPE, "
        "stderr=subprocess.PIPE); p.stdout.read(1); p.stdout.close(); print(p.stderr.read().decode())"
    )
    ran = spawned("-c", code)
    assert "Traceback" not in ran.out + ran.err


def test_the_version_and_the_help_are_printed(cli: Cli) -> None:
    assert cli("--version").out == f"winset {winset.__version__}\n"
    shown = cli("--help")
    assert shown.status == 0
    assert "who can block" in " ".join(shown.out.split())
    for verb in ("winset", "solve"):
        text = " ".join(cli(verb, "--help").out.split())
        assert all(
            option in text for option in ("--on", "--without", "--set", "--variant", "--seen-by", "--stage", "--seed", "--json")
        )


def test_the_bundled_cases_are_listed(cli: Cli) -> None:
    assert [line.split(":")[0] for line in cli("cases").out.splitlines()] == ["doha2025", "orvan"]


def test_nothing_but_the_answer_goes_to_stdout(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "TERM", "dumb")
    ran = cli("winset", "doha2025", "--stage", "1")
    assert ran.err == ""
    assert "\x1b" not in ran.out
