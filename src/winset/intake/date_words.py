"""The words of the English calendar: numbers, units, months, weekdays and the patterns built from them.

Every pattern here is bounded: white space is at most three characters, no group repeats without a limit.
A line of
a million characters therefore costs time in proportion to its length.
"""

from __future__ import annotations

import re


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line as a set.

    Examples
    --------
    >>> sorted(word_set("b a"))
    ['a', 'b']
    """
    return frozenset(words.split())


MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sept", "sep"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tues", "tue"),
            ("wednesday", "wed"),
            ("thursday", "thurs", "thu"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
UNITS = {
    "second": "S",
    "minute": "M",
    "hour": "H",
    "day": "D",
    "night": "D",
    "weekend": "W",
    "week": "W",
    "fortnight": "W",
    "month": "M",
    "quarter": "Q",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
CLOCK_UNITS = frozenset({"second", "minute", "hour"})
SEASONS = {
    "spring": ("SP", 3),
    "summer": ("SU", 6),
    "autumn": ("FA", 9),
    "fall": ("FA", 9),
    "winter": ("WI", 12),
}
DAY_PARTS = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
ORDINALS = {
    "final": 4, "last": 4,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4,
}  # fmt: skip
CENTURIES = {
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20,
    "twenty-first": 21,
}  # fmt: skip
DECADES = {
    "twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8,
    "nineties": 9,
}  # fmt: skip

_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBER_WORDS = {word: n for n, word in enumerate(_ONES)} | {word: 10 * (n + 2) for n, word in enumerate(_TENS)}
NUMBER_WORDS |= {f"{ten}-{one}": NUMBER_WORDS[ten] + NUMBER_WORDS[one] for ten in _TENS for one in _ONES[1:10]}
NUMBER_WORDS |= {"hundred": 100, "dozen": 12, "couple": 2, "single": 1, "half": 0}
VAGUE_WORDS = frozenset({"several", "few", "many", "some", "countless", "numerous", "couple of", "dozens of", "more"})

S = r"(?:[ \t\u00a0]{1,3}|[ \t\u00a0]{0,2}\n[ \t\u00a0]{0,2})"
GAP = r"(?:[ \t\u00a0]{0,2}-[ \t\u00a0]{0,2}|" + S + ")"


def any_of(words: object) -> str:
    """Return a pattern that matches any of the words, the longest first.

    Examples
    --------
    >>> any_of(["one", "one-off"])
    '(?:one\\\\-off|one)'
    """
    listed = sorted((str(w) for w in words), key=lambda w: (-len(w), w))  # type: ignore[attr-defined]
    return "(?:" + "|".join(re.escape(w) for w in listed) + ")"


def _capital(names: dict[str, int], short: bool) -> str:
    full = sorted({n.capitalize() for n in names if len(n) > 4 or n in {"may", "june", "july"}}, key=len)
    brief = sorted({n.capitalize() for n in names if len(n) <= 5 and n not in {"may", "june", "july", "march", "april"}})
    pattern = "|".join(reversed(full))
    if short:
        pattern += "|(?:" + "|".join(sorted(brief, key=len, reverse=True)) + r")\b\.?"
    return f"(?:{pattern})"


MONTH = _capital(MONTHS, short=False)
MONTH_SHORT = _capital(MONTHS, short=True)
WEEKDAY = "(?:" + "|".join(n.capitalize() for n in WEEKDAYS if n.endswith("day")) + ")"
YEAR = r"(?:1[5-9]|20)\d\d"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
NUMBER_WORD = any_of([w for w in NUMBER_WORDS if w not in {"half", "couple", "single", "zero", "dozen"}])
NUMBER = rf"(?:\d{{1,4}}(?:[.,]\d{{1,3}})?|{NUMBER_WORD}(?:{GAP}hundred)?)"
UNIT = (
    r"(?:seconds?|minutes?|hours?|days?|nights?|weekends?|weeks?|fortnights?|months?|quarters?|years?|decades?|century|centuries)"
)
UNITS_PLURAL = r"(?:seconds|minutes|hours|days|nights|weekends|weeks|months|quarters|years|decades|centuries)"
PERIOD = r"(?:day|week|weekend|month|quarter|year|decade|century)"
ZONE = r"(?:UTC|GMT|BST|CET|CEST|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT|IST|JST|local time|Eastern|Pacific)"


def number_of(words: str) -> float | None:
    """Return the number that the words name, or None where they name none ("several").

    Examples
    --------
    >>> number_of("twenty-one"), number_of("a"), number_of("several"), number_of("1.5")
    (21, 1, None, 1.5)
    """
    text = re.sub(r"\s+", " ", words.strip().lower())
    if text in {"a", "an", "the", "one"}:
        return 1
    if text in {"a couple of", "a couple", "couple of"}:
        return 2
    if text in {"half a", "half an"}:
        return 0.5
    if text in {"a dozen", "dozen"}:
        return 12
    if re.fullmatch(r"\d{1,4},\d{3}", text):
        return int(text.replace(",", ""))
    if re.fullmatch(r"\d{1,4}(?:\.\d{1,3})?", text):
        value = float(text)
        return int(value) if value == int(value) else value
    joined = text.replace(" - ", "-").replace(" ", "-")
    if joined in NUMBER_WORDS:
        return NUMBER_WORDS[joined]
    parts = joined.split("-")
    if len(parts) == 2 and parts[1] == "hundred" and parts[0] in NUMBER_WORDS:
        return NUMBER_WORDS[parts[0]] * 100
    return None


def unit_of(word: str) -> str:
    """Return the unit in the singular: "centuries" is "century".

    Examples
    --------
    >>> unit_of("Years"), unit_of("centuries"), unit_of("day")
    ('year', 'century', 'day')
    """
    lower = word.lower()
    if lower == "centuries":
        return "century"
    return lower[:-1] if lower.endswith("s") else lower


def duration_value(number: float | None, unit: str) -> str:
    """Return the ISO 8601 duration as TIMEX3 writes it; X where the number is not stated.

    A decade is ten years and a fortnight two weeks, so that equal spans have equal values.

    Examples
    --------
    >>> duration_value(2, "week"), duration_value(None, "hour"), duration_value(1, "decade")
    ('P2W', 'PTXH', 'P10Y')
    """
    if unit == "fortnight":
        number, unit = (None if number is None else 2 * number), "week"
    if unit == "decade" and number is not None:
        number, unit = 10 * number, "year"
    if unit == "century" and number is not None:
        number, unit = 100 * number, "year"
    shown = "X" if number is None else f"{number:g}"
    return ("PT" if unit in CLOCK_UNITS else "P") + shown + UNITS[unit]


MONTH_HINTS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
UNIT_HINTS = ("second", "minute", "hour", "day", "night", "week", "month", "quarter", "year", "decade", "centur")
SEASON_HINTS = ("spring", "summer", "autumn", "winter", "fall")
DAY_HINTS = ("day",)
YEAR_HINTS = ("15", "16", "17", "18", "19", "20")
