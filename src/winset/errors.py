"""Every error Winset raises, and the help that goes into its message.

::

    WinsetError
    ├── CaseError          the case file is wrong; carries every slip with its line
    ├── UnknownName        a party, issue, path, question or method that does not exist
    ├── BadRequest         the names are right, but the question cannot be put that way
    ├── TooLarge           the exact answer does not fit the stated limit; carries the size
    └── MissingExtra       an optional part is not installed; says how to install it

Exit status of the command line: 2 for all but `MissingExtra`, which is 3.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass

MOST_SHOWN = 100
# Comparing a name with more names than this takes too long to be a help.
_MOST_COMPARED = 2000


@dataclass(frozen=True, order=True)
class Slip:
    """One thing that is wrong in a case: where it stands and what to do about it.

    Parameters
    ----------
    file : str
        File name as the user knows it.
    line : int
        1-based line; 0 where the slip belongs to no line.
    path : str
        Dotted path of the value, for instance ``issues.prisoners.delivered_by``.
    message : str
        What is wrong, in the user's words.
    """

    file: str
    line: int
    path: str
    message: str

    def __str__(self) -> str:
        file = printable(self.file)
        place = f"{file}:{self.line}: " if self.line else f"{file}: "
        return place + (f"{printable(self.path, 160)}: " if self.path else "") + printable(self.message, 1000)


class WinsetError(Exception):
    """Any error that Winset raises on purpose; catch this one to catch them all."""

    exit_status = 2


class CaseError(WinsetError):
    """The case file is wrong; `slips` holds everything that is wrong at once.

    Parameters
    ----------
    slips : iterable of Slip
        What is wrong; sorted by file and line here. The message shows the first 100 and says how many more there are.
    """

    def __init__(self, slips: Iterable[Slip]) -> None:
        self.slips: tuple[Slip, ...] = tuple(sorted(set(slips)))
        shown = [str(slip) for slip in self.slips[:MOST_SHOWN]]
        more = len(self.slips) - len(shown)
        super().__init__("\n".join([*shown, f"... and {more:,} more like these"] if more else shown))


class UnknownName(WinsetError):
    """A name that the case or the program does not know, with a suggestion."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, tuple(known)
        super().__init__(f"no {kind} called {quoted(name)}.{did_you_mean(name, self.known)}")


class BadRequest(WinsetError):
    """The names are right, but what was asked cannot be answered that way; says why."""


class TooLarge(WinsetError):
    """The exact answer would not fit; carries the size and the limit.

    Parameters
    ----------
    what : str
        What is too large, for instance ``deals``.
    size, limit : int
        How many there are, and how many are allowed.
    advice : str
        What can be done instead.
    place : str
        Where it was written that makes it so large: a path, or file, line and path.
    """

    def __init__(self, what: str, size: int, limit: int, advice: str = "", place: str = "") -> None:
        self.what, self.size, self.limit, self.advice, self.place = what, size, limit, advice, place
        where = f"{place}: " if place else ""
        more = f" {advice}" if advice else ""
        super().__init__(f"{where}{counted(size)} {what} are more than the limit of {limit:,}.{more}")


def counted(number: int) -> str:
    """Return a count as people write it; one of more than 30 digits only by its power of ten.

    Examples
    --------
    >>> counted(2_000_000), counted(2**1027)
    ('2,000,000', 'about 10^309')
    """
    return f"{number:,}" if number < 10**30 else f"about 10^{math.floor(math.log10(number))}"


class MissingExtra(WinsetError):
    """An optional part is not installed; the message holds the command that installs it."""

    exit_status = 3

    def __init__(self, purpose: str, extra: str) -> None:
        self.extra = extra
        super().__init__(f"{purpose} needs an optional part. Install it with: pip install 'winset[{extra}]'")


def printable(text: str, longest: int = 200) -> str:
    """Return `text` shortened, and with everything escaped that is not a visible character or a space.

    Examples
    --------
    >>> printable("red \\x1b[31m alert")
    'red \\\\x1b[31m alert'
    """
    if len(text) > longest:
        text = text[: longest - 3] + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def quoted(name: object) -> str:
    """Return `name` in quotes, escaped and shortened so that it is safe to print."""
    return f"'{printable(str(name), 60)}'"


def did_you_mean(name: str, known: Iterable[str], most: int = 8) -> str:
    """Return a sentence with the likeliest known name, or the list of them, or nothing.

    Examples
    --------
    >>> did_you_mean("isreal", ["us", "hamas", "israel"])
    " Did you mean 'israel'?"
    """
    names = [str(k) for k in known]
    close = difflib.get_close_matches(name[:200], names[:_MOST_COMPARED], n=1, cutoff=0.6)
    if not close:
        lower = {k.lower(): k for k in names}
        close = [lower[name.lower()]] if name.lower() in lower else []
    if close:
        return f" Did you mean {quoted(close[0])}?"
    if not names:
        return ""
    shown = ", ".join(printable(name, 60) for name in names[:most]) + (
        f" and {len(names) - most} more" if len(names) > most else ""
    )
    return f" Known: {shown}."
