"""Whether a verb with other lives has the company that makes it report: a second word, a noun of speech, a figure, a clause."""

# ruff: noqa: E501  (word lists)
from __future__ import annotations

from winset.intake.cue_lexicon import EVENT_NOUNS, LEAD_OF, LIGHT, PARTICLES, SPEECH_NOUNS, STANCE
from winset.intake.cue_words import ADVERBS, DETERMINERS, OBJECT_PRONOUNS, PREPOSITIONS, PRONOUNS, SUBORDINATORS, CueWord
from winset.intake.date_words import word_set
from winset.intake.words import QUOTE_MARKS, STOPS, Words, is_finite


def clause_follows(w: Words, i: int) -> bool:
    """Whether what follows the verb looks like its content: that, to, a quotation, a question word, a
    clause."""
    k = i + 1
    while k < len(w.tokens) and (
        w.dated[k] or w.low(k) in ADVERBS or (w.low(k) in {"on", "in", "at"} and k + 1 < len(w.tokens) and w.dated[k + 1])
    ):
        k += 1
    nxt = w.low(k)
    if nxt in {"that", "whether", "how", "what", "why", "if"} or w.raw(k) in QUOTE_MARKS:
        return True
    if (nxt == "," and w.raw(k + 1) in QUOTE_MARKS) or nxt == ":":
        return True
    if that_ahead(w, k - 1):
        return True
    return any(is_finite(w, m) and not w.dated[m] for m in range(k + 1, min(k + 9, len(w.tokens))) if w.raw(m) not in STOPS) and (
        w.is_name(k) or nxt in DETERMINERS or nxt in PRONOUNS
    )


def that_ahead(w: Words, i: int) -> bool:
    """Whether the content follows an aside: "testified under oath that", "recorded in his diary that"."""
    if w.low(i + 1) not in PREPOSITIONS | OBJECT_PRONOUNS:
        return False
    for k in range(i + 2, min(i + 9, len(w.tokens))):
        if w.low(k) in {"that", "whether"} or w.raw(k) in QUOTE_MARKS:
            return True
        if w.raw(k) in STOPS or w.raw(k) == ",":
            return w.raw(k) == ":"
        if is_finite(w, k):
            return False
    return False


_CLAUSE_ONLY = word_set(
    "submit find hold read judge deem hear recognise recognize gather calculate project record allow command direct forbid rule establish "
    "move resolve decide teach sense trust accept guess reason grant convince persuade ensure learn discover feel know answer charge add note see refuse decline "
    "maintain order confirm document depose relate relay confess reflect counsel broadcast recite narrate post report concern text email "
    "cable wire message write encourage choose stand warrant bet"
)
"""Verbs that report only what a clause, a quotation or "that" says."""
_WHAT = word_set("that whether how what why if")
_TO_DO = word_set("seek ask refuse decline undertake long want agree choose")
_FIGURE = word_set("put place set peg value rate gauge estimate calculate project assess")
_NEAR_FIGURE = word_set("at closer around between above below under over near about roughly nearly")
_NAMING = word_set(
    "call name label dub describe bill hail brand term deem regard view dismiss reject brush characterise characterize portray depict paint see cast"
)
_PERSONAL = word_set("everyone everybody him her them us me guests visitors people")
_DEEDS = word_set(
    "law decision plan policy record move vote deal ruling handling choice offer proposal agreement announcement news report resolution "
    "treaty draft bill idea step effort initiative outcome result truce ceasefire release talks statement verdict appointment visit measure "
    "claim charge allegation criticism suggestion concern accusation objection complaint fear notion possibility rumour rumor question "
    "account document evidence finding legality validity need right request petition risk danger problem"
)
_DEED_VERBS = word_set(
    "defend welcome hail dismiss question challenge contest back highlight flag query discount mock counter corroborate"
)
_TALK = word_set("speculation rumour rumor report claim fear concern hope talk doubt notion suggestion")
_OUTLOOK = word_set("estimate forecast outlook projection prediction guidance target rating")
_OWN_OBJECTS = {
    "issue": EVENT_NOUNS | word_set("decree"),
    "release": EVENT_NOUNS | word_set("survey detail data document"),
    "deliver": word_set("speech address message"),
    "give": word_set("interview speech briefing evidence"),
    "send": word_set("message letter note"),
    "convey": word_set("message"),
    "file": word_set("lawsuit suit charge bankruptcy petition claim motion"),
    "lodge": word_set("petition suit motion"),
    "introduce": word_set("plan bill law motion measure legislation proposal"),
    "approve": word_set("plan deal bill sale merger measure budget law request loan proposal purchase takeover"),
    "post": SPEECH_NOUNS
    | word_set("profit los loss losse gain result revenue earning sale growth message video comment decline deficit photo"),
    "present": word_set("plan result detail finding document programme program budget idea"),
    "hold": word_set("view"),
    "level": word_set("charge"),
    "relate": word_set("conversation story account episode how"),
    "relay": word_set("message conversation offer word"),
    "read": word_set("statement letter charge verdict"),
    "recite": word_set("list charge"),
    "credit": word_set("with for"),
    "fault": _DEEDS,
    "detail": word_set("plan finding charge abuse evidence claim step"),
    "outline": _DEEDS | word_set("term condition vision"),
    "thank": word_set("for"),
    "congratulate": word_set("on for"),
    "publish": word_set("report letter survey figure list study statement"),
    "refer": word_set("question querie query request inquirie"),
    "lay": word_set("blame"),
    "pin": word_set("blame hope"),
    "put": word_set("blame question"),
    "place": word_set("blame"),
    "take": word_set("exception view position"),
    "sound": word_set("alarm warning note"),
    "strike": word_set("note tone"),
    "pay": word_set("tribute"),
    "pass": word_set("judgment judgement message"),
    "carry": word_set("report account statement story interview"),
    "second": word_set("motion proposal nomination"),
    "cut": _OUTLOOK,
    "lower": _OUTLOOK,
    "trim": _OUTLOOK,
    "raise": _OUTLOOK | word_set("issue matter possibility spectre prospect flag"),
    "revise": _OUTLOOK,
    "upgrade": _OUTLOOK,
    "downgrade": _OUTLOOK,
    "quash": _TALK,
    "dispel": _TALK,
    "scotch": _TALK,
    "allay": _TALK,
}


def needed(w: Words, i: int, cue: CueWord) -> bool:
    """Return whether the verb has the company it needs."""
    lemma, after = cue.lemma, w.low(i + 1)
    if after in PARTICLES.get(lemma, ()):
        return not (lemma == "agree" and after == "with" and w.dated[min(i + 2, len(w.tokens) - 1)])
    if lemma in {"tell", "express"}:
        return True
    if lemma == "blame":
        return w.is_word(i + 1) and after not in PREPOSITIONS
    if after == "to" and lemma in _TO_DO:
        return True
    if lemma == "make" and after in {"it", "this"} and w.low(i + 2) in {"clear", "plain", "known"}:
        return True
    if lemma == "put" and after == "it" and w.low(i + 2) in {"to", "in", "this"}:
        return True
    if lemma == "put" and after == "out":
        return bool(_object_nouns(w, i + 1) & (SPEECH_NOUNS | {"word", "call", "release"}))
    if (
        lemma == "see"
        and any(w.low(k).endswith("ing") for k in range(i + 2, min(i + 7, len(w.tokens))))
        and cue.form == "present"
    ):
        return w.low(i + 1) in DETERMINERS or w.is_name(i + 1) or after in PRONOUNS
    if lemma == "find" and after in {"no", "little", "evidence"}:
        return True
    if lemma == "oppose":
        return cue.form in {"past", "present", "ing"}
    if lemma == "put" and after == "it" and (w.raw(i + 2) in STOPS | {","} or w.low(i + 2).endswith("ly")):
        return True
    if lemma in {"go", "come"}:
        return False
    if lemma in {"argue", "speak", "lobby", "stand", "vote", "come", "push"} and after in STANCE - {"firm"} and lemma != "speak":
        return True
    if lemma in {"seek", "ask", "appeal"} and after in {"for", "that"}:
        return True
    if lemma == "ask" and after in OBJECT_PRONOUNS and w.low(i + 2) in {"to", "for", "about", "whether", "if", "why", "how"}:
        return True
    if lemma == "like":
        return after == "to" and (
            w.low(i - 1) in {"would", "'d"} or w.low(i + 2) in {"say", "tell", "claim", "joke", "point", "stress", "argue"}
        )
    if lemma == "mean":
        return cue.form == "ing" and after == "that"
    if lemma == "consider":
        return after.endswith("ing") or clause_follows(w, i)
    if lemma in _NAMING and cue.form in {"past", "present", "ing"} and (_named_as(w, i) or _as_follows(w, i)):
        return True
    if lemma in {"describe", "call", "portray"} and cue.form in {"past", "present"} and lemma == "describe":
        return True
    if lemma in {"credit", "fault"} and w.is_name(i + 1):
        return True
    if lemma in {"name", "label", "dub", "bill", "brand"}:
        return cue.form in {"past", "present"} and w.is_name(i + 1)
    if lemma in _FIGURE and _figure_follows(w, i):
        return True
    if lemma in {"liken", "compare"}:
        return "to" in {w.low(k) for k in range(i + 2, min(i + 10, len(w.tokens)))}
    if _object_nouns(w, i) & _objects_of(lemma):
        return True
    if lemma in _DEED_VERBS and _speaks_of_deed(w, i):
        return True
    if lemma in {"quote", "cite", "note", "reject", "report", "order", "ask"} and cue.form in {"past", "present"}:
        return True
    if lemma in {"want", "agree"} and cue.form != "base":
        return True
    if lemma in {"view", "see", "regard"}:
        return after in _WHAT and lemma == "see"
    if lemma in _CLAUSE_ONLY:
        return clause_follows(w, i)
    return lemma not in LIGHT | {
        "go",
        "come",
        "take",
        "pay",
        "turn",
        "own",
        "talk",
        "weigh",
        "chime",
        "fire",
        "shoot",
    } and clause_follows(w, i)


def _objects_of(lemma: str) -> frozenset[str]:
    return (SPEECH_NOUNS if lemma in LIGHT else frozenset()) | _OWN_OBJECTS.get(lemma, frozenset())


def _object_nouns(w: Words, i: int) -> set[str]:
    """The words of the object, up to the first verb or preposition but of."""
    found: set[str] = set()
    for k in range(i + 1, min(i + 10, len(w.tokens))):
        word = w.low(k)
        if w.raw(k) in STOPS or word in SUBORDINATORS or (word in PREPOSITIONS and word not in {"of", "for", "with", "on"}):
            break
        if word == "of" and w.low(k - 1) not in LEAD_OF:
            break
        if k > i + 1 and is_finite(w, k):
            break
        found |= {word, word.removesuffix("s"), word.removesuffix("es")}
        if word in {"for", "with", "on"}:
            break
    return found


def _speaks_of_deed(w: Words, i: int) -> bool:
    if w.low(i + 1) in _PERSONAL:
        return False
    return bool(_object_nouns(w, i) & _DEEDS)


def _figure_follows(w: Words, i: int) -> bool:
    """Whether a figure is given: "put the loss closer to nine million", "estimate 3,000 households"."""
    for k in range(i + 1, min(i + 10, len(w.tokens))):
        if w.raw(k) in STOPS or w.raw(k) == ",":
            return False
        if w.raw(k)[:1].isdigit() or w.raw(k) in {"$", "€", "£"}:
            return k == i + 1 or bool({w.low(m) for m in range(i + 1, k)} & (_NEAR_FIGURE | {"a", "some"}))
        if w.low(k) in {"million", "billion", "hundred", "dozen", "thousand"} and w.low(k - 2) in _NEAR_FIGURE | {"to"}:
            return True
    return False


def _as_follows(w: Words, i: int) -> bool:
    return "as" in {w.low(k) for k in range(i + 1, min(i + 8, len(w.tokens))) if w.raw(k) not in STOPS}


def _named_as(w: Words, i: int) -> bool:
    """Whether an object and then a name for it follow: "called the offer an insult", "called it unfair"."""
    if w.low(i + 1) in {"it", "this", "that", "them", "him", "her"}:
        return (w.is_word(i + 2) and w.low(i + 2) not in PREPOSITIONS | {"to", "and"}) or w.raw(i + 2) in QUOTE_MARKS
    if w.low(i + 1) not in DETERMINERS and not w.is_name(i + 1):
        return False
    return any(
        (w.low(k) in {"a", "an"} and w.is_word(k - 1) and w.low(k - 1) not in PREPOSITIONS) or w.raw(k) in QUOTE_MARKS
        for k in range(i + 2, min(i + 8, len(w.tokens)))
    )
