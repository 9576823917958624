"""The tables of a case, read off the schema: a section is a table, a record inside a record is one with its owner's key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from winset.case import paths
from winset.case.names import WORDS
from winset.case.scalars import Ref
from winset.case.schema import CaseFile, Delivery
from winset.values import ICD_203, Range

Data = dict[str, Any]
Foreign = tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...]
_CASE = "case"
# A case that leaves has no compartments and no profiles; a span of numbers stands under `values`.
_SKIPPED = frozenset({"compartments", "profiles", "numbers"})
# Kinds of names whose record need not exist (stage 1 stands by itself), or that may be a part of a record (an issue's item).
_NO_KEYS = frozenset({"stages", "issues", "options", "terms"})
_ENDS = ("_low", "_high")
# A word of ICD 203; the per cent of its band stand beside it.
_SURE = "confidence"


@dataclass(frozen=True)
class Column:
    """One column: its name, its type in SQLite, and the table whose ids stand in it, if that is one and only one."""

    name: str
    type: str = "TEXT"
    target: str = ""


@dataclass(frozen=True)
class Table:
    """One table.

    Parameters
    ----------
    name : str
        Section, or section and field.
    columns : tuple of Column
        Key first.
    key : tuple of str
        Columns that tell the rows apart.
    foreign : tuple
        Columns, table and its columns, for the record that owns a row.
    is_link : bool
        Whether it only says once more, row by row, what stands in one cell of another table.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    foreign: Foreign = ()
    is_link: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)


def table_defs() -> tuple[Table, ...]:
    """Return every table that a case can have.

    Examples
    --------
    >>> found = {table.name: table for table in table_defs()}
    >>> found["mandates_red_lines"].key, found["claims"].columns[2]
    (('holder', 'id'), Column(name='document', type='TEXT', target='documents'))
    """
    return tuple(table for table, _ in _walk(None))


def rows_of(data: Data) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each table, in the order of the case; truths are bool, numbers int or text, other values JSON text."""
    found: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in table_defs()}
    for table, rows in _walk(data):
        found[table.name] += rows
    return found


Walked = Iterator[tuple[Table, list[tuple[Any, ...]]]]


def _walk(data: Data | None) -> Walked:
    """Yield every table; without data, each once and empty."""
    single = {}
    for name in CaseFile.model_fields:
        annotation = paths.step(CaseFile, name)
        if name in _SKIPPED:
            continue
        if _is_cell(annotation):
            single[name] = annotation
        elif isinstance(held := paths.bare(annotation), type) and issubclass(held, BaseModel):
            value = None if data is None else data.get(name, {})
            for field, entry in _fields(held).items():
                inside = None if value is None else value.get(field, _nothing(entry))
                yield from _table(f"{name}_{field}", entry, inside, (), (), ())
        else:
            yield from _table(name, annotation, None if data is None else data.get(name, {}), (), (), ())
    columns = [column for name, annotation in single.items() for column in _columns(name, annotation)]
    rows = [] if data is None else [tuple(c for n, a in single.items() for c in _cells(n, a, data.get(n)))]
    yield Table(_CASE, tuple(columns), (_CASE,)), rows


def _nothing(annotation: Any) -> Any:
    return [] if get_origin(paths.bare(annotation)) is tuple else {} if get_origin(paths.bare(annotation)) is dict else None


def _table(
    name: str,
    annotation: Any,
    value: Any,
    keys: tuple[Column, ...],
    at: tuple[Any, ...],
    foreign: Foreign,
) -> Walked:
    """Yield the table of what stands at a place, with those of the records inside it; `value` None asks for definitions alone."""
    held = paths.bare(annotation)
    if get_origin(held) is dict:
        column = _key_column(get_args(held)[0], keys)
        inner = get_args(held)[1]
        yield from _table(name, inner, None, (*keys, column), (), foreign)
        for key, entry in (value or {}).items():
            yield from _table(name, inner, entry, (*keys, column), (*at, str(key)), foreign)
    elif get_origin(held) is tuple:
        inner = get_args(held)[0]
        column = Column(_free("position", keys), "INTEGER")
        yield from _table(name, inner, None, (*keys, column), (), foreign)
        for position, entry in enumerate(value or [], 1):
            yield from _table(name, inner, entry, (*keys, column), (*at, position), foreign)
    elif isinstance(held, type) and issubclass(held, BaseModel) and held is not Delivery:
        yield from _records(name, held, value, keys, at, foreign)
    else:
        cells = _columns("value", annotation)
        table = Table(name, (*keys, *cells), tuple(key.name for key in keys), foreign)
        yield table, [] if value is None else [(*at, *_cells("value", annotation, value))]


def _records(
    name: str,
    model: type[BaseModel],
    value: Data | None,
    keys: tuple[Column, ...],
    at: tuple[Any, ...],
    foreign: Foreign,
) -> Walked:
    fields = _fields(model)
    own = {field: annotation for field, annotation in fields.items() if _is_cell(annotation)}
    taken = {key.name for key in keys}
    columns = [
        Column(f"{name}_{c.name}" if c.name in taken else c.name, c.type, c.target)
        for field, annotation in own.items()
        for c in _columns(field, annotation)
    ]
    key = tuple(column.name for column in keys)
    row = [] if value is None else [(*at, *(c for f, a in own.items() for c in _cells(f, a, value.get(f))))]
    yield Table(name, (*keys, *columns), key, foreign), row
    owner = tuple(Column(_owner(name, column, number), column.type) for number, column in enumerate(keys))
    ours = tuple(column.name for column in owner)
    theirs: Foreign = ((ours, name, key),) if owner else ()
    for field, annotation in fields.items():
        inside = None if value is None else value.get(field)
        if field not in own:
            yield from _table(f"{name}_{field}", annotation, inside, owner, at, theirs)
        elif owner and (target := _target(get_args(paths.bare(annotation))[0] if _is_list(annotation) else None)):
            position = Column(_free("position", owner), "INTEGER")
            id_ = Column(_free(_singular(target), owner), "TEXT", target)
            link = Table(f"{name}_{field}", (*owner, position, id_), (*ours, position.name), theirs, True)
            yield link, [] if inside is None else [(*at, n, other) for n, other in enumerate(inside, 1)]
        elif owner and field == "about" and _is_list(annotation):
            paths_of = Table(f"{name}_about", (*owner, Column("path")), (*ours, "path"), theirs, True)
            yield paths_of, [] if inside is None else [(*at, path) for path in dict.fromkeys(inside)]


def _owner(name: str, column: Column, number: int) -> str:
    """Return what the key of a record is called in the tables of what lies inside it."""
    if column.name != "id" or number:
        return column.name if column.name != "id" else "entry"
    return _singular(name)


def _singular(section: str) -> str:
    return WORDS.get(section, section.removesuffix("s")).replace(" ", "_")


def _key_column(annotation: Any, keys: tuple[Column, ...]) -> Column:
    """Return the column of a mapping's keys: what they name, or plainly the id."""
    ref = _ref(annotation)
    if ref is None:
        return Column(_free("id", keys))
    several = "holder" if "parties" in ref.kinds else "about"
    return Column(_free(several if len(ref.kinds) > 1 else _singular(ref.kinds[0]), keys), "TEXT", _target(annotation))


def _free(name: str, keys: tuple[Column, ...]) -> str:
    while any(name == key.name for key in keys):
        name += "_2"
    return name


def _is_list(annotation: Any) -> bool:
    return get_origin(paths.bare(annotation)) is tuple


def _is_cell(annotation: Any) -> bool:
    """Whether a value stands in one row of its owner: a value, a list of values, terms, a small part; no records of their own."""
    held = paths.bare(annotation)
    ref = _ref(annotation)
    if ref is not None and ref.kinds == ("terms",):
        return True
    if get_origin(held) is dict:
        return paths.bare(get_args(held)[1]) is Any
    if get_origin(held) is tuple:
        inner = get_args(held)[0]
        model = paths.bare(inner)
        return not (isinstance(model, type) and issubclass(model, BaseModel))
    return held is Delivery or not any(get_origin(paths.bare(entry)) is dict for entry in _fields(held).values())


def _fields(held: Any) -> dict[str, Any]:
    """Return the fields of a record and their types; none for anything else."""
    if not (isinstance(held, type) and issubclass(held, BaseModel)):
        return {}
    names = [info.alias or name for name, info in held.model_fields.items()]
    # A note says something of the rest, so it stands behind it.
    return {name: paths.step(held, name) for name in sorted(names, key=lambda name: name == "note") if name not in _SKIPPED}


def _ref(annotation: Any) -> Ref | None:
    for entry in getattr(annotation, "__metadata__", ()):
        if isinstance(entry, Ref):
            return entry
    if get_origin(annotation) in (dict, tuple):
        return None
    return next((found for arg in get_args(annotation) if (found := _ref(arg)) is not None), None)


def _target(annotation: Any) -> str:
    ref = _ref(annotation) if annotation is not None else None
    return ref.kinds[0] if ref and len(ref.kinds) == 1 and ref.kinds[0] not in _NO_KEYS else ""


def _columns(name: str, annotation: Any) -> list[Column]:
    held = paths.bare(annotation)
    if held is not Delivery and (inside := _fields(held)):
        return [column for field, entry in inside.items() for column in _columns(f"{name}_{field}", entry)]
    if held is Range:
        return [Column(name + end, "NUMERIC") for end in _ENDS]
    if name == _SURE:
        return [Column(name), *(Column(name + end, "INTEGER") for end in _ENDS)]
    kind = "INTEGER" if held in (int, bool) else "NUMERIC" if held is Fraction else "TEXT"
    return [Column(name, kind, _target(annotation) if kind == "TEXT" and not _is_list(annotation) else "")]


def _cells(name: str, annotation: Any, value: Any) -> list[Any]:
    held = paths.bare(annotation)
    if held is not Delivery and (inside := _fields(held)):
        return [cell for field, entry in inside.items() for cell in _cells(field, entry, (value or {}).get(field))]
    if held is Range:
        return list(value) if isinstance(value, list) else [value, value]
    if name == _SURE:
        return [value, *next(([low, high] for word, low, high in ICD_203 if word == str(value).replace("_", " ")), [None, None])]
    if isinstance(value, list) and all(isinstance(entry, str) for entry in value):
        return ["; ".join(value)]
    return [json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value]
