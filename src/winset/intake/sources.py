"""Who a noun phrase names as a source: a person, a role without a name and how many, an outlet, a document."""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import re
from dataclasses import dataclass

from winset.intake.cue_words import DETERMINERS, PRONOUNS
from winset.intake.date_words import number_of, word_set
from winset.intake.spans import Span

OUTLETS = re.compile(
    r"\b(?:Reuters|Associated Press|AP|AFP|Agence France-Presse|BBC|CNN|CNBC|NBC|CBS|ABC|Fox News|MSNBC|NPR|PBS|Axios|Politico"
    r"|Bloomberg|Haaretz|Al[- ]Jazeera|Al[- ]Arabiya|Al[- ]Mayadeen|Der Spiegel|Le Monde|El Pa[ií]s|Xinhua|TASS|Interfax|Kan|Ynet"
    r"|Walla|Dawn|Anadolu|DPA|UPI|ITAR-TASS|Wikinews|Wired|Vox|Semafor|Meduza"
    r"|(?:[A-Z][\w.&’'-]{0,20}\s){0,4}(?:Times|Post|News|Journal|Tribune|Herald|Gazette|Guardian|Telegraph|Observer|Chronicle|Globe"
    r"|Independent|Economist|Mail|Mirror|Sun|Star|Monitor|Standard|Daily|Press|Press Agency|News Agency|Television|TV|Radio|Network"
    r"|Broadcasting(?: Corporation)?|Magazine|Newspaper|Channel \d{1,3}|Wire|Review|Weekly|Pravda|Zeitung))\b"
)
_ROLES = (
    "source|sources|general|generals|admiral|colonel|official|officials|person|people|diplomat|diplomats|adviser|advisers|advisor|advisors|aide|aides"
    "|insider|insiders|negotiator|negotiators|mediator|mediators|lawmaker|lawmakers|minister|ministers|spokesman|spokesmen"
    "|spokeswoman|spokesperson|spokespeople|representative|representatives|analyst|analysts|expert|experts|observer|observers"
    "|witness|witnesses|resident|residents|activist|activists|critic|critics|supporter|supporters|economist|economists"
    "|executive|executives|employee|employees|worker|workers|officer|officers|soldier|soldiers|envoy|envoys|member|members"
    "|senator|senators|commander|commanders|lawyer|lawyers|prosecutor|prosecutors|investigator|investigators|doctor|doctors"
    "|researcher|researchers|scientist|scientists|reporter|reporters|journalist|journalists|leader|leaders|figure|figures"
    "|staffer|staffers|intermediary|intermediaries|relative|relatives|family|families|politician|politicians|ambassador|ambassadors"
    "|participant|participants|delegate|delegates|authorities|police|military|government|ministry|office|administration"
)
_ROLE = re.compile(rf"\b(?:{_ROLES})\b", re.I)
_PLURAL = re.compile(
    r"\b(?:sources|officials|people|diplomats|advisers|advisors|aides|insiders|negotiators|mediators|lawmakers|ministers|spokesmen"
    r"|spokespeople|representatives|analysts|experts|observers|witnesses|residents|activists|critics|supporters|economists|executives"
    r"|employees|workers|officers|soldiers|envoys|members|senators|commanders|lawyers|prosecutors|investigators|doctors|researchers"
    r"|scientists|reporters|journalists|leaders|figures|staffers|intermediaries|relatives|families|politicians|ambassadors|participants"
    r"|delegates)\b",
    re.I,
)
_BODY = re.compile(
    r"\b(?:police|government|ministry|office|administration|authorities|military|army|council|committee|commission|court|company|firm"
    r"|corporation|department|agency|union|party|bank|group|organi[sz]ation|parliament|congress|senate|house|campaign|team)\b",
    re.I,
)
_DOCUMENT = re.compile(
    r"\b(?:reports?|statement|documents?|letter|memo|emails?|study|survey|poll|article|newspaper|website|transcript|filing"
    r"|indictment|ruling|law|treaty|resolution|release|announcement|figures|data|results|records|evidence|media|press|post|tweet)\b",
    re.I,
)
_COUNT = re.compile(r"^(?:at least |some |about |around |more than )?([a-z-]+|\d{1,3})\b", re.I)
_VAGUE_COUNT = {
    "several": 3,
    "many": 3,
    "multiple": 2,
    "various": 2,
    "some": 2,
    "numerous": 3,
    "few": 2,
    "most": 2,
    "both": 2,
}
_PARTICLES = word_set("al el bin ibn ben de van von der den di da du le la abu of the")


@dataclass(frozen=True)
class SourceName:
    """A source as the text names it.

    Parameters
    ----------
    span : Span
        The whole noun phrase.
    text : str
        Its words.
    kind : str
        ``named`` (a person or an organisation by name), ``unnamed`` (a role without a name), ``body`` (an organisation
        without its name), ``outlet``, ``document`` or ``pronoun``.
    least, most : int or None
        How many people stand behind it; `most` is None where the text sets no limit ("officials").
    refers_to : str
        For a pronoun, the earlier name it most likely means; always for a person to check.
    candidates : tuple of str
        For a pronoun that may mean several people, all of them; `refers_to` is then empty.
    """

    span: Span
    text: str
    kind: str
    least: int
    most: int | None
    refers_to: str = ""
    candidates: tuple[str, ...] = ()

    def to_record(self) -> dict[str, object]:
        """Return a plain dict."""
        record: dict[str, object] = {
            "text": self.text,
            "kind": self.kind,
            "least": self.least,
            "most": self.most,
        }
        if self.refers_to:
            record["refers_to"] = self.refers_to
        if self.candidates:
            record["candidates"] = list(self.candidates)
        return record


def describe_source(text: str, span: Span, outlets: tuple[str, ...] = ()) -> SourceName:
    """Return what kind of source the noun phrase at `span` is and how many people it stands for.

    Parameters
    ----------
    text : str
        The text.
    span : Span
        The noun phrase.
    outlets : tuple of str
        Further names of outlets, as the text writes them.

    Examples
    --------
    >>> describe_source("Two sources told Axios", Span(0, 11))
    SourceName(span=Span(start=0, end=11), text='Two sources', kind='unnamed', least=2, most=2, refers_to='', candidates=())
    >>> describe_source("US officials said", Span(0, 12)).most is None
    True
    """
    words = span.of(text)
    flat = re.sub(r"\s+", " ", words).strip()
    lower = flat.lower()
    if lower in PRONOUNS or lower in {"him", "her", "them"}:
        many = lower in {"they", "we", "both", "many", "some", "others", "them"}
        return SourceName(span, words, "pronoun", 2 if many else 1, None if many else 1)
    core = re.split(r",| who | which | that ", flat, maxsplit=1)[0]
    if re.fullmatch(_OFFICE, core):
        return SourceName(span, words, "named", 1, 1)
    role = _ROLE.search(core)
    if role and _BODY.search(core.split()[-1]) and not _PLURAL.search(core.split()[-1]):
        role = None
    outlet = OUTLETS.search(core)
    if re.match(
        r"(?i)(?:the|a|an|his|its)\s(?:\w+\s)?(?:newspaper|paper|magazine|broadcaster|news agency|news site|outlet|tabloid|daily)\b",
        core,
    ):
        return SourceName(span, words, "outlet", 1, 1)
    if any(name and name in core for name in outlets) or (outlet and not role and outlet.start() <= 12):
        return SourceName(span, words, "outlet", 1, 1)
    named = _has_person_name(core, role)
    beside = re.search(r",\s((?:[A-Z][\w’'.-]+\s){1,3}[A-Z][\w’'-]+)(?:,|$)", flat)
    if role and beside and not _BODY.search(beside[1]) and not _ROLE.search(beside[1]):
        named = True
    if role and not named and role.group().lower() not in _BODIES:
        return _unnamed(span, words, core)
    if not role and _DOCUMENT.search(core) and not re.match(r"[A-Z][a-z]+ [A-Z]", core):
        return SourceName(span, words, "document", 1, 1)
    if named or (not _BODY.search(core) and not re.match(r"(?i:the|a|an)\s", core)):
        several = 1 + len(re.findall(r"(?<=\w) and (?=[A-Z])", core)) if named else 1
        return SourceName(span, words, "named", several, several)
    proper = re.match(r"(?i:the)\s[A-Z]", core) is not None
    return SourceName(span, words, "named" if proper else "body", 1, 1)


_BODIES = word_set("authorities police military government ministry office administration")


_OFFICE = r"(?i)(?:the |its |his |her |their )?(?:\w+ )?(?:president|prime minister|chairman|chairwoman|chancellor|king|queen|pope|premier|governor|mayor|ceo)"


def _unnamed(span: Span, words: str, core: str) -> SourceName:
    halves = core.split(" and ")
    if (
        len(halves) > 1
        and all(_ROLE.search(h) for h in halves)
        and all(re.match(r"(?i)(?:an?|one|two|three|four|five|six|several|\d)\b", h) for h in halves)
    ):
        parts = [_unnamed(span, words, h) for h in halves]
        tops = [p.most for p in parts]
        most = None if any(m is None for m in tops) else sum(m for m in tops if m is not None)
        return SourceName(span, words, "unnamed", sum(p.least for p in parts), most)
    first = re.sub(r"^(?:the|these|those|his|her|its|their|our)\s+", "", core, flags=re.I)
    hit = _COUNT.match(first)
    word = hit[1].lower() if hit else ""
    if word in _VAGUE_COUNT:
        return SourceName(span, words, "unnamed", _VAGUE_COUNT[word], None)
    number = number_of(word) if word and word not in {"the"} else None
    if re.match(r"(?i)(?:a|an|one)\b", core):
        return SourceName(span, words, "unnamed", 1, 1)
    if number is not None:
        least = int(number)
        return SourceName(span, words, "unnamed", least, None if re.match(r"(?i)at least|more than", first) else least)
    if _PLURAL.search(core):
        return SourceName(span, words, "unnamed", 2, None)
    return SourceName(span, words, "unnamed", 1, 1)


def _has_person_name(core: str, role: re.Match[str] | None) -> bool:
    """Whether a proper name of a person stands in the phrase: two capital words, or one after a role or title."""
    if role and re.match(r"\s?(?:for|of|at|from|in|with|close|familiar)\b", core[role.end() :]):
        return False
    tail = core[role.end() :] if role else core
    tail = re.sub(r"^(?:\s|\()*", "", tail)
    found = re.match(
        r"(?:[A-Z][\w’'.-]*|al-[A-Z][\w’'-]*)(?:\s(?:[A-Z][\w’'.-]*|(?:al|el|bin|ibn|ben|de|van|von|der|abu)\b(?:-[A-Z]\w+)?))*",
        tail,
    )
    if role:
        return found is not None and found.group()[:1].isupper() and not _BODY.match(found.group())
    if found is None or _BODY.search(core) or core.split()[0].lower() in DETERMINERS:
        return False
    count = len([w for w in found.group().split() if w.lower() not in _PARTICLES])
    return 2 <= count <= 4 and not re.search(
        r"\b(?:Inc|Corp|Ltd|Co|Motors|Company|Airlines|Group|University|Airways|Air)\b", core
    )
