"""What a hidden record is called: its names, the words in them that tell who it is, and the letters they begin with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from winset.exchange.folding import spellings

ACTORS = ("parties", "people", "sources")
_SHORT = 3
_PARTICLES = frozenset(
    {
        "al", "el", "ad", "ibn", "bin", "bint", "ben", "abu", "de", "del", "della", "da", "di", "do", "dos", "du", "la", "le",
        "van", "von", "der", "den", "ter", "zu", "zur", "of",
    }
)  # fmt: skip
# Words that many names share. They tell nobody by themselves, so they stay where they stand alone, and the export names them.
_COMMON = frozenset(files("winset.exchange").joinpath("common_words.txt").read_text(encoding="utf-8").split())
_NAMES = ("name", "body", "title", "file", "venue")
_ARTICLE = re.compile(r"\s*(?:the|an?)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_LATIN_CASE = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class Called:
    """What a record is called.

    Parameters
    ----------
    names : tuple of str
        Whole names and aliases.
    words : tuple of str
        Single words, and words in a row, that tell who it is.
    described : tuple of str
        Words that tell of somebody else who stands in a description, such as the name of an employer.
    common : tuple of str
        Words of its names that many names share.
    initials : tuple of str
        Capital letters that stand for a name, such as UN.
    """

    names: tuple[str, ...]
    words: tuple[str, ...] = ()
    described: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    initials: tuple[str, ...] = ()


def called(section: str, record: Any, seen: Iterable[str] = ()) -> Called:
    """Return what a record is called.

    Parameters
    ----------
    section : str
        Where it stands.
    record : Record
        The record.
    seen : iterable of str
        Names of parties that stay: within the names of others they tell nothing.

    Examples
    --------
    >>> import winset
    >>> file = winset.load("doha2025").file
    >>> called("people", file.people["al_hayya"]).words
    ('Khalil', 'al-Hayya', 'Hayya')
    >>> called("people", file.people["officials"], ["Hamas"]).words
    ()
    """
    whole = [value for field in _NAMES if isinstance(value := getattr(record, field, None), str)]
    aliases = list(getattr(record, "aliases", ()))
    if section not in ACTORS:
        return Called((*whole, *aliases))
    # Nobody repeats the article: what is called "The Gazette" is "this Gazette" as well.
    without_article = [found[1] for name in (*whole, *aliases) if (found := _ARTICLE.match(name))]
    visible = frozenset(form for name in seen for form in spellings(name))
    known = [re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE) for name in sorted(seen, key=len, reverse=True)]
    words, described, common, initials = list[str](), list[str](), list[str](), list[str]()
    for name in (*whole, *aliases):
        rest = name.replace("’", "'")
        for pattern in known:
            rest = pattern.sub("|", rest)
        in_words = _is_description(name)
        for run in rest.split("|"):
            tokens = [bare for token in run.split() if (bare := token.strip(".,;:()'\"“”«»").removesuffix("'s"))]
            told = [token for token in tokens if _is_name(token, alone=not in_words and section != "parties")]
            common += [token for token in told if _folds(token) & _COMMON]
            if in_words and name in aliases:
                continue  # a phrase such as "the envoy of the Americans" is taken out as a whole
            kept = [part for token in told for part in _parts(token) if not _folds(part) & _COMMON and len(part) >= _SHORT]
            (described if in_words else words).extend(kept)
            (described if in_words else words).extend(_in_a_row(tokens, name))
            initials += _initials([t for t in tokens if t[:1].isupper()]) if _may_be_short(section, record) else []
    keep = [word for word in dict.fromkeys(words) if not set(spellings(word)) & visible]
    aside = [word for word in dict.fromkeys(described) if not set(spellings(word)) & visible and word not in keep]
    shown = [name for name in (*whole, *aliases, *without_article) if not set(spellings(name)) & visible]
    plain = [word for word in dict.fromkeys(common) if not any(_folds(word) & set(one.split()) for one in visible)]
    return Called(tuple(shown), tuple(keep), tuple(aside), tuple(plain), tuple(dict.fromkeys(initials)))


def _folds(word: str) -> set[str]:
    return set(spellings(word))


def _is_description(name: str) -> bool:
    """Whether a name is a phrase, such as "A teacher in Lower Anka": it has words in small letters that are no particles."""
    small = [word for word in re.split(r"[\s\-]+", name) if word[:1].islower()]
    return name != name.lower() and any(word.strip(".,'’") not in _PARTICLES | {"the", "and"} for word in small)


def _is_name(token: str, alone: bool) -> bool:
    """Whether a word looks like a name: a capital in one of its parts, a script without capitals, or a name in small letters."""
    if _folds(token) & (_PARTICLES | {"the"}):
        return False
    return alone or any(part[:1].isupper() or (part[:1].isalpha() and part.upper() == part.lower()) for part in _parts(token))


def _parts(token: str) -> Iterator[str]:
    """Yield a word and the parts between its hyphens: al-Hayya, Hayya."""
    pieces = [piece for piece in re.split(r"[\-‐‑–/]", token) if piece]
    yield token
    if len(pieces) > 1:
        yield from (piece for piece in pieces if piece.casefold() not in _PARTICLES)


def _in_a_row(tokens: list[str], name: str) -> Iterator[str]:
    """Yield every run of two words or more, short of the whole, that begins and ends with a capital: Upper Valley."""
    for first in range(len(tokens)):
        for last in range(first + 1, min(len(tokens), first + 6)):
            run = tokens[first : last + 1]
            ends = all(end[:1].isupper() and not _folds(end) & {"the", "a", "an", "and", "of"} for end in (run[0], run[-1]))
            if ends and all(word[:1].isupper() or word in _PARTICLES for word in run) and " ".join(run) != name:
                yield " ".join(run)


def _may_be_short(section: str, record: Any) -> bool:
    return section == "parties" or (section == "sources" and record.kind in ("outlet", "document", "party", "other"))


def _initials(words: list[str]) -> list[str]:
    letters = "".join(word[0] for word in words if _LATIN_CASE.match(word) and not _folds(word) & {"the", "a", "an", "of", "and"})
    return [letters] if 2 <= len(letters) <= 6 and letters.isupper() else []
