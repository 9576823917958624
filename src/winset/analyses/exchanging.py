"""`import` and `export-to`: other people's files as a case folder, and a case as their files, with what was lost."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, lcm
from pathlib import Path
from typing import Any

import yaml

from winset.case.case import Case, load, loads
from winset.case.explicit import as_yaml
from winset.deals.space import MAX_DEALS
from winset.errors import BadRequest, CaseError, Slip, TooLarge, UnknownName, quoted
from winset.exchange.carried import read_carried
from winset.exchange.gambit import write_efg, write_nfg
from winset.exchange.genius import read_genius, write_genius
from winset.exchange.geniusweb import read_geniusweb, write_geniusweb
from winset.exchange.negmas import read_negmas, write_negmas
from winset.exchange.prov import Carried
from winset.exchange.scenario import Issue, Profile, Scenario, Written
from winset.exchange.sheets import read_csv, read_xlsx, write_csv, write_xlsx
from winset.values import plain_number

FORMATS = ("genius", "geniusweb", "negmas", "csv", "xlsx", "efg", "nfg")
_WRITERS: dict[str, Callable[[Scenario], Written]] = {
    "genius": write_genius,
    "geniusweb": write_geniusweb,
    "negmas": write_negmas,
    "csv": write_csv,
}
MOST_GAME_DEALS = 200
# Worths are whole numbers below this.
MOST_UNITS = 2**60


@dataclass(frozen=True)
class Exchanged:
    """What was written: the files, and what the other side could not hold."""

    files: tuple[Path, ...]
    lost: tuple[str, ...]


def read_scenario(source: Path) -> Scenario:
    """Return the scenario in a file or folder, whichever format it is in.

    Raises
    ------
    CaseError
        For a damaged file, or one of no known format.
    MissingExtra
        For XLSX without openpyxl.
    """
    if source.is_dir():
        return _of_folder(source)
    if not source.is_file():
        raise BadRequest(f"there is no file or folder {source}")
    suffix = source.suffix.lower()
    if suffix in (".csv", ".tsv", ".txt"):
        return read_csv(source)
    if suffix in (".xlsx", ".xlsm"):
        return read_xlsx(source)
    if suffix == ".json":
        return read_geniusweb([source])
    if suffix == ".xml":
        beside = [p for p in sorted(source.parent.glob("*.xml")) if p != source]
        return _short_names(read_genius(source, beside))
    if suffix in (".yml", ".yaml"):
        return read_negmas(source.parent)
    raise _unknown(source)


def _of_folder(folder: Path) -> Scenario:
    by_suffix: dict[str, list[Path]] = {}
    for path in sorted(folder.iterdir()):
        by_suffix.setdefault(path.suffix.lower(), []).append(path)
    if ".xml" in by_suffix:
        paths = by_suffix[".xml"]
        # The domain is the file whose name begins the others, else the shortest name.
        first = min(paths, key=lambda path: (not _is_template(path), len(path.stem), path.stem))
        return _short_names(read_genius(first, [path for path in paths if path != first]))
    if ".json" in by_suffix:
        return read_geniusweb(by_suffix[".json"])
    if ".yml" in by_suffix or ".yaml" in by_suffix:
        return read_negmas(folder)
    sheets = [*by_suffix.get(".csv", ()), *by_suffix.get(".xlsx", ())]
    if len(sheets) == 1:
        return read_scenario(sheets[0])
    raise _unknown(folder)


def _short_names(scenario: Scenario) -> Scenario:
    """Return the scenario with its parties named without the domain's name, which stands before theirs in the files."""
    start = f"{scenario.name}_"
    short = [party.name.removeprefix(start) for party in scenario.parties]
    if len(set(short)) < len(short) or not all(short):
        return scenario
    return replace(scenario, parties=tuple(replace(p, name=n) for p, n in zip(scenario.parties, short, strict=True)))


def _is_template(path: Path) -> bool:
    with path.open("rb") as file:
        return b"<negotiation_template" in file.read(4000)


def _unknown(path: Path) -> CaseError:
    known = "GENIUS (.xml), GeniusWeb (.json), NegMAS (a folder of .yml), an issue grid (.csv, .xlsx)"
    return CaseError([Slip(path.name, 0, "", f"is of no format known here; known: {known}")])


def import_case(source: Path, folder: Path) -> tuple[Case, Exchanged]:
    """Write a new case folder from other people's files, checked, and return the case and what was lost.

    Raises
    ------
    BadRequest
        If the folder exists already.
    CaseError
        If a file is damaged, or what it says is no case.
    """
    if folder.exists():
        raise BadRequest(f"{folder} exists already; nothing was changed")
    if not folder.absolute().parent.is_dir():
        raise BadRequest(f"{folder} cannot be made: there is no folder {folder.absolute().parent}")
    carried = read_carried(source)
    if carried is not None:
        return _taken_back(carried, folder)
    scenario = read_scenario(source)
    lost = list(scenario.lost)
    text = yaml.safe_dump(case_data(scenario, lost), sort_keys=False, allow_unicode=True, width=120)
    loads(text)
    folder.mkdir()
    target = folder / "case.yaml"
    target.write_text(text, encoding="utf-8")
    return load(folder), Exchanged((target,), tuple(dict.fromkeys(lost)))


def _taken_back(carried: Carried, folder: Path) -> tuple[Case, Exchanged]:
    building = Path(tempfile.mkdtemp(dir=folder.absolute().parent, prefix=".winset-", suffix=".part"))
    try:
        written = [building / "case.yaml"]
        data = dict(carried.data)
        documents = {id_: dict(record) for id_, record in data.get("documents", {}).items()}
        for number, (id_, text) in enumerate(carried.texts.items(), 1):
            if id_ not in documents:
                raise BadRequest(f"a text of {quoted(id_)} is there, but no such document; nothing was written")
            # A file name of our own: one in somebody's file may point anywhere.
            name = f"documents/{id_ if re.fullmatch(r'[A-Za-z0-9_-]{1,80}', id_) else f'document_{number}'}.txt"
            documents[id_]["file"] = name
            (building / "documents").mkdir(exist_ok=True)
            (building / name).write_bytes(text.encode())
            written.append(building / name)
        if documents:
            data["documents"] = documents
        written[0].write_text(as_yaml(data), encoding="utf-8")
        load(building)
        building.chmod(0o755)
        building.rename(folder)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return load(folder), Exchanged(tuple(folder / path.relative_to(building) for path in written), ())


def case_data(scenario: Scenario, lost: list[str]) -> dict[str, Any]:
    """Return a scenario as the data of a case; what a case cannot hold is added to `lost`."""
    if not scenario.parties:
        raise BadRequest("the files name no party, so there is nobody to negotiate; add a profile or a column per party")
    issue_ids = _ids([issue.name for issue in scenario.issues])
    party_ids = _ids([party.name for party in scenario.parties], reserved=("public", "unknown", "nobody"))
    issues: dict[str, Any] = {}
    for id_, issue in zip(issue_ids, scenario.issues, strict=True):
        if len(issue.values) < 2:
            lost.append(f"{issue.name}: has one value only, so it is no issue of the case")
            continue
        issues[id_] = {"name": issue.name, "values": dict(zip(_ids(issue.values), issue.values, strict=True))}
    preferences = {}
    for id_, party in zip(party_ids, scenario.parties, strict=True):
        preferences[id_] = _preference(party, scenario, dict(zip(issue_ids, scenario.issues, strict=True)), issues, lost)
    return {
        "format": 1,
        "case": _ids([scenario.name])[0],
        "title": scenario.name,
        "as_of": "unknown",
        "signed_by": party_ids,
        "parties": dict(zip(party_ids, (party.name for party in scenario.parties), strict=True)),
        "issues": issues,
        "preferences": preferences,
    }


def _preference(party: Profile, scenario: Scenario, named: dict[str, Issue], issues: dict[str, Any], lost: list[str]) -> Any:
    """Return weights and curves on 0 to 1: each issue's worths moved and stretched, the constants in the worth of no deal."""
    weights: dict[str, Fraction] = {}
    curves: dict[str, dict[str, Fraction]] = {}
    base = party.bias
    for id_, weight, curve in zip(named, party.weights, party.curves, strict=True):
        worth = [weight * x for x in curve]
        low, spread = min(worth), max(worth) - min(worth)
        base += low
        if id_ not in issues:
            continue
        weights[id_] = spread
        values = list(issues[id_]["values"])
        shape = [(w - low) / spread if spread else Fraction(0) for w in worth]
        curves[id_] = dict(zip(values, shape, strict=True))
    total = sum(weights.values(), Fraction(0))
    if not total:
        lost.append(f"{party.name}: values every deal alike; such a wish cannot be written, and its preferences are left out")
        return {}
    floor = Fraction(0)
    if party.reservation is not None:
        floor = (party.reservation - base) / total
        if not 0 <= floor <= 1:
            kind = "below every deal" if floor < 0 else "above every deal"
            lost.append(f"{party.name}: the reservation {plain_number(party.reservation)} lies {kind}; the nearest end is taken")
            floor = Fraction(0) if floor < 0 else Fraction(1)
    if base:
        lost.append(f"{party.name}: the constant {plain_number(base)} in every utility; worths are counted from the worst deal")
    if total != 1 or base:
        lost.append(
            f"{party.name}: the scale of its utilities; 0 is now its worst deal and 1 its best (1 was {plain_number(total)})"
        )
    # Only proportions of weights count, so they are written as whole numbers.
    common = lcm(*(w.denominator for w in weights.values()))
    shared = gcd(*(int(w * common) for w in weights.values()))
    whole = {id_: w * common / shared for id_, w in weights.items()}
    fine = floor.denominator * lcm(*(x.denominator for curve in curves.values() for x in curve.values()))
    if sum(whole.values(), Fraction(0)) * fine >= MOST_UNITS:
        lost.append(f"{party.name}: digits beyond the sixth; its numbers are too fine for exact whole numbers of 62 bits")
        whole = {id_: Fraction(round(w / total * 10**6)) for id_, w in weights.items()}
        curves = {id_: {v: Fraction(round(x * 10**5), 10**5) for v, x in curve.items()} for id_, curve in curves.items()}
        floor = Fraction(round(floor * 10**5), 10**5)
    found: dict[str, Any] = {
        "weights": {id_: plain_number(w) for id_, w in whole.items()},
        "curves": {id_: {v: plain_number(x) for v, x in curve.items()} for id_, curve in curves.items()},
        "reservation": plain_number(floor),
    }
    if party.discount is not None:
        found["discount"] = plain_number(party.discount)
    return found


def _ids(names: Any, reserved: tuple[str, ...] = ()) -> list[str]:
    """Return plain ids for names, each once."""
    found: list[str] = []
    for name in names:
        plain = re.sub(r"[^A-Za-z0-9_\-]+", "_", str(name)).strip("_-")[:60] or "x"
        plain = "x" + plain if not re.match(r"[A-Za-z0-9]", plain) else plain
        minus = "minus_" if re.fullmatch(r"-\d.*", str(name)) else ""
        one, n = minus + plain, 2
        while one in found or one in reserved:
            one, n = f"{minus}{plain}_{n}", n + 1
        found.append(one)
    return found


def scenario_of(case: Case) -> Scenario:
    """Return a case as a scenario: its dimensions, and each party's weights and curves at the middle of the ranges."""
    dims = list(case.dimensions().values())
    lost: list[str] = []
    for section, words in (
        ("rules", "rules between terms"), ("consents", "recorded consents"), ("mandates", "mandates and red lines"),
        ("ratifications", "ratification"), ("claims", "claims and sources"), ("channels", "channels"), ("stages", "stages"),
    ):  # fmt: skip
        if getattr(case.file, section):
            lost.append(f"{words}: the format has none")
    if case.file.elapsed:
        lost.append("the time elapsed: the other program takes the discount and reckons by itself")
    if any(issue.delivered_by.groups for issue in case.file.issues.values()):
        lost.append("who must deliver which term: the format has no word for it")
    parties = []
    for id_, preference in case.file.preferences.items():
        if not any(dim.id in preference.weights for dim in dims):
            continue
        spans = [*preference.weights.values(), *(s for curve in preference.curves.values() for s in curve.values())]
        spans += [s for s in (preference.reservation, preference.discount) if s is not None]
        if any(not span.is_point for span in spans):
            lost.append(f"{id_}: ranges; their middle is written")
        if preference.statements:
            lost.append(f"{id_}: its ordinal statements")
        parties.append(_profile(case, id_))
    without = [id_ for id_ in case.file.parties if id_ not in {p.name for p in parties}]
    if without:
        lost.append(f"{', '.join(without)}: no preferences are written down, so there is no profile")
    if not parties:
        raise BadRequest("no party of the case has preferences, so there is no profile to write")
    kinds = [_kind(dim.values) for dim in dims]
    issues = tuple(Issue(dim.id, dim.values, kind) for dim, kind in zip(dims, kinds, strict=True))
    return Scenario(case.id, issues, tuple(parties), tuple(lost))


def _kind(values: tuple[str, ...]) -> str:
    return "integer" if all(re.fullmatch(r"-?\d+", value) for value in values) else "discrete"


def _profile(case: Case, id_: str) -> Profile:
    from winset.arrays.deal_space import deal_space
    from winset.arrays.later import as_written

    # Time is the other program's business: it takes the discount and reckons by itself.
    space = deal_space(as_written(case), 0)
    p = space.parties.index(id_)
    scale = int(space.scale[0, p])
    weights, curves = [], []
    for table in space.worth:
        worth = [Fraction(int(w), scale) for w in table[0, p]]
        most = max(worth)
        weights.append(most)
        curves.append(tuple(w / most if most else Fraction(0) for w in worth))
    discount = case.file.preferences[id_].discount
    floor = Fraction(int(space.floor[0, p]), scale)
    return Profile(id_, tuple(weights), tuple(curves), Fraction(0), floor, discount.middle if discount else None)


def export_case(case: Case, form: str, target: Path, rounds: int = 1) -> Exchanged:
    """Write a case in another program's format and return the files and what was lost.

    Parameters
    ----------
    case : Case
        The case.
    form : str
        ``genius``, ``geniusweb``, ``negmas``, ``csv``, ``xlsx``, ``efg`` or ``nfg``.
    target : Path
        A new folder (genius, geniusweb, negmas) or a new file.
    rounds : int
        Rounds of offers, for ``efg``.

    Raises
    ------
    UnknownName
        For a format that is not known.
    BadRequest
        If the target exists, or the case has no preferences.
    TooLarge
        For a game of more than 200 deals.
    """
    if form not in FORMATS:
        raise UnknownName("format", form, FORMATS)
    if target.exists():
        raise BadRequest(f"{target} exists already; nothing was changed")
    if not target.absolute().parent.is_dir():
        raise BadRequest(f"{target} cannot be written: there is no folder {target.absolute().parent}")
    scenario = scenario_of(case)
    if form == "xlsx":
        return Exchanged((target,), (*scenario.lost, *write_xlsx(scenario, target)))
    if form in ("efg", "nfg"):
        text = _game(scenario, form, case, rounds)
        target.write_text(text, encoding="utf-8")
        return Exchanged((target,), scenario.lost)
    written = _WRITERS[form](scenario)
    if form == "csv":
        target.write_text(written.files[0][1], encoding="utf-8")
        return Exchanged((target,), tuple(dict.fromkeys((*scenario.lost, *written.lost))))
    target.mkdir()
    paths = []
    for name, text in written.files:
        (target / name).write_text(text, encoding="utf-8")
        paths.append(target / name)
    return Exchanged(tuple(paths), tuple(dict.fromkeys((*scenario.lost, *written.lost))))


def _game(scenario: Scenario, form: str, case: Case, rounds: int) -> str:
    import numpy as np

    from winset.arrays.deal_space import deal_space
    from winset.deals.space import allowed, changes, worths

    space = deal_space(case, 0)
    if space.size > MAX_DEALS or int(allowed(space).sum()) > MOST_GAME_DEALS:
        count = space.size if space.size > MAX_DEALS else int(allowed(space).sum())
        raise TooLarge("deals of a game", count, MOST_GAME_DEALS, "Look at one stage, or fix some issues with a rule.")
    who = [space.parties.index(party.name) for party in scenario.parties]
    worth = worths(space, slice(0, 1))[0]
    deals = np.flatnonzero(allowed(space)).tolist()
    names = [changes(space, i) for i in deals]
    utilities = [[Fraction(int(worth[p, i]), int(space.scale[0, p])) for p in who] for i in deals]
    floor = [Fraction(int(space.floor[0, p]), int(space.scale[0, p])) for p in who]
    labels = [party.name for party in scenario.parties]
    if form == "nfg":
        return write_nfg(case.title, labels, names, utilities, floor)
    return write_efg(case.title, labels, names, utilities, floor, rounds=rounds)
