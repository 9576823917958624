"""From a text to proposals for one case: `read`, and the `Reading` that goes into ``proposed.yaml``."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from winset.analyses.naming_sources import Sources, free_id
from winset.analyses.subject_words import Vocabulary, candidates, vocabulary
from winset.case.case import Case
from winset.errors import BadRequest, UnknownName, quoted
from winset.intake.dates import TimeExpression, dateline
from winset.intake.llm import Ungrounded, read_with_model
from winset.intake.plain import check_length, read_text
from winset.intake.propose import Candidate, ProposedClaim, propose
from winset.intake.spans import Span
from winset.results import Block, Note, Result, Table
from winset.values import When

METHOD = "rules for dates, attribution and oddities (no model)"


@dataclass(frozen=True)
class Proposal:
    """One statement of a text, as it could become a claim of one case; nothing of it is accepted.

    Parameters
    ----------
    id : str
        Made of the words, so that reading the same text again gives the same id.
    document : str
        Id of the document it is from.
    place : Span
        Where it stands in the text.
    quote : str
        The words, letter by letter.
    speakers, chain : tuple of str
        Who says so as the text names them; all hands from the outermost to the speaker.
    by : str
        Id of the source, of the case or a new one; empty where the writer speaks.
    via : tuple of str
        Ids of the hands between, nearest to the event first.
    check : str
        Why the source must be checked by a person first; empty where it need not.
    when, said : str
        When it was and when it was said, as a case file writes it; empty where the words fix no single interval.
    times : tuple of (str, str, str)
        Every expression of time: its words, its EDTF interval, a note.
    modality, polarity, kind : str
        As the ledger has them: kind is ``quoted`` or ``paraphrase``.
    about : tuple of Candidate
        Paths it might be about, with the reason.
    oddities : tuple of (str, tuple of str, str, str)
        Kind, places in words, why, and a possible reading.
    """

    id: str
    document: str
    place: Span
    quote: str
    speakers: tuple[str, ...]
    chain: tuple[str, ...]
    by: str
    via: tuple[str, ...]
    check: str
    when: str
    said: str
    times: tuple[tuple[str, str, str], ...]
    modality: str
    polarity: str
    kind: str
    about: tuple[Candidate, ...]
    oddities: tuple[tuple[str, tuple[str, ...], str, str], ...]


@dataclass(frozen=True)
class Reading:
    """What reading one text for a case came to.

    Parameters
    ----------
    document : str
        Id of the document: one of the case, or a new one.
    record : mapping
        The new document's record; empty where the case has the document already.
    text : str
        The text that was read.
    day : datetime.date or None
        The day relative dates were counted from.
    proposals : tuple of Proposal
        In reading order, without those decided before.
    sources : mapping of str to mapping
        Sources that the text names and the case does not have.
    decided : int
        How many statements are claims of the case, or were refused, already.
    ungrounded : tuple of Ungrounded
        What a model gave as a quote and the text does not hold.
    method : str
        How it was read.
    """

    document: str
    record: Mapping[str, Any]
    text: str
    day: dt.date | None
    proposals: tuple[Proposal, ...]
    sources: Mapping[str, Mapping[str, Any]]
    decided: int = 0
    ungrounded: tuple[Ungrounded, ...] = ()
    method: str = METHOD


@dataclass(frozen=True)
class About:
    """What a person says about a text: its id, day, title and outlet, and whether a model is to read it.

    Parameters
    ----------
    document : str
        Id of a document of the case, or of the new one; empty to make one of `name`.
    name : str
        What the text is called, for instance its file name.
    date : str
        Day of publication.
    title, outlet : str
        For a new document; the outlet is a source of the case.
    endpoint, model, confirmed_host : str
        See `winset.intake.llm.read_with_model`; empty for reading by rules alone.
    """

    document: str = ""
    name: str = "text"
    date: str = ""
    title: str = ""
    outlet: str = ""
    endpoint: str = ""
    model: str = ""
    confirmed_host: str = ""


def read(
    case: Case,
    text: str,
    *,
    date: str = "",
    document: str = "",
    endpoint: str = "",
    model: str = "",
    confirmed_host: str = "",
) -> Result:
    """Return what a text seems to say about the case: one proposal a statement, with who, through whom, when, and what is odd.

    Nothing is accepted and nothing is written; `winset read` on the command line writes the proposals down.

    Parameters
    ----------
    case : Case
        The case.
    text : str
        Plain text; `winset.intake.plain.read_text` makes it of a file or a web page.
    date : str
        Day of publication, such as ``2025-03-08``.
    document : str
        Id of a document of the case, where the text is that one.
    endpoint, model, confirmed_host : str
        An OpenAI-compatible service on this machine to mark statements; see `winset.intake.llm.read_with_model`.

    Raises
    ------
    TooLarge, BadRequest
        The text is too long, or the date or the service cannot be used.

    Examples
    --------
    >>> import winset
    >>> case = winset.load("doha2025")
    >>> told = winset.read(case, "Israel had not agreed to free prisoners, two sources told Axios.", date="2025-03-08")
    >>> print(told.answer)
    1 statement, none accepted; 1 with a source, 0 with a time, 0 with something odd.
    """
    about = About(document=document, date=date, endpoint=endpoint, model=model, confirmed_host=confirmed_host)
    return shown(case, reading_of(case, text, about))


def reading_of(case: Case, text: str, given: About, decided: frozenset[tuple[str, str]] = frozenset()) -> Reading:
    """Return the proposals of a text for a case.

    Parameters
    ----------
    case : Case
        The case.
    text : str
        Plain text.
    given : About
        What is known of the text.
    decided : frozenset of (str, str)
        Document and id of statements refused before; those the case has as claims are left out by themselves.
    """
    check_length(text, given.name)
    document, record = _document(case, text, given)
    day = _day(case, given, document) or dateline(text)
    if record and day is not None:
        record = {**record, "date": day.isoformat()}
    words = vocabulary(case)
    loose: tuple[Ungrounded, ...] = ()
    method = METHOD
    if given.endpoint or given.model:
        if not (given.endpoint and given.model):
            raise BadRequest("a model needs both its address and its name: --endpoint http://127.0.0.1:8080/v1 --model NAME")
        found = read_with_model(
            text, given.endpoint, given.model, day, names=words.names, hints=words.hints, outlets=words.outlets,
            confirmed_host=given.confirmed_host,
        )  # fmt: skip
        claims, loose = found.claims, found.ungrounded
        method = f"statements marked by {found.model} at {found.host}, read by rules"
    else:
        claims = propose(text, day, names=words.names, hints=words.hints, outlets=words.outlets)
    made = Sources(case, document)
    out, before = [], 0
    there = {(c.document, id_) for id_, c in case.file.claims.items()} | {
        (c.document, " ".join(c.quote.split())) for c in case.file.claims.values() if c.quote
    }
    for claim in claims:
        id_ = f"{claim.id}-{document}" if claim.id in case.file.claims else claim.id
        same = (document, claim.id) in there or (document, id_) in there or (document, " ".join(claim.quote.split())) in there
        if same or (document, claim.id) in decided or (document, id_) in decided:
            before += 1
            continue
        out.append(_proposal(case, words, text, document, id_[:80], claim, made))
    used = {id_ for p in out for id_ in (p.by, *p.via)}
    sources = {id_: record for id_, record in made.new.items() if id_ in used}
    return Reading(document, record, text, day, tuple(out), sources, before, loose, method)


def _document(case: Case, text: str, given: About) -> tuple[str, dict[str, Any]]:
    """The document of the case that this text is, or the record of a new one."""
    flat = " ".join(text.split())
    for id_, held in case.texts.items():
        if " ".join(read_text(held.encode(), id_).split()) == flat and given.document in ("", id_):
            return id_, {}
    if given.document in case.file.documents:
        raise BadRequest(f"document {quoted(given.document)} of the case holds another text. Name a new id with --document.")
    id_ = given.document or free_id(given.name.rsplit("/", 1)[-1].rsplit(".", 1)[0] or "text", case.file.documents)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_\-]{0,60}", id_):
        raise BadRequest(f"{quoted(id_)} is no id for a document; use letters, digits, '_' and '-'")
    if given.outlet and given.outlet not in case.file.sources:
        raise UnknownName("source", given.outlet, case.file.sources)
    record: dict[str, Any] = {"file": f"documents/{id_}.txt"}
    if given.title:
        record["title"] = given.title
    if given.outlet:
        record["outlet"] = given.outlet
    return id_, record


def _day(case: Case, given: About, document: str) -> dt.date | None:
    held = case.file.documents.get(document)
    stated: When | None = held.date if held else None
    if given.date:
        try:
            stated = When.parse(given.date)
        except ValueError as error:
            raise BadRequest(f"--date: {error}") from None
        if not stated.is_day:
            raise BadRequest(f"--date {given.date}: name the day on which the text was published, such as 2025-03-08")
    return stated.earliest if stated is not None and stated.is_day else None


def _proposal(case: Case, words: Vocabulary, text: str, document: str, id_: str, claim: ProposedClaim, made: Sources) -> Proposal:
    speaker = claim.speakers[0] if claim.speakers else None
    by = made.id_of(speaker) if speaker else ""
    hands = [made.id_of(hand) for hand in reversed(claim.chain) if speaker is None or hand.span != speaker.span]
    check = ""
    if speaker is not None and claim.guessed:
        check = "the speaker is carried over from the quotation before"
    elif speaker is not None and speaker.kind == "pronoun":
        meant = f"probably {speaker.refers_to}" if speaker.refers_to else "and the text does not say clearly who that is"
        check = f"the text says “{speaker.text}”, {meant}"
    when = [t for t in claim.when if t not in claim.said and t.type in ("DATE", "TIME")]
    return Proposal(
        id=id_,
        document=document,
        place=claim.span,
        quote=claim.quote,
        speakers=tuple(_flat(s.text) for s in claim.speakers),
        chain=tuple(_flat(s.text) for s in claim.chain),
        by=by,
        via=tuple(dict.fromkeys(h for h in hands if h and h != by)),
        check=check,
        when=_time(when),
        said=_time(claim.said),
        times=tuple((t.text, t.edtf, t.note) for t in claim.when),
        modality=claim.modality,
        polarity=claim.polarity,
        kind="quoted" if claim.kind == "quoted" else "paraphrase",
        about=candidates(case, words, claim, text[max(0, claim.span.start - 200) : claim.span.start]),
        oddities=tuple((o.kind, tuple(s.of(text) for s in o.spans), o.why, o.proposed) for o in claim.oddities),
    )


def _time(found: list[TimeExpression] | tuple[TimeExpression, ...]) -> str:
    """The one interval the words fix, as a case file writes it; empty where there is none or more than one."""
    stated = {t.edtf for t in found if t.edtf}
    if len(stated) != 1 or any(not t.edtf for t in found):
        return ""
    first = next(t for t in found if t.edtf)
    edtf = first.edtf
    if first.value == "PRESENT_REF":
        # "now" is about that day and fixes none.
        return ""
    try:
        return When.parse(edtf).text
    except ValueError:
        days = (first.earliest, first.latest)
        if not any(days):
            return ""
        return "/".join(day.isoformat() if day else ".." for day in days)


def shown(case: Case, reading: Reading) -> Result:
    """Return a reading as a result to show: one row a statement."""
    p = reading.proposals
    odd = sum(1 for q in p if q.oddities)
    rows = tuple(
        (
            q.id,
            _short(q.quote),
            " > ".join(q.chain) or "the writer",
            _when(q),
            f"{q.modality}{', negative' if q.polarity == 'negative' else ''}, {q.kind}",
            q.about[0].path if q.about else "-",
        )
        for q in p
    )
    blocks: list[Block] = [Table(("id", "words", "said by", "when", "how", "perhaps about"), rows)]
    notes: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
    for q in p:
        for kind, texts, why, proposed in q.oddities:
            notes.setdefault((kind, texts), (kind, " / ".join(_short(t, 60) for t in texts), why, proposed, q.id))
    if notes:
        blocks.append(Table(("oddity", "words", "why", "possible reading", "id"), tuple(notes.values()), "What is odd"))
    if reading.ungrounded:
        loose = tuple((_short(u.quote), u.why) for u in reading.ungrounded)
        blocks.append(Table(("what the model gave", "why it cannot be accepted"), loose, "Ungrounded"))
    if reading.day is None:
        blocks.append(Note("The day of the text is not known, so relative dates stay open. Name it with --date."))
    if reading.decided:
        blocks.append(Note(f"{reading.decided} more statements were accepted or refused before."))
    answer = (
        f"{len(p)} statement{'s' * (len(p) != 1)}, none accepted; {sum(1 for q in p if q.chain)} with a source, "
        f"{sum(1 for q in p if q.times)} with a time, {odd} with something odd."
    )
    return Result(f"read({reading.document})", answer, reading.method, case.id, case.hash(), case.steps, tuple(blocks))


def _when(p: Proposal) -> str:
    said = f"said {p.said}" if p.said else ""
    return ", ".join(part for part in (p.when, said) if part) or ", ".join(words for words, _, _ in p.times) or "-"


def _flat(text: str) -> str:
    return " ".join(text.split())


def _short(text: str, longest: int = 90) -> str:
    flat = _flat(text)
    return flat if len(flat) <= longest else flat[: longest - 3] + "..."
