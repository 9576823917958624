"""Who says so: cues, sources, what they cover, and chains of hands."""

from __future__ import annotations

import pytest

from winset.intake.attribution import find_attributions


def sources(text: str) -> list[tuple[str, str | None]]:
    return [(a.cue.of(text), a.source.text if a.source else None) for a in find_attributions(text)]


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("Egyptian mediators said on Monday they would resume talks.", "said", "Egyptian mediators"),
        ('"It is over," said a senior official.', "said", "a senior official"),
        (
            "The envoy left, according to two officials briefed on the matter.",
            "according",
            "two officials briefed on the matter",
        ),
        ("A deal had been predicted by most analysts.", "predicted", "most analysts"),
        (
            "Louis Gallois, the chief executive, said the company expects cuts.",
            "said",
            "Louis Gallois, the chief executive",
        ),
        (
            "Families of the hostages demanded action, saying time was running out.",
            "saying",
            "Families of the hostages",
        ),
        ("Jobs welcomed everyone and announced that there were 3,800 guests.", "announced", "Jobs"),
        ("The office's announcement that it would buy bonds came late.", "announcement", "The office"),
        ("The envoy was quoted by the newspaper as saying that the talks went well.", "saying", "The envoy"),
        (
            "In Doha, three people with knowledge of the talks told reporters that he agreed.",
            "told",
            "three people with knowledge of the talks",
        ),
        ("Asked whether it was close, Rubio said no.", "said", "Rubio"),
        ("US officials said that the offer stood.", "said", "US officials"),
        ("Apple Inc. announced Monday it has settled its dispute.", "announced", "Apple Inc."),
        ("Critics of the deal argue that it rewards violence.", "argue", "Critics of the deal"),
        ("They were afraid of a panic.", "afraid", "They"),
        ("The Kremlin, however, said no call was planned.", "said", "The Kremlin"),
        (
            "The agency, which has been hit by cuts, warned that aid would end.",
            "warned",
            "The agency, which has been hit by cuts",
        ),
        ("Ford said that it posted a profit, and predicted that sales would grow.", "predicted", "Ford"),
    ],
)
def test_the_source_of_a_cue_is_found(text: str, cue: str, source: str) -> None:
    assert (cue, source) in sources(text)


def test_two_sources_told_axios_is_one_outlet_relaying_two_people() -> None:
    (found,) = find_attributions("The aide had an angry call with the envoy, two sources told Axios.")
    assert [(h.text, h.kind, h.least, h.most) for h in found.chain] == [
        ("Axios", "outlet", 1, 1),
        ("two sources", "unnamed", 2, 2),
    ]


def test_officials_without_a_number_are_two_or_more() -> None:
    (found,) = find_attributions("Officials said that the offer stood.")
    assert found.source is not None
    assert (found.source.kind, found.source.least, found.source.most) == ("unnamed", 2, None)


def test_a_passive_without_an_agent_has_no_source() -> None:
    assert sources("The deal was expected to open a truce.") == [("expected", None)]


def test_a_chain_runs_from_the_outlet_to_the_speaker() -> None:
    text = "The Kremlin said on Thursday that no call was planned, Interfax reported."
    said = next(a for a in find_attributions(text) if a.lemma == "say")
    assert [h.text for h in said.chain] == ["Interfax", "The Kremlin"]
    assert said.content is not None
    assert said.content.of(text) == "no call was planned"


def test_an_outlet_that_cites_has_its_sources_behind_it() -> None:
    (reported, _) = find_attributions("The talks failed, Axios reported, citing two sources.")
    assert [h.text for h in reported.chain] == ["Axios", "two sources"]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ('"We are done," he said.', "quoted"),
        ("He said they were done.", "paraphrased"),
        ('The office said that Israel had "made its opinion clear".', "mixed"),
    ],
)
def test_direct_indirect_and_mixed_quotes_are_told_apart(text: str, mode: str) -> None:
    assert [a.mode for a in find_attributions(text) if a.lemma == "say"] == [mode]


def test_a_pronoun_stays_and_says_whom_it_likely_means() -> None:
    found = find_attributions("Steve Witkoff travels next week. He said the hostage came first.")
    assert found[-1].source is not None
    assert (found[-1].source.text, found[-1].source.refers_to) == ("He", "Steve Witkoff")


def test_did_not_say_is_marked() -> None:
    assert [a.negated for a in find_attributions("He did not say where they met.")] == [True]


@pytest.mark.parametrize(
    "text",
    [
        "His claims were many.",
        "The United States sent aid.",
        "Plans for the visit were dropped.",
        "The report of the committee is long.",
    ],
)
def test_nouns_that_look_like_verbs_are_no_cues(text: str) -> None:
    assert sources(text) == []
