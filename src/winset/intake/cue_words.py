"""The words that report: verbs and nouns of saying, thinking and demanding, with their forms."""

# ruff: noqa: E501  (word lists)
from __future__ import annotations

from dataclasses import dataclass

from winset.intake.cue_lexicon import CONDITIONAL, DOUBLED, IRREGULAR, MANNER, SAY, SHOW, THINK
from winset.intake.date_words import word_set

CONDITIONAL_VERBS = word_set(CONDITIONAL)
BARE_OBJECT = CONDITIONAL_VERBS | word_set(
    "bill schedule choose label dub mean like add discover learn hear feel know call point post object answer seek charge appeal agree "
    "detail note report order voice signal counter blame cite quote mention consider dismiss relay want show prove hail see view "
    "regard accept bet expose communicate grant decline establish mock query highlight flag back long sense trust guess "
    "contest reason convince persuade ensure corroborate reflect counsel discount refuse outline decide resolve"
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
        ``saying``, ``thinking``, ``showing`` or ``manner`` (laughed, continued: only beside quoted words).
    """

    lemma: str
    form: str
    family: str


def _forms(lemma: str) -> tuple[str, str, str, str]:
    if lemma in IRREGULAR:
        return IRREGULAR[lemma]
    if lemma in DOUBLED:
        return lemma + "s", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing"
    if lemma.endswith("e"):
        return lemma + "s", lemma + "d", lemma + "d", lemma[:-1] + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma[:-1] + "ied", lemma + "ing"
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
    return third, lemma + "ed", lemma + "ed", lemma + "ing"


def _table() -> dict[str, CueWord]:
    table: dict[str, CueWord] = {}
    for family, words in (
        ("manner", MANNER),
        ("showing", SHOW),
        ("thinking", THINK),
        ("saying", CONDITIONAL),
        ("saying", SAY),
    ):
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
    "adamant unequivocal categorical blunt scathing critical dismissive supportive insistent emphatic sanguine upbeat gloomy bullish "
    "bearish defiant unconvinced dissatisfied satisfied grateful clear conscious aware mindful apprehensive angry furious hesitant "
    "convinced disappointed surprised hopeful skeptical sceptical wary keen eager willing "
    "unwilling reluctant determined anxious doubtful unhappy alarmed glad"
)
"""What somebody is when they hold a view: "they were afraid of a panic"."""

CUE_NOUNS = word_set(
    "announcement statement declaration worry concern speculation rumour rumor agreement offer "
    "refusal intention attempt call indication confirmation claim warning allegation accusation "
    "proposal promise threat demand speech decision prediction forecast suggestion admission "
    "denial assertion assurance pledge vow remark comment request plan belief hope fear "
    "expectation estimate recommendation complaint call ruling testimony insistence argument report belief"
)
VIEW_NOUNS = word_set(
    "view opinion words estimation judgment judgement telling account assessment reckoning eyes count version admission reading"
)
"""With "in" or "by" and their owner they attribute: "in his view", "by her own account"."""
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
