"""`export`: a case in files that may leave the machine, holding what a profile may see and nothing else."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from winset.analyses.brief import brief
from winset.analyses.dating import timeline
from winset.analyses.records import gaps, show
from winset.analyses.scene import result
from winset.case.case import Case, load
from winset.case.explicit import as_yaml
from winset.errors import BadRequest, CaseError, UnknownName, WinsetError, quoted
from winset.exchange.profiles import profile as profile_of
from winset.exchange.prov import to_prov
from winset.exchange.redact import SUPPORT_WORDS, redacted
from winset.exchange.tables import tables, to_csv, to_sqlite
from winset.report.html import page
from winset.results import Note, Result, Table

FORMATS = ("yaml", "html", "json", "csv", "sqlite", "prov")
_TITLE = "brief"


def export(
    case: Case,
    to: str | Path,
    profile: str = "public",
    formats: Iterable[str] = ("yaml", "html"),
    *,
    draws: int = 500,
    seed: int = 1,
) -> Result:
    """Return what was written: the case for one kind of reader, without the records that they may not see.

    Everything is built from the redacted case alone, which is written out and read again first, so no file can hold what the case
    file does not. Conclusions that rest on claims which were left out rest on a claim that says "withheld support".

    Parameters
    ----------
    case : Case
        The case, what-ifs applied.
    to : str or Path
        A folder that does not exist yet, or is empty. It appears whole or not at all.
    profile : str
        One of the case's ``profiles``, or mandator, partner, family, public, teaching.
    formats : iterable of str
        yaml (always written in a folder of its own, as a case that loads), html (the brief), json, csv, sqlite, prov.
    draws, seed : int
        Draws of the brief, and their seed.

    Raises
    ------
    UnknownName
        For a profile or format that does not exist.
    BadRequest
        If the folder holds something, or nothing would be left of the case; if a profile of a new name does not say whose
        names get pseudonyms; if a name that must not leave still stands in what would be written.

    Examples
    --------
    >>> import tempfile, winset
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = winset.export(winset.load("doha2025"), folder + "/out", "public", ["yaml", "csv"], draws=20)
    >>> [row["file"] for row in found.rows()][:2]
    ['attempts.csv', 'attempts_conditions.csv']
    """
    wanted = tuple(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise UnknownName("format", name, FORMATS)
    if not wanted:
        raise BadRequest(f"name at least one format: {', '.join(FORMATS)}")
    target = Path(to)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BadRequest(f"{quoted(target)} exists already and is not an empty folder; nothing was written")
    if not target.absolute().parent.is_dir():
        raise BadRequest(f"there is no folder {quoted(target.absolute().parent)}; nothing was written")
    chosen = profile_of(case, profile)
    cut = redacted(case, chosen)
    building = Path(tempfile.mkdtemp(dir=target.absolute().parent, prefix=".winset-", suffix=".part"))
    try:
        folder = building / "case"
        folder.mkdir()
        _put(folder / "case.yaml", as_yaml(cut.data))
        for id_, text in cut.texts.items():
            (folder / "documents").mkdir(exist_ok=True)
            _put(folder / "documents" / f"{id_}.txt", text)
        left = _loaded(folder, profile)
        for name, content in _files(left, wanted, draws, seed):
            _put(building / name, content)
        if "yaml" not in wanted:
            shutil.rmtree(folder)
        written = sorted(path for path in building.rglob("*") if path.is_file())
        rows = tuple((path.relative_to(building).as_posix(), path.stat().st_size) for path in written)
        umask = os.umask(0)
        os.umask(umask)
        building.chmod(0o777 & ~umask)
        if target.exists():
            target.rmdir()
        os.replace(building, target)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    support = any(claim.reading == SUPPORT_WORDS for claim in left.file.claims.values())
    notes = [Note("values that rest on claims left out say: withheld support")] if support else []
    if chosen.changes:
        notes.append(Note(f"the case changes the profile {profile} that comes with Winset: {'; '.join(chosen.changes)}"))
    if cut.common:
        words = ", ".join(cut.common)
        notes.append(Note(f"common words of hidden names still stand in texts: {words}. Read the export before you send it"))
    scraps = sorted(path.name for path in target.absolute().parent.glob(".winset-*.part"))
    if scraps:
        notes.append(Note(f"beside it lies what an interrupted run left; remove it if no other is at work: {', '.join(scraps)}"))
    return result(
        left,
        f"export for {profile}",
        f"{len(rows)} files for {profile} are in {target}; {cut.withheld} records were held back or got a pseudonym.",
        "records with a compartment that the profile does not see are dropped or get a pseudonym, with every mention of their "
        "names and of single words in them",
        [Table(("file", "bytes"), rows, "Written"), *notes],
        value={"files": [name for name, _ in rows], "withheld": cut.withheld, "common_words": list(cut.common)},
        settings={"profile": profile, "formats": list(wanted), "draws": draws, "seed": seed},
    )


def _loaded(folder: Path, profile: str) -> Case:
    try:
        return load(folder)
    except CaseError as error:
        raise BadRequest(f"what is left for {profile} does not hold together ({error.slips[0]}); nothing was written") from None


def _files(case: Case, wanted: tuple[str, ...], draws: int, seed: int) -> list[tuple[str, str | bytes]]:
    data, found = case.data(), list[tuple[str, str | bytes]]()
    if "html" in wanted or "json" in wanted:
        try:
            shown = brief(case, draws=draws, seed=seed)
        except WinsetError:
            shown = show(case)  # what was held back leaves no deals to compare
        if "html" in wanted:
            found.append((f"{_TITLE}.html", page(shown, case.title)))
        if "json" in wanted:
            results = {"brief": shown, "timeline": timeline(case), "gaps": gaps(case)}
            answers = {name: json.loads(one.to_json()) for name, one in results.items()}
            content = {"case": data, "documents": dict(case.texts), **answers}
            found.append(("case.json", json.dumps(content, ensure_ascii=False, indent=1) + "\n"))
    if "csv" in wanted:
        found += [(f"{name}.csv", to_csv(columns, rows)) for name, (columns, rows) in tables(data).items()]
    if "sqlite" in wanted:
        found.append(("case.sqlite", to_sqlite(data, case.texts)))
    if "prov" in wanted:
        found.append(("prov.json", to_prov(data, case.texts)))
    return found


def _put(path: Path, content: str | bytes) -> None:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
