"""Reading a text into a case from the command line: what is proposed, taken and refused, and that nothing else changes."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import winset
from winset.analyses import accepting, whole_files
from winset.analyses.accepting import Choice
from winset.analyses.proposed_file import load_proposed
from winset.case.case import catalogue
from winset.errors import BadRequest, UnknownName

Cli = Callable[..., Any]
SYNOPSIS = "documents/synopsis.txt"
REPORT = """\
DOHA, March 15, 2025 (Wire) - Israel had refused to free prisoners, three officials told Axios on Friday.

"We wait," Ron Dermer said. Some time later it was decided to go on.
"""


@pytest.fixture
def talks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a bundled case, and the folder it lies in as the current one."""
    shutil.copytree(catalogue()["doha2025"], tmp_path / "talks")
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "talks"


def everything(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def proposals(folder: Path) -> dict[str, Any]:
    return dict(load_proposed(folder, winset.load(folder)).proposals)


def id_of(folder: Path, words: str) -> str:
    (found,) = [id_ for id_, p in proposals(folder).items() if words in " ".join(p.quote.split())]
    return found


# Reading


def test_reading_the_synopsis_raises_every_oddity_of_it(cli: Cli, talks: Path) -> None:
    ran = cli("read", talks / SYNOPSIS, "--case", "talks")
    assert ran.status == 0
    odd = {(kind, texts) for p in proposals(talks).values() for kind, texts, _, _ in p.oddities}
    flat = {(kind, tuple(" ".join(t.split()) for t in texts)) for kind, texts in odd}
    assert {
        ("lost negation?", ("Israel had not agreed", "with the consent of Israel")),
        ("actor not named", ("came to be known",)),
        ("expectation without an owner", ("expected",)),
        ("no deadline", ("ultimatum",)),
        ("times that cannot both hold", ("came to power", "final days")),
        ("two beginnings", ("Initially", "initially")),
        ("outside the quotation marks", ("action will follow, by Israel",)),
        ("role without a name", ("the former Biden adviser",)),
    } <= flat


def test_a_reading_says_who_through_whom_when_and_about_what(cli: Cli, talks: Path) -> None:
    cli("read", talks / SYNOPSIS, "--case", "talks")
    call = proposals(talks)[id_of(talks, "angry telephone call")]
    assert (call.by, call.via, call.when, call.chain) == ("two_sources", ("axios",), "2025-03-04", ("Axios", "two sources"))
    assert call.about[0].path == "events.call"
    number = proposals(talks)[id_of(talks, "not agreed to any number")]
    assert (number.polarity, number.about[0].path) == ("negative", "consents.israel.prisoners")
    he = proposals(talks)[id_of(talks, "comes first, he said")]
    assert "“he”" in he.check
    assert call.document == "synopsis", "a text that the case has is not a new document"


def test_another_report_brings_its_own_sources_and_day(cli: Cli, talks: Path) -> None:
    ran = cli("read", "report.txt", "--case", "talks")
    assert ran.status == 0
    waiting = load_proposed(talks, winset.load(talks))
    told = waiting.proposals[id_of(talks, "Israel had refused")]
    assert (told.by, told.via, told.said, told.when) == ("three_officials", ("axios",), "2025-03-14", "")
    assert waiting.sources["three_officials"] == {"name": "Three officials", "kind": "other", "anonymous": "yes", "count": "3"}
    assert waiting.texts["report"].day == "2025-03-15"
    text = (talks / "proposed.yaml").read_text(encoding="utf-8")
    assert text.startswith("# What `winset read` found")
    assert (talks / "proposed/report.txt").read_text(encoding="utf-8") == REPORT
    assert not (talks / "documents/report.txt").exists()
    assert winset.load(talks) == winset.load(talks), "load reads none of it"


def test_two_sources_of_another_report_are_not_taken_for_the_known_ones(cli: Cli, talks: Path) -> None:
    (talks.parent / "b.txt").write_text("Israel agreed, two sources said.\n", encoding="utf-8")
    cli("read", "b.txt", "--case", "talks", "--date", "2025-03-09")
    (found,) = proposals(talks).values()
    assert found.by == "two_sources_2"


def test_a_page_and_a_pipe_are_read_too(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = b"<!DOCTYPE html><body onload='x()'><script>x()</script><p>Israel <b>agreed</b>, Axios said.</p></body>"
    (talks.parent / "a.html").write_bytes(page)
    assert cli("read", "a.html", "--case", "talks").status == 0
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Hamas agreed, Axios said.")))
    assert cli("read", "-", "--case", "talks", "--document", "piped").status == 0
    found = {p.document: p.quote for p in proposals(talks).values()}
    assert found == {"a": "Israel agreed, Axios said.", "piped": "Hamas agreed, Axios said."}


def test_a_dry_run_of_a_bundled_case_shows_and_writes_nothing(cli: Cli, talks: Path) -> None:
    before = everything(talks)
    ran = cli("read", "report.txt", "--case", "doha2025", "--dry-run", "--json")
    assert json.loads(ran.out)["question"] == "read(report)"
    assert cli("read", "report.txt", "--case", "talks", "--dry-run").status == 0
    assert everything(talks) == before


def test_reading_again_proposes_only_what_is_not_decided(cli: Cli, talks: Path) -> None:
    cli("read", "report.txt", "--case", "talks")
    taken, dull = id_of(talks, "Israel had refused"), id_of(talks, "it was decided")
    cli("accept", "talks", taken)
    cli("accept", "talks", "--refuse", dull)
    ran = cli("read", "report.txt", "--case", "talks")
    assert "2 more statements were accepted or refused before" in ran.out
    assert set(proposals(talks)) == {id_of(talks, "We wait")}


WRONG = {
    "a bundled case": (["read", "report.txt", "--case", "doha2025"], "is a bundled case and stays as it is"),
    "no file": (["read", "nothing.txt", "--case", "talks"], "no file called 'nothing.txt'"),
    "a folder": (["read", "talks", "--case", "talks"], "is no file"),
    "no case": (["read", "report.txt", "--case", "nowhere"], "no case file, folder or bundled case called 'nowhere'"),
    "one file": (["read", "report.txt", "--case", "talks/case.yaml"], "name the folder and not the file"),
    "a month": (["read", "report.txt", "--case", "talks", "--date", "2025-03"], "name the day"),
    "no date": (["read", "report.txt", "--case", "talks", "--date", "soon"], "--date: 'soon' is no date"),
    "a document": (["read", "report.txt", "--case", "talks", "--document", "synopsis"], "holds another text"),
    "an outlet": (["read", "report.txt", "--case", "talks", "--outlet", "axois"], "Did you mean 'axios'?"),
    "half a model": (["read", "report.txt", "--case", "talks", "--model", "m"], "needs both its address and its name"),
    "a far host": (
        ["read", "report.txt", "--case", "talks", "--model", "m", "--endpoint", "https://example.org/v1"],
        "'example.org' is another machine",
    ),
    "nothing named": (["accept", "talks"], "name the ids to take"),
    "both": (["accept", "talks", "p1", "--refuse", "p1"], "p1 is both taken and refused"),
    "an unknown id": (["accept", "talks", "p1"], "no proposal in proposed.yaml called 'p1'"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_said_and_nothing_is_written(cli: Cli, talks: Path, what: str) -> None:
    words, message = WRONG[what]
    before = everything(talks)
    ran = cli(*words)
    assert ran.status == 2
    assert message in ran.err
    assert everything(talks) == before


# Taking and refusing


def test_what_is_taken_is_added_and_what_a_person_wrote_stays(cli: Cli, talks: Path) -> None:
    before = everything(talks)
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "Israel had refused")
    ran = cli("accept", "talks", id_, "--about", "consents.israel.prisoners", "--value", "withheld", "--known", "2025-03-16")
    assert ran.status == 0
    assert ran.out == f"taken: {id_} (1 to documents.yaml, 1 to sources.yaml, 1 to claims.yaml)\n"
    after = everything(talks)
    assert after["case.yaml"] == before["case.yaml"]
    assert after["claims.yaml"].startswith(before["claims.yaml"])
    assert after["documents/report.txt"].decode() == REPORT
    case = winset.load(talks)
    claim = case.file.claims[id_]
    assert (claim.by, claim.via, claim.value, claim.document) == ("three_officials", ("axios",), "withheld", "report")
    assert str(claim.published) == "2025-03-15"
    assert case.file.sources["three_officials"].count == 3
    assert id_ in cli("why", "talks", "consents.israel.prisoners").out


def test_accepting_twice_adds_nothing(cli: Cli, talks: Path) -> None:
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "Israel had refused")
    raw = (talks / "proposed.yaml").read_bytes()
    cli("accept", "talks", id_)
    before = everything(talks)
    # As after an interruption between the last two files: the claim is there and still waits.
    (talks / "proposed.yaml").write_bytes(raw)
    ran = cli("accept", "talks", id_)
    assert ran.status == 0
    assert "claims already" in ran.out
    assert everything(talks)["claims.yaml"] == before["claims.yaml"]


def test_a_guessed_speaker_must_be_named(cli: Cli, talks: Path) -> None:
    cli("read", talks / SYNOPSIS, "--case", "talks")
    id_ = id_of(talks, "comes first, he said")
    before = everything(talks)
    ran = cli("accept", "talks", id_)
    assert (ran.status, everything(talks)) == (2, before)
    assert "Say who speaks" in ran.err
    assert cli("accept", "talks", id_, "--by", "witkoff").status == 0
    assert winset.load(talks).file.claims[id_].by == "witkoff"


def test_where_the_case_would_not_hold_together_every_slip_is_shown_and_nothing_written(cli: Cli, talks: Path) -> None:
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "Israel had refused")
    before = everything(talks)
    ran = cli("accept", "talks", id_, "--about", "issues.nothing", "--about", "parties.nobody", "--when", "soon")
    assert ran.status == 2
    assert everything(talks) == before
    assert "soon" in ran.err
    assert "nothing was changed" in ran.err
    ran = cli("accept", "talks", id_, "--about", "issues.nothing", "--about", "parties.nobody")
    assert "issues.nothing" in ran.err
    assert "parties.nobody" in ran.err
    assert everything(talks) == before


def test_words_with_hidden_directions_cannot_become_a_claim(cli: Cli, talks: Path) -> None:
    (talks.parent / "b.txt").write_text("Israel \u202eagreed\u202c to it, Axios said.\n", encoding="utf-8")
    ran = cli("read", "b.txt", "--case", "talks")
    assert "\u202e" not in ran.out
    assert "hidden characters" in ran.out
    before = everything(talks)
    ran = cli("accept", "talks", *proposals(talks))
    assert ran.status == 2
    assert "turns the reading direction" in ran.err
    assert everything(talks) == before


@pytest.mark.parametrize(
    ("old", "can_be_added_to"),
    [
        (b"x: {file: documents/synopsis.txt}", True),
        (b"# nothing yet", True),
        (b"\xef\xbb\xbfx:\r\n  file: documents/synopsis.txt\r\n", True),
        (b"x:\n  file: documents/synopsis.txt\n  note: |\n    two\n    lines\n", True),
        (b"x:\n  file: documents/synopsis.txt\n  note: |\n    a line more would change this text", False),
        (b"{}\n", False),
        (b"{x: {file: documents/synopsis.txt}}\n", False),
    ],
)
def test_a_file_is_added_to_or_left_as_it_is(cli: Cli, talks: Path, old: bytes, can_be_added_to: bool) -> None:
    cli("read", "report.txt", "--case", "talks")
    (talks / "documents.yaml").write_bytes(old)
    before = everything(talks)
    id_ = id_of(talks, "Israel had refused")
    ran = cli("accept", "talks", id_)
    after = everything(talks)
    if can_be_added_to:
        assert ran.status == 0
        assert after["documents.yaml"].startswith(old)
        assert id_ in winset.load(talks).file.claims
    else:
        assert ran.status == 2
        assert "documents.yaml" in ran.err
        assert after == before


def test_a_refusal_is_recorded_with_its_reason(cli: Cli, talks: Path) -> None:
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "it was decided")
    case = winset.load(talks).hash()
    assert cli("accept", "talks", "--refuse", id_, "--why", "no actor").out == f"refused: {id_}\n"
    text = (talks / "refused.yaml").read_text(encoding="utf-8")
    assert "why: no actor" in text
    assert "it was decided to go on" in text
    assert winset.load(talks).hash() == case
    assert id_ not in proposals(talks)


def test_nothing_is_accepted_that_the_text_does_not_hold(cli: Cli, talks: Path) -> None:
    """The words come from the text, whatever somebody wrote into proposed.yaml."""
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "Israel had refused")
    file = talks / "proposed.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("Israel had refused", "Israel had agreed"), encoding="utf-8")
    cli("accept", "talks", id_)
    assert "had refused" in str(winset.load(talks).file.claims[id_].quote)


def test_a_changed_waiting_text_is_noticed(cli: Cli, talks: Path) -> None:
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "Israel had refused")
    (talks / "proposed/report.txt").write_text("other words", encoding="utf-8")
    ran = cli("accept", "talks", id_)
    assert ran.status == 2
    assert "not the one that was read" in ran.err


def test_an_interruption_at_any_write_leaves_a_case_that_loads(talks: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("read", "report.txt", "--case", "talks")
    id_ = id_of(talks, "Israel had refused")
    shutil.copytree(talks, talks.parent / "kept")
    replace, seen = os.replace, []

    for stop in range(1, 20):
        shutil.rmtree(talks)
        shutil.copytree(talks.parent / "kept", talks)
        calls = []

        def broken(source: Any, target: Any, calls: list[Any] = calls, stop: int = stop) -> None:
            calls.append(target)
            if len(calls) == stop:
                raise KeyboardInterrupt
            replace(source, target)

        monkeypatch.setattr(os, "replace", broken)
        try:
            accepting.accept(talks, (id_,))
        except KeyboardInterrupt:
            pass
        else:
            break
        finally:
            monkeypatch.setattr(os, "replace", replace)
        seen.append(stop)
        winset.load(talks)
        assert not list(talks.rglob("*.part")), "no half-written file stays"
        assert id_ in proposals(talks)
        accepting.accept(talks, (id_,))
        assert id_ in winset.load(talks).file.claims
    assert len(seen) == 5, "text, documents, sources, claims, proposals"


def test_an_interruption_does_not_claim_that_nothing_was_written(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("read", "report.txt", "--case", "talks")

    def stopped(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(accepting, "accept", stopped)
    ran = cli("accept", "talks", "p1")
    assert (ran.status, "Accept again" in ran.err, "nothing was written" in ran.err) == (2, True, False)


def test_a_file_changed_by_somebody_else_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_bytes(b"theirs")
    with pytest.raises(BadRequest, match="changed by somebody else"):
        whole_files.write_bytes(file, b"ours", before=b"before")
    assert file.read_bytes() == b"theirs"
    assert [p.name for p in tmp_path.iterdir()] == ["claims.yaml"]


def test_the_rights_of_a_file_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "claims.yaml"
    file.write_bytes(b"a")
    file.chmod(0o600)
    whole_files.write_bytes(file, b"b", before=b"a")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_source_that_nobody_knows_is_refused(cli: Cli, talks: Path) -> None:
    cli("read", "report.txt", "--case", "talks")
    with pytest.raises(UnknownName, match="no source called 'nobody'"):
        accepting.accept(talks, (id_of(talks, "Israel had refused"),), Choice(by="nobody"))


# Going through it by keyboard


def keys(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_review_shows_the_text_around_and_writes_each_decision(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("read", "report.txt", "--case", "talks")
    taken, waits, dull = (id_of(talks, w) for w in ("Israel had refused", "We wait", "it was decided"))
    keys(monkeypatch, "?\na nonsense\ny\na consents.israel.prisoners\nv withheld\nr They said no\ny\ns\nn no actor\n")
    ran = cli("review", "talks")
    assert ran.status == 0
    assert "DOHA, March 15, 2025 (Wire) - >>> Israel had refused to free prisoners" in ran.out
    assert "no path called 'nonsense'" in ran.out
    assert "nothing was written" in ran.out
    assert "1 taken, 1 refused, 1 left for later." in ran.out
    claim = winset.load(talks).file.claims[taken]
    assert (claim.about, claim.value, claim.reading) == (("consents.israel.prisoners",), "withheld", "They said no")
    assert set(proposals(talks)) == {waits}
    assert dull in (talks / "refused.yaml").read_text(encoding="utf-8")


def test_a_review_ends_with_the_input_or_with_q(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Nothing waits" in cli("review", "talks").out
    cli("read", "report.txt", "--case", "talks")
    before = everything(talks)
    for text in ("", "q\n", "zzz\n9\nb\n"):
        keys(monkeypatch, text)
        ran = cli("review", "talks")
        assert ran.status == 0
        assert "0 taken, 0 refused, 3 left for later." in ran.out
    assert everything(talks) == before


def test_an_interrupted_review_keeps_what_was_decided(cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("read", "report.txt", "--case", "talks")

    class Keyboard(io.StringIO):
        def readline(self, *_: Any) -> str:
            line = super().readline()
            if not line:
                raise KeyboardInterrupt
            return line

    monkeypatch.setattr(sys, "stdin", Keyboard("1\ny\n"))
    ran = cli("review", "talks")
    assert ran.status == 0
    assert "1 taken, 0 refused, 2 left for later." in ran.out
    assert id_of(talks, "We wait")


# A model


def answering(monkeypatch: pytest.MonkeyPatch, quotes: list[str]) -> list[str]:
    asked: list[str] = []
    claims = [{"quote": quote, "about": ["issues.prisoners"]} for quote in quotes]

    def ask(url: str, body: Any, host: str, timeout: float) -> str:
        asked.append(url)
        return json.dumps({"claims": claims})

    monkeypatch.setattr("winset.intake.llm._ask", ask)
    return asked


def test_a_model_marks_and_only_what_the_text_holds_can_be_accepted(
    cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, ["Israel had refused to free prisoners", "Israel had agreed to free prisoners"])
    words = ["read", "report.txt", "--case", "talks", "--model", "m"]
    ran = cli(*words, "--endpoint", "http://127.0.0.1:8080/v1")
    assert ran.status == 0
    assert asked == ["http://127.0.0.1:8080/v1/chat/completions"]
    assert "Ungrounded" in ran.out
    assert [p.quote for p in proposals(talks).values()] == ["Israel had refused to free prisoners"]
    assert "Israel had agreed" not in (talks / "proposed.yaml").read_text(encoding="utf-8")
    assert cli(*words, "--endpoint", "https://example.org/v1").status == 2
    assert len(asked) == 1
    assert cli(*words, "--endpoint", "https://example.org/v1", "--confirm-host", "example.org").status == 0
    assert len(asked) == 2


def test_without_the_part_for_models_the_command_to_install_it_is_shown(
    cli: Cli, talks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    ran = cli("read", "report.txt", "--case", "talks", "--model", "m", "--endpoint", "http://127.0.0.1:8080/v1")
    assert (ran.status, "pip install 'winset[llm]'" in ran.err) == (3, True)


# Texts made to hurt


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"They met on Tuesday. " * 2_500_000, "bytes of hurt.txt"),
        (bytes(range(256)) * 400, "is not a text"),
        (b"x said " * 142_000, "characters in line 1 of hurt.txt are more than the limit of 100,000"),
        ("“‘".encode() * 60_000, "characters in line 1"),
        (b"Short.\n" + b"a" * 300_000, "characters in line 2"),
    ],
)
def test_what_would_take_too_long_is_refused_at_once(cli: Cli, talks: Path, data: bytes, message: str) -> None:
    (talks.parent / "hurt.txt").write_bytes(data)
    before = everything(talks)
    begin = time.perf_counter()
    ran = cli("read", "hurt.txt", "--case", "talks")
    assert ran.status == 2
    assert message in ran.err
    assert time.perf_counter() - begin < 5
    assert everything(talks) == before


def test_nested_quotes_in_many_lines_are_read(cli: Cli, talks: Path) -> None:
    line = "He said: “They told me ‘he said “never” to us’ twice,” the chair said.\n"
    (talks.parent / "hurt.txt").write_text(line * 50, encoding="utf-8")
    assert cli("read", "hurt.txt", "--case", "talks").status == 0
    assert len(proposals(talks)) == 50


# Other styles


def read_alone(text: str, **known: str) -> list[dict[str, Any]]:
    return winset.read(winset.load("doha2025"), text, **known).rows()


def test_a_wire_report() -> None:
    text = (
        "TESSEL, March 8, 2031 (Wire) - Rebel negotiators walked out of the talks on Friday after the government refused to free "
        "three commanders, a Western diplomat and two rebel officials said.\n\n"
        '"We will not come back unless the commanders are released," Colonel Idris Maru, the chief rebel negotiator, told Radio '
        "Valley by telephone late on Thursday.\n\n"
        'The government spokeswoman, Lena Ode, denied that any promise had been made. She said the release was agreed "in '
        'principle" last month but that no date had been set.\n\n'
        "According to a person familiar with the talks, the mediators had warned both sides on Monday that they would leave within "
        "48 hours. The ceasefire is due to expire on March 31.\n"
    )
    rows = read_alone(text)
    by = [row["said by"] for row in rows]
    assert by[:4] == [
        "a Western diplomat and two rebel officials",
        "Radio Valley > Colonel Idris Maru, the chief rebel negotiator",
        "The government spokeswoman, Lena Ode",
        "She",
    ]
    assert by[4] == "a person familiar with the talks"
    assert [rows[k]["when"] for k in (3, 5)] == ["2031-02", "2031-03-31"]


def test_minutes_of_a_meeting() -> None:
    text = (
        "Minutes of 12 May 2031\n\n"
        "Mr Okello reported that the pump had been repaired the previous week. Ms Berg asked the board to open the well by 1 June.\n"
        "The delegate stated that the board had not consented to the opening. It was decided to postpone the vote.\n"
        "Ms Berg noted that the gate was opened with the board's consent in April.\n"
        "A final warning was sent to Southfield.\n"
    )
    told = winset.read(winset.load("doha2025"), text)
    rows = told.rows()
    assert rows[0]["said by"] == "Mr Okello"
    assert rows[0]["when"] == "2031-05-05/2031-05-11"
    assert [row["when"] for row in rows if "by 1 June" in row["words"] or "in April" in row["words"]] == ["2031-06-01", "2031-04"]
    odd = next(block for block in told.blocks if getattr(block, "title", "") == "What is odd")
    found = {(row[0], row[1]) for row in odd.rows}
    assert ("lost negation?", "the board had not consented / with the board's consent") in found
    assert ("actor not named", "was decided") in found
    assert ("no deadline", "final warning") in found
