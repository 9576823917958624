"""One registry class for everything that can be added by name: solution concepts, questions, and what later packages bring.

A function is checked where it is defined: right parameters, a docstring, a ``source=`` and a free name. Other installed
packages add theirs through entry points of the group ``winset.<kind>``; these are loaded only when a name is not found.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from winset.errors import UnknownName

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Entry(Generic[F]):
    """A registered function with its name, source and the first line of its docstring."""

    name: str
    function: F
    source: str
    summary: str


@dataclass(frozen=True)
class Registry(Generic[F]):
    """Functions of one kind by name.

    Parameters
    ----------
    kind : str
        For messages, for instance ``solution concept``.
    parameters : tuple of str
        The first parameters every function must have, in this order.
    """

    kind: str
    parameters: tuple[str, ...]
    _entries: dict[str, Entry[F]] = field(default_factory=dict)

    def __call__(self, name: str, *, source: str) -> Callable[[F], F]:
        """Return the decorator that registers a function under `name`; TypeError says what is wrong with it."""

        def register(function: F) -> F:
            where = f"{self.kind} '{name}'"
            if name in self._entries:
                raise TypeError(f"{where}: the name is taken")
            if not source.strip():
                raise TypeError(f"{where}: source= must say where the definition comes from")
            if not (function.__doc__ or "").strip():
                raise TypeError(f"{where}: the function needs a docstring")
            given = tuple(inspect.signature(function).parameters)[: len(self.parameters)]
            if given != self.parameters:
                raise TypeError(
                    f"{where}: the parameters must begin with ({', '.join(self.parameters)}), not ({', '.join(given)})"
                )
            summary = (function.__doc__ or "").strip().splitlines()[0]
            self._entries[name] = Entry(name, function, source, summary)
            return function

        return register

    def __getitem__(self, name: str) -> Entry[F]:
        if name not in self._entries:
            self._load_plugins(name)
        if name not in self._entries:
            raise UnknownName(self.kind, name, self._entries)
        return self._entries[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def _load_plugins(self, name: str) -> None:
        from importlib.metadata import entry_points

        for point in entry_points(group=f"winset.{self.kind.replace(' ', '_')}", name=name):
            point.load()
