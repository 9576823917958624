"""A file that means harm, or is broken beyond use, ends in one clear error within 5 s of work and 500 MB.

Each file is read by a process of its own, which the operating system stops at those limits.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import winset

SECONDS, MEGABYTES = 5, 500
CHILD = f"""
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_AS, ({MEGABYTES}_000_000, {MEGABYTES}_000_000))
import winset
from winset.errors import UnknownName
try:
    winset.load(sys.argv[1])
except (winset.CaseError, UnknownName) as error:
    sys.stdout.write(str(error))
    sys.exit(2)
"""
HEAD = """case: talks
title: Talks in Doha
as_of: 2025-03-08
parties: {us: United States, hamas: Hamas}
issues:
  war: {name: The war, values: [goes_on, ended]}
"""


def refused(path: Path | str) -> str:
    """Return the message with which another process refuses the case at `path`."""
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, timeout=60, check=False)
    assert done.returncode == 2, f"exit {done.returncode}: {done.stderr.decode()[-2000:]}"
    return done.stdout.decode()


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "talks.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def laughs() -> str:
    levels = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(levels) + "\n" + HEAD


def many(section: str, count: int, record: Callable[[int], str]) -> str:
    return HEAD + f"{section}:\n" + "".join(f"  k{n}: {record(n)}\n" for n in range(count))


ONE_LINE: dict[str, tuple[Callable[[], str | bytes], str]] = {
    "ten megabytes": (lambda: HEAD + "# " + "x" * 10_000_000, "talks.yaml: the file has 10.0 MB; a case file may have 4 MB"),
    "nested lists in brackets": (lambda: HEAD + "summary: " + "[" * 10_000, "talks.yaml:7: is nested deeper than 30 levels"),
    "nested mappings in braces": (lambda: HEAD + "summary: " + "{a: " * 10_000, "talks.yaml:7: is nested deeper than 30 levels"),
    "nested lists in blocks": (lambda: HEAD + "summary:\n" + "- " * 10_000 + "a\n", "talks.yaml:8: is nested deeper than 30 levels"),
    "nested mappings in blocks": (
        lambda: HEAD + "summary:\n" + "".join(" " * n + "a:\n" for n in range(1, 2500)),
        "talks.yaml:37: is nested deeper than 30 levels",
    ),
    "not UTF-8": (lambda: HEAD.encode() + b"summary: \xff\xfe", "talks.yaml:7: holds a byte (0xff) that is not UTF-8 text; save the file as UTF-8"),
    "UTF-16": (lambda: HEAD.encode("utf-16"), "talks.yaml:1: holds a byte (0xff) that is not UTF-8 text; save the file as UTF-8"),
    "a zero byte": (lambda: HEAD + "summary: a\0b\n", "talks.yaml:7: holds a control character (\\\\x00); remove it"),
    "31 February": (lambda: HEAD.replace("2025-03-08", "2025-02-31"), "talks.yaml:3: as_of: '2025-02-31': February 2025 has 28 days"),
    "the day before the first day": (lambda: HEAD + "deadlines: {d: {name: D, when: before 0001-01-01}}\n", "talks.yaml:7: deadlines.d.when: 'before 0001-01-01': there is no day before it"),
    "not a number": (lambda: HEAD + "preferences: {us: {weights: {war: .NaN}}}\n", "talks.yaml:7: preferences.us.weights.war: '.NaN' is not a number that can be reckoned with; write a finite one"),
    "infinity": (lambda: HEAD + "preferences: {us: {weights: {war: [0, .inf]}}}\n", "talks.yaml:7: preferences.us.weights.war: '.inf' is not a number that can be reckoned with; write a finite one"),
    "minus infinity": (lambda: HEAD + "preferences: {us: {reservation: -Infinity}}\n", "talks.yaml:7: preferences.us.reservation: '-Infinity' is not a number that can be reckoned with; write a finite one"),
    "an escape sequence in a name": (lambda: HEAD.replace("name: The war", "name: \x1b[31mThe war"), "talks.yaml:6: holds a control character (\\\\x1b); remove it"),
    "an escaped escape sequence in a name": (lambda: HEAD.replace("name: The war", 'name: "\\e[31mThe war"'), "talks.yaml:6: issues.war.name: holds a control character; remove it"),
    "an escape sequence in a key": (lambda: HEAD + '"\\e[2Jparty": x\n', "talks.yaml:7: holds a control character; remove it"),
    "a name that turns the reading direction": (lambda: HEAD.replace("name: The war", "name: The \u202ewar"), "talks.yaml:6: issues.war.name: holds an invisible character that turns the reading direction; remove it"),
    "a lone surrogate": (lambda: HEAD + 'summary: "\\uD800"\n', "talks.yaml:7: cannot be read; check indentation, colons, brackets and quotation marks, here and above"),
    "a statement nested deep": (
        lambda: HEAD + "conflict:\n  options: {us: {talk: Talk}}\n  infeasible: ['" + "(" * 1500 + "talk" + ")" * 1500 + "']\n",
        "talks.yaml:9: conflict.infeasible.0: position 102 of '(((((((((((((((((((((((((((((((((((((((((((((((((((((((((...': nested more than 100 levels deep",
    ),
    "a statement that denies a thousand times": (
        lambda: HEAD + "conflict:\n  options: {us: {talk: Talk}}\n  infeasible: ['" + "not " * 900 + "talk']\n",
        "talks.yaml:9: conflict.infeasible.0: position 405 of 'not not not not not not not not not not not not not not n...': nested more than 100 levels deep",
    ),
    "a statement of a million letters": (
        lambda: HEAD + "conflict:\n  options: {us: {talk: Talk}}\n  infeasible: ['" + "talk or " * 125_000 + "talk']\n",
        "talks.yaml:9: conflict.infeasible.0: a statement may have 4,000 characters; this one has 1,000,004",
    ),
    "numbers without end": (
        lambda: HEAD + "  buses: {name: Buses, values: {from: 0, to: 999999999999999999}}\n",
        "talks.yaml:7: issues.buses.values: has 1,000,000,000,000,000,000 values; 100,000 are the limit",
    ),
    "numbers in steps of nothing": (lambda: HEAD + "  buses: {name: Buses, values: {from: 0, to: 9, step: 0}}\n", "talks.yaml:7: issues.buses.values.step: should not be 0"),
    "items without end": (
        lambda: HEAD + "  buses: {name: Buses, items: {red: {name: Red, count: 1000000000}}}\n",
        "talks.yaml:7: issues.buses.items.red.count: should lie between 1 and 100,000",
    ),
    "a whole number of a hundred thousand digits": (
        lambda: HEAD + f"  buses: {{name: Buses, values: {{from: 0, to: {'9' * 100_000}}}}}\n",
        f"talks.yaml:7: issues.buses.values.to: should be a whole number, not '{'9' * 57}...'",
    ),
    "a number of a hundred thousand digits": (
        lambda: HEAD + f"preferences: {{us: {{reservation: 0.{'9' * 100_000}}}}}\n",
        f"talks.yaml:7: preferences.us.reservation: should be a number, not '0.{'9' * 38}'",
    ),
    "an exponent that fills the memory": (lambda: HEAD + "preferences: {us: {reservation: 1e999999999}}\n", "talks.yaml:7: preferences.us.reservation: should be a number, not '1e999999999'"),
    "a statement made to trap a pattern": (
        lambda: HEAD + "preferences: {us: {statements: ['" + "a " * 500_000 + "!']}}\n",
        "talks.yaml:7: preferences.us.statements.0: should read 'issue before issue', 'issue=value over issue=value' or 'issue first'",
    ),
    "an id made to trap a pattern": (lambda: HEAD + "current_stage: " + "a-" * 500_000 + "\n", "talks.yaml:7: current_stage: 'a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a...' is no plain id; use letters, digits, '_' and '-'"),
    "one line of four million letters": (lambda: HEAD + "zzz: " + "x " * 1_900_000, "talks.yaml:7: zzz: no field called 'zzz' here. Known: format, case, title, summary, as_of, current_stage, elapsed, signed_by, parties, people, mandates, ratifications, channels, issues and 21 more."),
    "a path of a thousand parts": (
        lambda: HEAD + "claims: {c: {about: " + "a." * 100_000 + "a}}\n",
        f"talks.yaml:7: claims.c.about: no path called '{'a.' * 28}a...'. Known: format, case, title, as_of, current_stage, parties, issues, claims.",
    ),
    "a variant that sets a path of thirty parts": (
        lambda: HEAD + "variants: {v: {name: V, set: {preferences.us.curves." + "a." * 30 + "a: 1}}}\n",
        "talks.yaml:7: variants.v.set.preferences.us.curves." + "a." * 30 + "a: no issue called 'a'. Known: war. (preferences.us.curves.a)",
    ),
    "too many values": (lambda: HEAD + "x: [" + "a," * 300_000 + "a]\n", "talks.yaml:7: holds more than 200,000 values"),
    "a hundred thousand records": (lambda: many("sources", 100_000, lambda n: "S"), "talks.yaml:99995: holds more than 200,000 values"),
}  # fmt: skip


@pytest.mark.parametrize("name", ONE_LINE)
def test_a_hostile_text_ends_in_one_clear_error(name: str, tmp_path: Path) -> None:
    make, message = ONE_LINE[name]
    assert refused(written(tmp_path, make())) == message.replace("\\\\", "\\")


MANY: dict[str, Callable[[], str]] = {
    "aliases of aliases": laughs,
    "garbage keys": lambda: HEAD + "".join(f"key {n} of garbage\x20that nobody knows: x\n" for n in range(90_000)),
    "records of the wrong kind": lambda: many("sources", 90_000, lambda n: "{nme: x}")[: 3_900_000] ,
    "people of parties nobody knows": lambda: many("people", 30_000, lambda n: f"{{name: P, for: q{n}}}"),
    "claims about nothing": lambda: many("claims", 40_000, lambda n: f"{{about: issues.w{n}}}"),
    "variants that set nothing known": lambda: many("variants", 25_000, lambda n: f"{{name: V, set: {{issues.w{n}.name: x}}}}"),
    "variants that set something wrong": lambda: many("variants", 25_000, lambda n: "{name: V, set: {issues.war.delivered_by: x}}"),
    "weights of issues nobody knows": lambda: HEAD + "preferences:\n  us:\n    weights:\n" + "".join(f"      w{n}: 1\n" for n in range(90_000)),
    "options nobody knows": lambda: HEAD + "conflict:\n  options: {us: {talk: Talk}}\n  infeasible:\n" + "".join(f"    - o{n}\n" for n in range(90_000)),
    "broken options": lambda: HEAD + "conflict:\n  options:\n    us:\n" + "".join(f"      o{n}: {{x: y}}\n" for n in range(45_000)),
    "a key written a hundred thousand times": lambda: HEAD + "sources:\n" + "  a: A\n" * 95_000,
    "keys full of dots": lambda: HEAD + "".join(f"? {'a.' * 30_000}{n}\n: x\n" for n in range(60)),
}  # fmt: skip


@pytest.mark.parametrize("name", MANY)
def test_a_text_with_countless_slips_ends_in_a_list_that_says_how_many_more(name: str, tmp_path: Path) -> None:
    lines = refused(written(tmp_path, MANY[name]())).split("\n")
    assert len(lines) <= 101
    assert all(line.startswith("talks.yaml:") and len(line) < 1400 for line in lines[:-1])
    assert lines[-1].startswith("... and ") == (len(lines) == 101)


def test_a_long_quote_is_looked_for_in_a_long_document_by_many_claims(tmp_path: Path) -> None:
    quote = "a " * 200
    claims = "".join(f"  c{n}: {{about: issues.war, document: d, quote: {quote}b{n}}}\n" for n in range(2000))
    (tmp_path / "case.yaml").write_text(HEAD + "documents: {d: {file: d.txt}}\nclaims:\n" + claims)
    (tmp_path / "d.txt").write_text("a " * 1_900_000)
    lines = refused(tmp_path).split("\n")
    assert lines[0].startswith("case.yaml:9: claims.c0.quote: is not in document 'd' letter by letter: 'a a a")
    assert lines[-1] == "... and 100 more like these"


CLIMBERS = {
    "../secret.txt": "'../secret.txt' climbs out of the case folder; keep documents inside it",
    "papers/../../secret.txt": "'papers/../../secret.txt' climbs out of the case folder; keep documents inside it",
    "/etc/hostname": "'/etc/hostname' climbs out of the case folder; keep documents inside it",
    "linked.txt": "'linked.txt' climbs out of the case folder; keep documents inside it",
    "linked/secret.txt": "'linked/secret.txt' climbs out of the case folder; keep documents inside it",
    "circle.txt": "there is no file 'circle.txt' in the case folder",
    "pipe": "there is no file 'pipe' in the case folder",
    "papers": "there is no file 'papers' in the case folder",
    "": "there is no file '' in the case folder",
    "x" * 300: f"'{'x' * 57}...' is too long for a file name",
    "big.txt": "'big.txt' has 5.0 MB; a document may have 4 MB",
    "latin.txt": "'latin.txt' is not UTF-8 text; save it as UTF-8",
}


@pytest.mark.parametrize("name", CLIMBERS, ids=lambda name: name[:30] or "empty")
def test_a_document_lies_inside_the_case_folder_and_is_a_readable_text(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    (folder / "papers").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "linked.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "linked").symlink_to(tmp_path)
    (folder / "circle.txt").symlink_to(folder / "circle.txt")
    (folder / "big.txt").write_text("x" * 5_000_000)
    (folder / "latin.txt").write_bytes(b"caf\xe9")
    os.mkfifo(folder / "pipe")
    (folder / "case.yaml").write_text(HEAD + f"documents:\n  d: {{file: '{name}'}}\n")
    assert refused(folder) == f"case.yaml:8: documents.d.file: {CLIMBERS[name]}"


def test_a_pipe_a_device_a_folder_without_a_case_and_a_name_too_long_are_no_case_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    unknown = "no case file, folder or bundled case called "
    assert refused(tmp_path / "pipe").startswith(unknown)
    assert refused("/dev/zero").startswith(unknown)
    assert refused(tmp_path / "circle").startswith(unknown)
    assert refused("x" * 5000).startswith(unknown + "'xxx")
    assert refused("x/" * 3000).startswith(unknown + "'x/x")
    assert refused(tmp_path).endswith(": this folder has no case.yaml")


def test_a_pipe_or_a_folder_in_the_place_of_a_section_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(HEAD)
    os.mkfifo(tmp_path / "claims.yaml")
    assert refused(tmp_path) == "claims.yaml: is no plain file"
    (tmp_path / "claims.yaml").unlink()
    (tmp_path / "claims.yaml").mkdir()
    assert refused(tmp_path) == "claims.yaml: is no plain file"


def test_a_section_file_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "talks"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("password: hunter2\n")
    (folder / "case.yaml").write_text(HEAD)
    (folder / "sources.yaml").symlink_to(tmp_path / "secret.yaml")
    assert refused(folder) == "sources.yaml: leads out of the case folder; keep every file of a case inside it"


def test_a_message_never_carries_a_raw_control_character_even_from_a_value_that_was_set() -> None:
    case = winset.loads(HEAD)
    with pytest.raises(winset.CaseError) as caught:
        case.set("current_stage", ["\x1b[31m"])
    assert str(caught.value).isprintable()
    with pytest.raises(winset.CaseError) as caught:
        winset.loads(HEAD + 'claims: {c: {about: "issues.war\\n.\u200bx\u2028y"}}\n')
    assert str(caught.value).isprintable()
