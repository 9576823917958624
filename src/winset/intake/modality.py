"""How firmly a sentence says a thing: asserted, planned, conditional, demanded, threatened, expected or an opinion.

Rules over words, one sentence at a time. The strongest mark of doubt wins: a condition turns an announcement of force
into a threat, a hope stays a hope even where the verb stands in the past. Polarity is kept apart: a refusal is asserted
and negative.
"""

# ruff: noqa: E501  (a rule reads best on one line)
from __future__ import annotations

import re
from dataclasses import dataclass

from winset.intake.spans import Span

MODALITIES = ("asserted", "planned", "conditional", "demanded", "threatened", "expected", "opinion")


@dataclass(frozen=True)
class Modality:
    """How a sentence says what it says.

    Parameters
    ----------
    modality : str
        One of `MODALITIES`.
    polarity : str
        ``positive`` or ``negative``.
    cue : str
        The words that decided the modality; empty for a plain assertion.
    by : str
        ``"?"`` where something is expected and the text does not say by whom.
    """

    modality: str
    polarity: str
    cue: str = ""
    by: str = ""


def _any(*words: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(words) + r")\b", re.I)


_CONDITION = _any(
    "if",
    "unless",
    "provided that",
    "provided (?:both|all|the|it|they|he|she|no)",
    "providing",
    "had (?:they|he|she|it|we|you) \\w+",
    "so long as",
    "once (?:the|both|all|they|it)",
    "even if",
    "until (?:the|both|all) \\w+ (?:is|are|has|have)",
    "on (?:the )?condition(?: that)?",
    "in the event",
    "as long as",
    "should (?:they|he|she|it|hamas|israel) (?:not|refuse|fail)",
    "were to",
    "would (?:have|be|not)",
    "subject to",
    "depend(?:s|ing)? on",
    "contingent",
    "assuming",
    "only (?:if|when|once)",
    "in case",
    "otherwise",
)
_FORCE = _any(
    "attack(?:s|ed)?",
    "strike[sd]?",
    "bomb(?:s|ed)?",
    "destroy(?:s|ed)?",
    "kill(?:s|ed)?",
    "hell to pay",
    "pay (?:a|the) price",
    "consequences",
    "action (?:will|would|is going to)(?: be taken)?",
    "(?:military )?action",
    "you are dead",
    "it is over",
    "force",
    "punish(?:ed|es)?",
    "sanctions?",
    "retaliat\\w*",
    "respond",
    "war",
    "invade",
    "collapse",
    "resume (?:the )?(?:fighting|war|strikes)",
    "cut off",
    "annihilat\\w*",
    "crush",
    "no more (?:patience|time)",
)
_THREAT = _any(
    "threat(?:s|en|ens|ened|ening)?(?: to)?",
    "ultimatum",
    "last warning",
    "final warning",
    "last chance",
    "or else",
    "or (?:face|suffer|lose|be \\w+ed|die|perish|bear|take) ",
    "face (?:the )?consequences",
    "vow(?:s|ed)? to (?:destroy|strike|attack|respond|retaliate|punish)",
    "will (?:pay|regret|suffer)",
    "warn(?:s|ed|ing)? (?:\\w+ ){0,3}(?:that )?(?:it|he|she|they)? ?(?:will|would) (?:face|be|strike|attack)",
)
_DEMAND = _any(
    "(?<!the )demand(?:s|ed|ing)?",
    "(?:tell|tells|told) (?:\\w+ ){1,3}(?:not )?to",
    "call(?:s|ed|ing)? (?:on|for|upon)",
    "urg(?:e|es|ed|ing)",
    "insist(?:s|ed|ing)?(?: on| that)?",
    "must",
    "(?<!the )request(?:s|ed|ing)?",
    "recommend(?:s|ed|ing)?",
    "(?:instruct|command|direct|press|implor|beg|exhort)(?:s|es|ed|ged|ing)? (?:\\w+ ){1,4}to",
    "petition(?:s|ed)?",
    "let (?:us|me|them|him|her|our|their)",
    "appeal(?:s|ed|ing)? (?:to|for)",
    "order(?:s|ed)? (?:\\w+ ){1,3}to",
    "(?:has|have) to",
    "needs? to",
    "ask(?:s|ed|ing)? (?:\\w+ ){0,5}(?:for|to)",
    "pressed? (?:\\w+ ){0,3}(?:for|to)",
    "want(?:s|ed)? (?:\\w+ ){1,3}to",
    "require[sd]?",
    "release (?:all|the) \\w+ now",
    "let (?:them|him|her) go",
)
_EXPECT = _any(
    "expect(?:s|ed|ing|ation|ations)?",
    "anticipat(?:e|es|ed|ing)",
    "hop(?:e|es|ed|ing)(?: (?:to|that|for))?",
    "fear(?:s|ed|ing)?",
    "worr(?:y|ies|ied|ying)",
    "predict(?:s|ed|ing)?",
    "forecast(?:s|ed)?",
    "likely(?: to)?",
    "unlikely(?: to)?",
    "may",
    "might",
    "could",
    "possibl[ey]",
    "probabl[ey]",
    "perhaps",
    "supposed to",
    "potential(?:ly)?",
    "projected",
    "set to",
    "looks? (?:set|likely)",
    "was to (?:be|open|lead|pave)",
    "in the hope",
    "believed to",
    "thought to",
)
_PLAN = _any(
    "(?<!the )(?<!this )(?<!that )(?<!peace )plan(?:s|ned|ning)?(?: to)?",
    "the plan to",
    "intend(?:s|ed|ing)? to",
    "intention",
    "will",
    "'ll",
    "shall",
    "going to",
    "scheduled(?: to| for)?",
    "due to",
    "aim(?:s|ed|ing)? to",
    "propos(?:e|es|ed|ing)",
    "suggest(?:s|ed|ing)? (?:that|\\w+ing|direct|talks)",
    "(?:is|are|was|were) to \\w+",
    "preparing to",
    "vow(?:s|ed|ing)? (?:to|that)",
    "swor(?:e|n) to",
    "(?:is|are|was|were) being (?:planned|prepared|drafted|drawn up)",
    "agreed? to (?!it\\b|that\\b|this\\b|the\\b|an?\\b)\\w+",
    "promis(?:e|es|ed) to",
    "pledg(?:e|es|ed) to",
    "offer(?:s|ed)? to",
    "considering",
    "about to",
    "next (?:week|month|year)",
    "would",
)
_OPINION = _any(
    "believ(?:e|es|ed|ing)",
    "think(?:s|ing)?",
    "thought",
    "in (?:his|her|my|our|their) (?:view|opinion)",
    "feel(?:s|ing)?",
    "felt",
    "argu(?:e|es|ed|ing)",
    "should",
    "ought to",
    "better to",
    "would only",
    "only (?:make|made|makes) (?:things|matters) worse",
    "(?:make|made|makes) (?:things|matters) worse",
    "mistake",
    "disgrac\\w*|insult\\w*|farce|sham|betrayal|triumph|scandal\\w*|outrag\\w*|absurd|ridiculous|nonsense|folly|madness|blunder",
    "foolish|wise|unwise|excellent|awful|appalling|disappoint\\w*|cowardly|unjust|tragic|disastrous|harmful|counterproductive|naive|cynical",
    "lamentable|deplorable|laudable|commendable|sensible|senseless|hopeless|pointless|useless|worthless|historic|brilliant|hypocrit\\w*",
    "the (?:best|worst|right|only) (?:way|thing|course|choice|option|answer|outcome)\\b",
    "hail(?:s|ed)|applaud(?:s|ed)|deplor(?:e|es|ed)|denounc(?:e|es|ed)|decr(?:y|ies|ied)|lament(?:s|ed)",
    "wrong",
    "unacceptable",
    "regrettabl[ey]",
    "seems?",
    "appears? to",
    "consider(?:s|ed)? (?:it|this|that)",
    "(?:consider|deem|judge|find|call|think)(?:s|ed)? (?:\\w+ ){1,4}(?:too|to be|un\\w+)",
    "wonderful",
    "terrible",
    "helpful",
    "dangerous",
    "disaster",
    "reasonable",
    "fair",
    "unfair",
    "shameful",
    "would (?:give|bring|lend|help|harm|hurt|strengthen|weaken|legitimi[sz]e|aggravate)",
    "dismiss(?:es|ed)? (?:\\w+ ){0,4}as",
    "critici[sz]e[sd]?",
    "criticism",
    "prais(?:e|es|ed)",
    "condemn(?:s|ed)?",
    "what (?:\\w+ ){0,2}need(?:s|ed)? is",
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nobody|none|nothing|neither|nor|without (?:(?:the|any|its|his|her|their|\w+[’\x27]s) )?(?:\w+ing|consent|knowledge|approval|agreement|permission|blessing|mandate|success|results?|effect|warning|notice|consulting|informing|deal)|cannot|failed to|fail to|fails to|refus(?:e|es|ed|ing)|reject(?:s|ed|ing)?|den(?:y|ies|ied|ying)|declin(?:e|es|ed) to"
    r"|unable|lack(?:s|ed)?|ruled out|rules out|oppos(?:e|es|ed|ing)|object(?:s|ed)? to|nowhere|little|hardly|barely|scarcely|prevent(?:s|ed)?|advis(?:e|ed) against|stop(?:s|ped)? short"
    r"|rul(?:e|es|ing) out|disput(?:e|es|ed|ing)|(?:withh(?:eld|old|olds|olding))|un(?:true|founded|likely|willing)|false|baseless|groundless|incorrect"
    r"|yet to|ceas(?:e|es|ed) to|stopped \w+ing|neglect(?:s|ed)? to|forg(?:ot|ets) to|omitted to|far from|dismiss(?:es|ed) (?:\w+ )?(?:reports?|claims?|rumou?rs?|suggestions?|allegations?|speculation|talk)"
    r"|few (?:expect|believe|think|hope|trust|accept|agree|want)|rarely|seldom|anything but|decid(?:ed|es) against|backed (?:out|away)"
    r"|block(?:s|ed)|veto(?:es|ed)|rebuff(?:s|ed)|turn(?:s|ed) down|vot(?:ed|es) down|abandon(?:s|ed)|cancel(?:s|led|ed)|disavow(?:s|ed)|disown(?:s|ed)"
    r"|repudiat(?:es|ed)|refut(?:es|ed)|doubt(?:s|ed)|in no way|by no means|under no circumstances|at no (?:time|point)|stop(?:s|ped)? from|avoid(?:s|ed)|absent)\b"
    r"|\w{1,12}n['’]t\b",
    re.I,
)
_FALSE_NEGATION = re.compile(
    r"\b(?:not only|no (?:longer than|later than|less than|more than|doubt|matter|wonder|fewer than|sooner than)|no sooner|nothing if not|not (?:least|until)|if not|or not|cannot but|more often than not|never (?:been |looked |seemed |felt )?(?:so|more|\w+er)|no\. ?\d|without (?:doubt|delay|question)|nothing but|whether or not)\b",
    re.I,
)
_ASIDE = re.compile(r",\s(?:who|which|whose|whom)\b[^,;.]{1,200},")
"""A clause that only describes somebody: that he was not there denies nothing of what he signed."""
_IMPERATIVE = re.compile(
    r"^[\"“‘'«(\s]*(?:please\s)?(?:free|release|stop|leave|go|come|hand|give|let|end|open|close|return|withdraw|hold|lay|put|send|bring|take|pay|sign|tell|show"
    r"|keep|cease|lift|halt|step|get|do not|don['’]t|never)\b[^.?]*!",
    re.I,
)
_INVERTED = re.compile(r"^\W{0,3}(?:[Ww]ere|[Ss]hould|[Hh]ad)\s(?:the|a|an|any|they|he|she|it|we|you|[A-Z])[^?]{3,160}?,\s")
"""A condition without "if": "Were the pass to fall, ..."."""
_PIECES = re.compile(
    r";|,\s(?:and|but|while|although|though|whereas|yet)\b|\sand\s(?=(?:did|was|were|has|had|have|is|are|will|would|no|not|never|could|can)\b)",
    re.I,
)
_QUESTION = re.compile(r"\?\s*[\"”’'»)]*\s*$")


def modality(text: str, span: Span | None = None) -> Modality:
    """Return how the sentence says its thing.

    Parameters
    ----------
    text : str
        A sentence, or a text with `span` naming one.
    span : Span, optional
        The sentence within the text.

    Examples
    --------
    >>> modality("This was expected to open a broader deal.")
    Modality(modality='expected', polarity='positive', cue='expected', by='?')
    >>> modality("If Hamas is not reasonable, action will be taken.").modality
    'threatened'
    >>> modality("Israel had not agreed to the number.").polarity
    'negative'
    """
    words = (span.of(text) if span else text)[:6000]
    polarity = "negative" if is_negative(words) else "positive"
    condition, force, threat = _INVERTED.search(words) or _CONDITION.search(words), _FORCE.search(words), _THREAT.search(words)
    if threat:
        return Modality("threatened", polarity, threat.group())
    if (
        condition
        and force
        and re.search(r"\b(?:will|shall|would|'ll|is going to|are going to|you are|it is|face[sd]?|pay)\b", words, re.I)
    ):
        return Modality("threatened", polarity, condition.group())
    if _IMPERATIVE.search(words):
        return Modality("demanded", polarity, words.split()[0])
    demand, expect, plan, opinion = (
        _DEMAND.search(words),
        _EXPECT.search(words),
        _PLAN.search(words),
        _OPINION.search(words),
    )
    if demand and not (condition and condition.start() < demand.start()):
        return Modality("demanded", polarity, demand.group())
    if expect and not _is_month(words, expect):
        return Modality("expected", polarity, expect.group(), "?" if _nobody_expects(words, expect) else "")
    strong = condition and condition.group().lower() not in {"would be", "would have", "would not"}
    if condition and strong:
        return Modality("conditional", polarity, condition.group())
    if opinion and not (plan and plan.start() < opinion.start() and plan.group().lower() not in {"would", "will"}):
        return Modality("opinion", polarity, opinion.group())
    if (
        plan
        and opinion
        and plan.group().lower() == "would"
        and re.search(r"\bwould be (?:\w+ )?" + re.escape(opinion.group()), words, re.I)
    ):
        return Modality("opinion", polarity, opinion.group())
    if plan and polarity == "negative" and plan.group().lower().startswith("agree"):
        return Modality("asserted", polarity)
    if plan:
        return Modality("planned", polarity, plan.group())
    if condition or _QUESTION.search(words):
        return Modality("conditional", polarity, condition.group() if condition else "?")
    return Modality("asserted", polarity)


def may_expect(words: str) -> bool:
    """Return whether a word of expecting stands in the sentence at all: a quick look before `modality`."""
    return _EXPECT.search(words[:6000]) is not None


def _is_month(words: str, hit: re.Match[str]) -> bool:
    return hit.group() == "May"


def _nobody_expects(words: str, hit: re.Match[str]) -> bool:
    """Whether the text leaves out who expects: a passive without "by"."""
    lead = words[max(0, hit.start() - 24) : hit.start()]
    passive = re.search(r"\b(?:is|are|was|were|be|been|being)\s(?:\w+\s)?$", lead, re.I) is not None
    return passive and not re.search(r"\bby (?!the end|then|\d)\w", words[hit.end() : hit.end() + 60])


def is_negative(words: str) -> bool:
    """Return whether the sentence denies its thing; two denials make a yes.

    Examples
    --------
    >>> is_negative("He denied it"), is_negative("Not only he came"), is_negative("He did not deny it")
    (True, False, False)
    """
    cleaned = _ASIDE.sub(" ", _FALSE_NEGATION.sub(" ", words[:6000]))
    main = re.split(r"\b(?:if|unless|because|although)\b", cleaned, maxsplit=1, flags=re.I)
    part = main[0] if len(main[0].split()) > 3 else cleaned
    # Two denials make a yes only in one clause: "did not deny it", but not "did not go and did not call".
    for piece in _PIECES.split(part):
        found = [hit.group().lower() for hit in _NEGATION.finditer(piece)]
        if "neither" in found:
            found = [word for word in found if word != "nor"]
        if len(found) % 2 == 1:
            return True
    return False
