"""The words that report: verbs and nouns of saying, thinking and demanding, with their forms."""

from __future__ import annotations

from dataclasses import dataclass

from winset.intake.date_words import word_set

_SAY = """
negotiate bill say tell announce state report claim add declare confirm deny admit acknowledge argue
assert allege insist maintain note observe remark comment explain reveal disclose warn caution
predict forecast suggest propose urge demand request order pledge promise vow threaten testify write
tweet reply respond answer reiterate repeat stress emphasise emphasize underline underscore concede
complain criticise criticize praise accuse blame cite quote mention describe estimate indicate
recommend advise inform notify assure conclude recall hint signal joke quip recount counter contend
charge speculate swear affirm reject refuse agree applaud welcome condemn denounce dismiss inquire
protest plead post appeal advocate allude boast clarify comment object ask call threaten elaborate
stipulate rebut relay retort telegraph utter voice whisper shout exclaim proclaim profess hail
defend specify outline detail tout lament present decry deplore justify point lash brag apologise
apologize sue rule approve endorse oppose attribute label dub name appoint nominate guarantee ensure
unveil introduce vote verify certify offer issue release file convince persuade assess caution
reckon speak make put lay set spell
"""
_THINK = """
determine envision schedule choose believe think hope expect fear worry want plan intend doubt
decide anticipate consider wish feel know assume suspect regret prefer seek aim envisage hesitate
understand foresee discover learn find hear like
"""
_SHOW = "show expose mean demonstrate prove indicate suggest"
_IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "know": ("knows", "knew", "known", "knowing"),
    "seek": ("seeks", "sought", "sought", "seeking"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "show": ("shows", "showed", "shown", "showing"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "mean": ("means", "meant", "meant", "meaning"),
    "plan": ("plans", "planned", "planned", "planning"),
    "admit": ("admits", "admitted", "admitted", "admitting"),
    "regret": ("regrets", "regretted", "regretted", "regretting"),
    "prefer": ("prefers", "preferred", "preferred", "preferring"),
    "quip": ("quips", "quipped", "quipped", "quipping"),
    "rebut": ("rebuts", "rebutted", "rebutted", "rebutting"),
    "see": ("sees", "saw", "seen", "seeing"),
    "find": ("finds", "found", "found", "finding"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "choose": ("chooses", "chose", "chosen", "choosing"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "signal": ("signals", "signalled", "signalled", "signalling"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "make": ("makes", "made", "made", "making"),
    "put": ("puts", "put", "put", "putting"),
    "lay": ("lays", "laid", "laid", "laying"),
    "set": ("sets", "set", "set", "setting"),
    "brag": ("brags", "bragged", "bragged", "bragging"),
}
BARE_OBJECT = word_set(
    "bill schedule choose rule offer vote issue release file introduce name label dub approve "
    "mean present like add discover find learn hear feel know call point ask post object answer "
    "seek charge appeal agree detail note report order voice signal counter blame cite quote "
    "mention describe consider welcome dismiss defend tell brief relay want show prove sue lash "
    "praise hail speak make put lay set spell"
)
"""Verbs that often have nothing to do with reporting; they need more evidence than standing there."""


@dataclass(frozen=True)
class CueWord:
    """One form of a reporting verb.

    Parameters
    ----------
    lemma : str
        The verb.
    form : str
        ``present``, ``past`` (also the participle where both look alike), ``participle``, ``ing`` or
        ``base``.
    family : str
        ``saying``, ``thinking`` or ``showing``.
    """

    lemma: str
    form: str
    family: str


def _forms(lemma: str) -> tuple[str, str, str, str]:
    if lemma in _IRREGULAR:
        return _IRREGULAR[lemma]
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return third, lemma + "ed", lemma + "ed", lemma + "ing"


def _table() -> dict[str, CueWord]:
    table: dict[str, CueWord] = {}
    for family, words in (("showing", _SHOW), ("thinking", _THINK), ("saying", _SAY)):
        for lemma in words.split():
            third, past, participle, ing = _forms(lemma)
            table[lemma] = CueWord(lemma, "base", family)
            table[third] = CueWord(lemma, "present", family)
            table[participle] = CueWord(lemma, "participle", family)
            table[ing] = CueWord(lemma, "ing", family)
            table[past] = CueWord(lemma, "past", family)
    return table


CUES = _table()

ADJECTIVES = word_set(
    "afraid confident optimistic pessimistic concerned worried pleased happy sure certain "
    "convinced disappointed surprised hopeful skeptical sceptical wary keen eager willing "
    "unwilling reluctant determined anxious doubtful unhappy alarmed glad"
)
"""What somebody is when they hold a view: "they were afraid of a panic"."""

CUE_NOUNS = word_set(
    "announcement statement declaration worry concern speculation rumour rumor agreement offer "
    "refusal intention attempt call indication confirmation claim warning allegation accusation "
    "proposal promise threat demand speech decision prediction forecast suggestion admission "
    "denial assertion assurance pledge vow remark comment request plan belief hope fear "
    "expectation estimate recommendation complaint call ruling testimony insistence argument"
)
TALK_NOUNS = word_set("interview statement speech report article post letter tweet email memo release conference briefing")

AUXILIARIES = word_set(
    "has have had having is are was were be been being am will would shall should can could may "
    "might must do does did 's 've 'd 'll 're wo ca n't not cannot didn't doesn't don't hasn't "
    "haven't hadn't won't wouldn't isn't aren't wasn't weren't couldn't shouldn't can't never"
)
ADVERBS = word_set(
    "also then now later earlier recently reportedly repeatedly publicly privately officially "
    "today yesterday tonight already still again further once just even only formally clearly "
    "flatly explicitly previously initially first subsequently finally merely simply often always "
    "sometimes long openly strongly firmly bluntly famously immediately meanwhile however instead "
    "too itself himself herself themselves jointly both all unanimously ever soon quickly "
    "separately allegedly currently originally eventually ultimately"
)
SUBORDINATORS = word_set(
    "that because as although though while when if whether since after before where unless until "
    "than why how what whereas once so despite"
)
DETERMINERS = word_set(
    "the a an this that these those his her its their our my your some many most several both all "
    "any every each no one two three four five six seven eight nine ten another other few more "
    "least such"
)
PREPOSITIONS = word_set(
    "of in on at by for from to with within without during over under between among amid against "
    "about into through across near since until after before despite following regarding "
    "concerning like unlike upon per via as including according due outside inside behind toward "
    "towards around along"
)
PRONOUNS = word_set("he she it they we i you who which one some many others both")
OBJECT_PRONOUNS = word_set("him her me us them himself herself")
WEEKDAY_WORDS = word_set("monday tuesday wednesday thursday friday saturday sunday")
MONTH_WORDS = word_set("january february march april may june july august september october november december")
FINITE = word_set(
    "is are was were has had have will would could should may might can did does do began came "
    "went took made gave got left met held fell rose won lost sent became kept found ran broke "
    "brought built bought sold paid put set cut hit remains remained includes included makes "
    "takes gives comes goes starts started ended ends follows followed led leads joined visited "
    "arrived died killed continues continued returned resigned signed"
)
