"""Marks in every field of every kind of record, for both bundled cases: no byte of any export holds one.

The fields are read off the schema. A new field of text gets a mark by itself; one that the program reads makes the planted case
slip, and has to be named in `READ`.
"""

from __future__ import annotations

import copy
import re
import shutil
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
from pydantic import BaseModel

import winset
from winset.case import paths
from winset.case.case import Case, catalogue
from winset.case.explicit import as_yaml
from winset.case.parts import Record
from winset.case.schema import CaseFile, Delivery
from winset.exchange.profiles import bundled
from winset.exchange.structure import is_text

FORMATS = ("yaml", "html", "json", "csv", "sqlite", "prov")
# Texts that the program reads, by model and field: paths, statements and names of files have a form of their own.
READ = {
    ("Claim", "about"), ("Claim", "quote"), ("Stance", "about"), ("Belief", "about"), ("Condition", "about"), ("Document", "file"),
    ("Preference", "statements"), ("Preference", "curves"), ("ConflictPreference", "statements"), ("ConflictPreference", "ranking"),
    ("ConflictPreference", "pairs"), ("CommonMove", "from"), ("CommonMove", "to"), ("Threat", "trigger_states"),
    ("Conflict", "infeasible"), ("Conflict", "arcs"), ("Conflict", "policies"),
}  # fmt: skip
# Everything hidden has "zq" in it, and nothing else has: one search finds every name, alias, word of a name, id and mark.
NAMES: dict[str, tuple[str, list[str]]] = {
    "parties": ("Zqörvath-Blzqüme Republic", ["the Zqübjects of Mzqörk", "ZQU"]),
    "people": ("Ánzqna-Clzqara al-Quøzqmer", ["Zqo", "the zqest aide"]),
    "sources": ("Zqfénn Àdzqlerby", []),
}
COMMON = ("republic",)


def hidden(section: str) -> str:
    return f"zqid_{section}"


def variants(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).replace("ø", "o")
    wide = name.replace("ö", "oe").replace("ü", "ue").replace("ø", "oe")
    forms = [name, plain, wide, name.casefold(), name.upper(), unicodedata.normalize("NFD", name)]
    forms += [re.sub(r"[\-_ ]", glue, plain) for glue in ("-", " ", "_", "", "\u2011", "\n")]
    return [*forms, f"{name}'s", f"{plain}’s", f"{plain}s", f"the {plain}-led ones"]


def mentions() -> list[str]:
    """Every name, alias, word of a name and id in every spelling, as an open text could mention them."""
    found = []
    for name, aliases in NAMES.values():
        words = [part for word in name.split() for part in (word, *word.split("-")) if "zq" in part.casefold()]
        found += [form for one in (name, *aliases, *words) for form in variants(one)]
    for section in templates(winset.load("orvan")):
        if section != "mandates":
            found += [hidden(section), hidden(section).upper(), hidden(section).replace("_", "-"), f"new_{hidden(section)}s"]
    return list(dict.fromkeys(found))


def templates(case: Case) -> dict[str, Any]:
    """One record of each kind for this case; names of other records are those of the case, or of other hidden ones."""
    file = case.file
    us, them = list(file.parties)[:2]
    dim = next(d for d in case.dimensions().values())
    terms = {dim.id: {"values": [dim.values[-1]], "change": "no"}}
    return {
        "parties": {"kind": "state", "designated_by": [us]},
        "people": {"for": us, "rank": "envoy"},
        "ratifications": {"for": us, "rule": {"kind": "all"}, "voters": {"open": {"votes": "yes"}, "zqvoter": HIDE}},
        "channels": {"between": [us, them], "levels": [{"level": "heads"}, HIDE], "secret": "yes"},
        "issues": {
            "values": ["zqnone", "zqsome"],
            "labels": {"zqnone": "-", "zqsome": "-"},
            "quantity": HIDE,
            "delivered_by": us,
        },
        "rules": {"never": terms},
        "stages": {"after": []},
        "deadlines": {"when": "2030-01-01", "by": us},
        "ultimatums": {"by": us, "to": them, "demand": terms, "threat": hidden("threats")},
        "threats": {"by": us, "to": them},
        "attempts": {"by": [us], "conditions": {"open": {"now": "-"}, "zqcond": {"now": "-", **HIDE}}},
        "regimes": {"of": us, "set": {"title": "-"}},
        "pressures": {"by": us, "on": them, "asks": terms},
        "stances": {"by": us, "position": "for", "about": "title"},
        "beliefs": {"by": us, "about": "title"},
        "events": {"who": [us]},
        "references": {"rows": [{"date": "2029", "value": "2"}, {"date": "2028", "value": "3", **HIDE}]},
        "variants": {"set": {"title": "-"}},
        "documents": {"date": "2030-01-01"},
        "sources": {"kind": "other"},
        "claims": {"about": ["title"], "kind": "inferred"},
    }


HIDE: dict[str, Any] = {"compartments": ["sealed"]}
ALL = mentions()
EACH = 15


def some(number: int) -> str:
    """A few of the mentions; a hundred texts together hold all of them."""
    start = number * EACH % len(ALL)
    return "; ".join((ALL + ALL)[start : start + EACH])


def conflict(case: Case, before: dict[str, Any]) -> dict[str, Any]:
    us, them = list(case.file.parties)[:2]
    options = copy.deepcopy(before.get("options", {}))
    options.setdefault(us, {})
    options.setdefault(them, {})
    options[us] |= {"zqoption": {"name": "-", **HIDE}, "openly": {"name": "-"}}
    preferences = {**before.get("preferences", {})}
    preferences.setdefault(us, {"statements": ["openly"], **HIDE})
    views = {us: {"unaware_of": [], "believes": {them: {"statements": ["openly"], **HIDE}}}, them: {"unaware_of": [], **HIDE}}
    moves = {"zqmove": {"by": [us], "from": "openly", "to": "not openly", **HIDE}}
    moves["opener"] = {"by": [us], "from": "openly", "to": "not openly"}
    return {**before, "options": options, "preferences": preferences, "views": views, "common_moves": moves}


def planted(name: str, folder: Path) -> Case:
    """A bundled case with a hidden and an open record of each kind, every text of the hidden ones a mark, the open ones mentioning
    them."""
    shutil.copytree(catalogue()[name], folder)
    case = winset.load(name)
    data = copy.deepcopy(case.data())
    us = next(iter(case.file.parties))
    data.setdefault("stages", {}).setdefault("1", {"name": "First"})
    for section, template in templates(case).items():
        records = data.setdefault(section, {})
        records[hidden(section)] = {**copy.deepcopy(template), **HIDE}
        if section not in ("parties", "people", "issues", "stages", "documents"):
            opened = copy.deepcopy(template)
            if section == "ultimatums":
                opened["threat"] = hidden("threats")
            records[f"open_{hidden(section)}"] = opened
    (folder / "documents" / "zqfile.txt").write_text("ZQTEXT of a hidden document\n", encoding="utf-8")
    data["documents"][hidden("documents")]["file"] = "documents/zqfile.txt"
    goods = {"name": "-", "items": {"open": {"name": "-"}, "zqitem": {"name": "-", **HIDE}}, "delivered_by": us}
    data["issues"]["open_goods"] = goods
    data["mandates"] = {**data.get("mandates", {}), hidden("people"): {"scope": [], **HIDE}}
    for mandate in data["mandates"].values():
        mandate["red_lines"] = {**mandate.get("red_lines", {}), "zqline": {"forbids": {}, **HIDE}}
    consents = data.setdefault("consents", {}).setdefault(us, {})
    consents[hidden("issues")] = [{"state": "consented"}]
    first = next(iter(case.file.issues))
    consents[first] = [*consents.get(first, []), {"state": "informed", **HIDE}]
    data["preferences"] = {**data.get("preferences", {}), hidden("parties"): {"weights": {first: "1"}, **HIDE}}
    dim = next(d for d in case.dimensions().values())
    terms = {dim.id: {"values": [dim.values[-1]], "change": "no"}}
    wishes = data["preferences"].setdefault(us, {"weights": {first: "1"}})
    wishes["joint"] = {"open": {"if": terms, "worth": "1"}, "zqjoint": {"if": terms, "worth": "2", **HIDE}}
    data["conflict"] = conflict(case, data.get("conflict", {}))
    for id_ in list(data["documents"]):
        if id_ != hidden("documents"):
            path = folder / data["documents"][id_]["file"]
            path.write_text(path.read_text(encoding="utf-8") + "\n" + "; ".join(ALL) + "\n", encoding="utf-8")
    filled = _filled(data, CaseFile, "", inside_hidden=False, counter=[0])
    for old in folder.glob("*.yaml"):
        old.unlink()
    (folder / "case.yaml").write_text(as_yaml(filled) + "# ZQCOMMENT\n", encoding="utf-8")
    return winset.load(folder)


def _filled(data: dict[str, Any], model: type[BaseModel], section: str, *, inside_hidden: bool, counter: list[int]) -> Any:
    """The record with every field of text filled: with marks where it is hidden, else with mentions of what is."""
    inside_hidden = inside_hidden or data.get("compartments") == ["sealed"]
    found = dict(data)
    for name, info in model.model_fields.items():
        field, annotation = info.alias or name, paths.step(model, info.alias or name)
        held = paths.bare(annotation)
        if field == "compartments" or (model.__name__, field) in READ:
            continue
        if inside_hidden and section in NAMES and field in ("name", "aliases"):
            found[field] = NAMES[section][0 if field == "name" else 1]
        elif is_text(annotation):
            counter[0] += 1
            mark = f"ZQMARK{counter[0]} {field}" if inside_hidden else f"{data.get(field, 'Open')} {some(counter[0])}"
            if get_origin(held) is tuple:
                found[field] = [mark]
            elif get_origin(held) is dict:
                found[field] = {key: f"{entry} {mark}" for key, entry in data.get(field, {}).items()}
            else:
                found[field] = mark
        elif held is Delivery:
            found |= {field: data[field]} if field in data else {}
        elif held is Any and data.get("about", ["title"]) == ["title"]:
            found[field] = "zqany" if inside_hidden else f"any {hidden('people')}"
        elif field in data:
            found[field] = _inside(data[field], held, field, inside_hidden, counter)
    return found


def _inside(value: Any, held: Any, field: str, inside_hidden: bool, counter: list[int]) -> Any:
    if isinstance(held, type) and issubclass(held, BaseModel) and isinstance(value, dict):
        return _filled(value, held, field, inside_hidden=inside_hidden, counter=counter)
    if get_origin(held) is dict and isinstance(value, dict):
        inner = paths.bare(get_args(held)[1])
        if inner is Any:
            return {key: "zqset" if inside_hidden and key == "title" else entry for key, entry in value.items()}
        return {key: _inside(entry, inner, field, inside_hidden, counter) for key, entry in value.items()}
    if get_origin(held) is tuple and isinstance(value, list):
        return [_inside(entry, paths.bare(get_args(held)[0]), field, inside_hidden, counter) for entry in value]
    return value


def models(annotation: Any, seen: set[Any]) -> Iterator[type[BaseModel]]:
    held = paths.bare(annotation)
    if isinstance(held, type) and issubclass(held, BaseModel) and held not in seen:
        seen.add(held)
        yield held
        for name, info in held.model_fields.items():
            yield from models(paths.step(held, info.alias or name), seen)
    for arg in get_args(held):
        if arg is not type(None):
            yield from models(arg, seen)


def records(value: Any) -> Iterator[Record]:
    if isinstance(value, BaseModel):
        if isinstance(value, Record):
            yield value
        for name in type(value).model_fields:
            yield from records(getattr(value, name))
    elif isinstance(value, dict | tuple):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from records(entry)


@pytest.fixture(scope="module", params=["doha2025", "orvan"])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    return planted(request.param, tmp_path_factory.mktemp("planted") / request.param)


def test_every_kind_of_record_is_hidden_once_and_every_text_of_it_is_a_mark(case: Case) -> None:
    kept = [one for one in records(case.file) if one.compartments == ("sealed",)]
    wanted = {model for model in models(CaseFile, set()) if issubclass(model, Record)} - {Record}
    assert wanted - {type(one) for one in kept} == set()
    for model in wanted:
        ones = [one for one in kept if type(one) is model]
        for name, info in model.model_fields.items():
            field = info.alias or name
            if is_text(paths.step(model, field)) and (model.__name__, field) not in READ:
                assert any("zq" in str(getattr(one, name)).casefold() for one in ones), (model, field)


def test_the_open_texts_mention_every_name_in_every_spelling(case: Case) -> None:
    text = case.resolve() + "".join(case.texts.values())
    assert len(ALL) > 150
    assert [form for form in ALL if form not in text and form not in re.sub(r"\s+", " ", text) and "\n" not in form] == []


def test_the_list_of_fields_that_the_program_reads_is_not_longer_than_needed() -> None:
    there = {(m.__name__, info.alias or name) for m in models(CaseFile, set()) for name, info in m.model_fields.items()}
    assert there >= READ


def _plain(raw: bytes) -> Iterator[str]:
    text = raw.decode("utf-8", "replace")
    for one in (text, raw.decode("utf-16-le", "replace"), raw.decode("utf-16-be", "replace")):
        undone = re.sub(r"\\[ux]([0-9a-fA-F]{2,4})", lambda match: chr(int(match[1], 16)), one)
        folded = unicodedata.normalize("NFKD", undone)
        yield "".join(c for c in folded if not unicodedata.combining(c) and unicodedata.category(c) != "Cf").casefold()


@pytest.mark.parametrize("name", sorted(bundled()))
def test_no_byte_of_any_format_holds_a_mark_or_a_word_of_a_hidden_name(case: Case, tmp_path: Path, name: str) -> None:
    found = winset.export(case, tmp_path / "out", name, FORMATS, draws=5)
    assert found.value["withheld"] > 30
    files = sorted(path for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert {path.suffix for path in files} >= {".yaml", ".html", ".json", ".csv", ".sqlite"}
    for path in files:
        assert "zq" not in path.name.casefold()
        for text in _plain(path.read_bytes()):
            place = text.find("zq")
            assert place < 0, f"{path.name}: {text[max(0, place - 80) : place + 40]!r}"
    left = winset.load(tmp_path / "out" / "case")
    assert len(left.file.parties) == len(case.file.parties)
