"""Other people's files: what goes out comes back, and damaged files say where they are damaged."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from winset.errors import CaseError, MissingExtra, TooLarge
from winset.exchange.gambit import write_efg, write_nfg
from winset.exchange.genius import read_genius, write_genius
from winset.exchange.geniusweb import read_geniusweb, write_geniusweb
from winset.exchange.negmas import read_negmas, write_negmas
from winset.exchange.scenario import Issue, Profile, Scenario, discounted, worths
from winset.exchange.sheets import read_csv, read_xlsx, write_csv, write_xlsx

F = Fraction
GENIUS_DOMAIN = """<negotiation_template>
<utility_space number_of_issues="2">
<objective description="" etype="objective" index="0" name="any" type="objective">
  <issue etype="discrete" index="1" name="Laptop" type="discrete" vtype="discrete">
    <item index="1" value="Dell"/><item index="2" value="Macintosh"/>
  </issue>
  <issue etype="integer" index="2" name="Price" type="integer" vtype="integer" lowerbound="1" upperbound="3"/>
</objective>
</utility_space>
</negotiation_template>
"""
GENIUS_PROFILE = """<utility_space number_of_issues="2">
<objective index="0" etype="objective" type="objective" description="" name="any">
<issue index="1" etype="discrete" type="discrete" vtype="discrete" name="Laptop">
<item index="1" value="Dell" evaluation="30"/>
<item index="2" value="Macintosh" evaluation="40"/>
</issue>
<issue index="2" etype="integer" type="integer" vtype="integer" name="Price">
<evaluator ftype="linear" offset="1.0" slope="-0.25"></evaluator>
</issue>
<weight index="1" value="0.6"></weight>
<weight index="2" value="0.4"></weight>
</objective>
<discount_factor value="0.25"/>
<reservation value="0.3"/>
</utility_space>
"""


def scenario(**changes) -> Scenario:
    """Two parties over an issue of texts, one of integers and one of evenly spaced numbers."""
    issues = (
        Issue("Truce, or not", ("none", "<short> & 'sweet'", "long"), "discrete"),
        Issue("prisoners", ("0", "1", "2", "3"), "integer"),
        Issue("share", ("0.5", "0.75", "1"), "number"),
    )
    us = Profile(
        "us",
        (F(1, 2), F(3, 10), F(1, 5)),
        ((F(0), F(1, 2), F(1)), (F(1), F(3, 4), F(1, 2), F(1, 4)), (F(0), F(1, 2), F(1))),
        F(0),
        F(13, 40),
        None,
    )
    them = replace(us, name="hamas", weights=(F(1, 4), F(1, 4), F(1, 2)), reservation=F(1, 8))
    return replace(Scenario("doha", issues, (us, them), ()), **changes)


def put(folder: Path, written) -> list[Path]:
    paths = []
    for name, text in written.files:
        (folder / name).write_text(text, encoding="utf-8")
        paths.append(folder / name)
    return paths


def slip_of(error) -> str:
    return str(error.value)


def test_genius_evaluations_are_divided_by_the_issues_largest(tmp_path: Path) -> None:
    (tmp_path / "domain.xml").write_text(GENIUS_DOMAIN)
    (tmp_path / "buyer.xml").write_text(GENIUS_PROFILE)
    found = read_genius(tmp_path / "domain.xml", [tmp_path / "buyer.xml"])
    assert found.issues[1].values == ("1", "2", "3")
    buyer = found.parties[0]
    assert buyer.curves == ((F(3, 4), F(1)), (F(3, 4), F(1, 2), F(1, 4)))
    assert buyer.weights == (F(3, 5), F(2, 5))
    assert (buyer.reservation, buyer.discount, found.lost) == (F(3, 10), F(1, 4), ())
    assert worths(found)[0] == ((F(9, 20), F(3, 5)),)


def test_a_genius_discount_counts_relative_time_and_leaves_the_reservation() -> None:
    assert discounted(F(1), F(1, 4), F(0)) == 1
    assert discounted(F(1), F(1, 4), F(1)) == 0.25
    assert discounted(F(4, 5), F(1, 4), F(1, 2)) == 0.4


def test_genius_files_come_back_with_the_same_utilities(tmp_path: Path) -> None:
    one = scenario()
    written = write_genius(one)
    paths = put(tmp_path, written)
    found = read_genius(paths[0], paths[1:])
    assert worths(found) == worths(one)
    assert [p.reservation for p in found.parties] == [F(13, 40), F(1, 8)]
    assert [i.values for i in found.issues] == [i.values for i in one.issues]
    assert all("no longer as numbers" in line for line in written.lost)
    assert len(written.lost) == 2


def test_what_genius_cannot_say_is_listed_and_differences_of_utilities_stay(tmp_path: Path) -> None:
    one = scenario()
    odd = replace(one.parties[0], curves=((F(-1), F(0), F(1)), *one.parties[0].curves[1:]), bias=F(1, 8))
    one = replace(one, parties=(odd,))
    written = write_genius(one)
    assert any("constant" in line for line in written.lost)
    paths = put(tmp_path, written)
    found = read_genius(paths[0], paths[1:])
    ours, theirs = worths(one), worths(found)
    assert all(a[0][v] - a[0][0] == b[0][v] - b[0][0] for a, b in zip(ours, theirs, strict=True) for v in range(len(a[0])))
    shift = sum(a[0][0] - b[0][0] for a, b in zip(ours, theirs, strict=True))
    assert found.parties[0].reservation == odd.reservation - shift


def test_geniusweb_profiles_come_back_as_they_were_with_numeric_issues(tmp_path: Path) -> None:
    one = scenario()
    written = write_geniusweb(one)
    assert written.lost == ()
    assert '"NumberValueSetUtilities"' in written.files[1][1]
    found = read_geniusweb(put(tmp_path, written))
    assert worths(found) == worths(one)
    assert [p.reservation for p in found.parties] == [p.reservation for p in one.parties]
    assert [i.values for i in found.issues] == [i.values for i in one.issues]
    again = write_geniusweb(found)
    assert again.files == written.files


def test_a_geniusweb_domain_file_is_written_and_read_alone_or_with_the_profiles(tmp_path: Path) -> None:
    one = scenario()
    files = dict(write_geniusweb(one).files)
    assert list(files) == ["doha.json", "us.json", "hamas.json"]
    paths = put(tmp_path, write_geniusweb(one))
    assert json.loads(paths[0].read_text())["issuesValues"]["share"] == {"range": {"low": 0.5, "high": 1, "step": 0.25}}
    assert [i.values for i in read_geniusweb(paths[:1]).issues] == [i.values for i in one.issues]
    assert read_geniusweb(paths[:1]).parties == ()
    paths[0].write_text(files["doha.json"].replace("long", "longer"))
    with pytest.raises(CaseError, match=r"us.json: domain: this file is about another domain than doha.json"):
        read_geniusweb(paths)


def test_geniusweb_weights_add_up_to_exactly_one(tmp_path: Path) -> None:
    one = scenario()
    party = replace(one.parties[0], weights=(F(1), F(1), F(5, 3)), reservation=None)
    written = write_geniusweb(replace(one, parties=(party,)))
    assert any("add up to 11/3" in line for line in written.lost)
    body = json.loads(dict(written.files)["us.json"], parse_float=F, parse_int=F)["LinearAdditiveUtilitySpace"]
    assert sum(body["issueWeights"].values()) == 1
    again = read_geniusweb(put(tmp_path, written)).parties[0]
    assert all(abs(a - b * F(3, 11)) < F(1, 10**16) for a, b in zip(again.weights, party.weights, strict=True))


def test_other_geniusweb_profiles_are_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"SumOfGroupsUtilitySpace": {"domain": {}}}')
    with pytest.raises(
        CaseError, match=r"a.json: SumOfGroupsUtilitySpace: profiles of type 'SumOfGroupsUtilitySpace' are not read"
    ):
        read_geniusweb([tmp_path / "a.json"])


def test_a_reservation_that_is_worth_no_geniusweb_bid_is_listed_as_lost(tmp_path: Path) -> None:
    one = scenario()
    one = replace(one, parties=(replace(one.parties[0], reservation=F(1, 7)),))
    written = write_geniusweb(one)
    assert any("reservation 1/7" in line for line in written.lost)
    assert read_geniusweb(put(tmp_path, written)).parties[0].reservation is None


@pytest.mark.parametrize("discount", [None, F(9, 10)])
def test_negmas_folders_come_back_as_they_were(tmp_path: Path, discount: Fraction | None) -> None:
    one = scenario()
    one = replace(one, parties=tuple(replace(p, discount=discount, bias=F(1, 16)) for p in one.parties))
    written = write_negmas(one)
    put(tmp_path, written)
    found = read_negmas(tmp_path)
    assert sorted(p.name for p in found.parties) == ["hamas", "us"]
    by_name = {p.name: p for p in found.parties}
    assert all(by_name[p.name] == p for p in one.parties)
    assert [i.values for i in found.issues] == [i.values for i in one.issues]
    assert found.issues[1].kind == "integer"


def test_negmas_value_functions_of_numbers_are_evaluated_exactly(tmp_path: Path) -> None:
    (tmp_path / "space.yml").write_text(
        "issues:\n- name: n\n  type: ContiguousIssue\n  values: [1, 4]\nname: d\ntype: DiscreteCartesianOutcomeSpace\n"
    )
    (tmp_path / "a.yml").write_text(
        "type: LinearAdditiveUtilityFunction\nname: a\nreserved_value: -.inf\nweights: [0.1]\n"
        "values:\n- {type: AffineFun, slope: 0.3, bias: 0.1}\n"
    )
    found = read_negmas(tmp_path)
    assert found.parties[0].curves == ((F(2, 5), F(7, 10), F(1), F(13, 10)),)
    assert found.parties[0].reservation is None


def test_issue_grids_come_back_as_they_were(tmp_path: Path) -> None:
    one = scenario()
    one = replace(
        one,
        issues=tuple(replace(i, kind="discrete") for i in one.issues),
        parties=(replace(one.parties[0], discount=F(1, 3), bias=F(-1, 7)), one.parties[1]),
    )
    written = write_csv(one)
    assert written.lost == ()
    assert read_csv(put(tmp_path, written)[0]) == one


def test_a_grid_cell_that_a_spreadsheet_would_run_is_written_as_text(tmp_path: Path) -> None:
    one = scenario()
    danger = replace(
        one,
        issues=(
            Issue("=1+1", ("@now", "-5", "'x"), "discrete"),
            *(replace(i, kind="discrete") for i in one.issues[1:]),
        ),
    )
    written = write_csv(danger)
    assert "\n=1+1" not in written.files[0][1]
    assert read_csv(put(tmp_path, written)[0]).issues[0] == danger.issues[0]


def test_a_grid_as_people_keep_it_needs_no_weights(tmp_path: Path) -> None:
    (tmp_path / "sheet.csv").write_text("Issue;Value;us;hamas\nprisoners;0;10;0\nprisoners;100;0;1/3\n")
    found = read_csv(tmp_path / "sheet.csv")
    assert worths(found) == (((F(10), F(0)), (F(0), F(1, 3))),)


def test_xlsx_grids_come_back_or_say_what_to_install(tmp_path: Path) -> None:
    one = scenario(issues=tuple(replace(i, kind="discrete") for i in scenario().issues))
    path = tmp_path / "doha.xlsx"
    if importlib.util.find_spec("openpyxl") is None:
        with pytest.raises(MissingExtra, match=r"winset\[xlsx\]"):
            write_xlsx(one, path)
        with pytest.raises(MissingExtra, match=r"winset\[xlsx\]"):
            read_xlsx(path)
        return
    odd = replace(one, parties=(replace(one.parties[0], reservation=F(1, 3)), one.parties[1]))
    assert write_xlsx(odd, path) == ()
    assert read_xlsx(path) == odd
    path.write_bytes(b"PK no")
    with pytest.raises(CaseError, match="not an XLSX file"):
        read_xlsx(path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('<issue index="1"', "<issue"), "domain.xml"),
        (
            ('name="Laptop"', 'name="Laptpo"'),
            "profile.xml:3: Laptpo: the domain has no such issue. Did you mean 'Laptop'?",
        ),
        (('evaluation="30"', 'evaluation="much"'), "profile.xml:4: Laptop.Dell: 'much' is not a number"),
        (
            ('value="Dell"', 'value="Del"'),
            "profile.xml:4: Laptop: the domain has no value 'Del'. Did you mean 'Dell'?",
        ),
        (
            ('ftype="linear"', 'ftype="triangular"'),
            "profile.xml:8: Price: evaluators of type 'triangular' are not read",
        ),
        (
            (
                "</objective>",
                '<utility_function maxutility="9">\n<ufun type="PlainUfun" weight="1" aggregation="sum">\n'
                '<hyperRectangle utility="2.0"><INCLUDES index="1" min="1" max="2"/></hyperRectangle></ufun>'
                "</utility_function></objective>",
            ),
            "profile.xml:12: utility_function: this profile is nonlinear",
        ),
        (("</objective>", ""), "profile.xml:15: this is not well-formed XML"),
        (
            ("<utility_space", '<!DOCTYPE x [<!ENTITY a "b">]><utility_space'),
            "document types and entities are not accepted",
        ),
    ],
)
def test_damaged_genius_files_say_where(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    (tmp_path / "domain.xml").write_text(GENIUS_DOMAIN)
    (tmp_path / "profile.xml").write_text(GENIUS_PROFILE.replace(*change, 1))
    if message == "domain.xml":
        message = "profile.xml:3: issue: the issue has no index"
    with pytest.raises(CaseError) as error:
        read_genius(tmp_path / "domain.xml", [tmp_path / "profile.xml"])
    assert message in slip_of(error)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            ('"issueWeights"', '"issueWeigths"'),
            "there is no 'issueWeights' here. Did you mean 'issueWeigths'?",
        ),
        (('"highValue": 1', '"highValue": 0'), "highValue must be above lowValue"),
        (
            (
                "{",
                "[",
            ),
            "is not JSON",
        ),
        (('"step": 0.25', '"step": 0'), "needs a positive step"),
        (('"none": 0', '"none": "a lot"'), "'a lot' is not a number"),
    ],
)
def test_damaged_geniusweb_files_say_where(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    path = put(tmp_path, write_geniusweb(scenario()))[1]
    text = path.read_text()
    assert change[0] in text
    path.write_text(text.replace(*change, 1))
    with pytest.raises(CaseError) as error:
        read_geniusweb([path])
    assert message in slip_of(error)


def test_a_key_written_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"LinearAdditiveUtilitySpace": {}, "LinearAdditiveUtilitySpace": {}}')
    with pytest.raises(CaseError, match="written twice"):
        read_geniusweb([tmp_path / "a.json"])
    (tmp_path / "s.yml").write_text("issues: []\nissues: []\n")
    with pytest.raises(CaseError, match=r"s.yml:2: issues: this key is written twice"):
        read_negmas(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("issues: &a [*a]\n", "anchors and aliases are not accepted"),
        ("issues: !!python/object/apply:os.system ['true']\n", "the tag .* is not accepted"),
        ("issues: !run x\n", "the tag '!run' is not accepted"),
        ("issues: [\n", "this is not YAML"),
        ("name: x\n", "one file with 'issues' is needed and 0 were found"),
    ],
)
def test_damaged_or_hostile_yaml_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "s.yml").write_text(text)
    with pytest.raises(CaseError, match=message):
        read_negmas(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("issue,value,us\nx,yes\n", "g.csv:2: x.yes: there is no number for 'us'"),
        ("issue,value,us\nx,yes,1,2\n", "g.csv:2: x: this row has more cells than there are parties"),
        ("issue,value,us\nx,yes,one\n", "g.csv:2: x.yes: 'one' is not a number"),
        ("issue,value,us\nx,yes,1\nx,yes,2\n", "there are two of this value of x"),
        ("term,value,us\n", "the first row must be"),
        ("issue,value,us\nx,(weight),1\n", "the issue has no value"),
    ],
)
def test_damaged_grids_say_which_row(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "g.csv").write_text(text)
    with pytest.raises(CaseError) as error:
        read_csv(tmp_path / "g.csv")
    assert message in slip_of(error)


def test_files_that_are_missing_or_no_text_are_case_errors(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot be read"):
        read_csv(tmp_path / "none.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CaseError, match="not UTF-8"):
        read_csv(tmp_path / "b.csv")


def test_nothing_is_lost_silently_where_a_number_has_no_decimal() -> None:
    one = scenario(parties=(replace(scenario().parties[0], weights=(F(1, 3), F(1, 3), F(1, 3))),))
    for written in (write_genius(one), write_geniusweb(one), write_negmas(one)):
        assert any("1/3 has no finite decimal" in line for line in written.lost)
    assert not any("1/3" in line for line in write_csv(one).lost)


def test_the_offer_game_has_a_node_for_every_move() -> None:
    text = write_efg(
        "doha",
        ["us", "hamas"],
        ["a", "b"],
        [[F(1), F(0)], [F(1, 3), F(1)]],
        [F(1, 5), F(1, 5)],
        rounds=2,
        discount=[F(1, 2), F(1)],
    )
    rows = text.splitlines()
    assert rows[0] == 'EFG 2 R "doha" { "us" "hamas" }'
    assert sum(r.startswith("p") for r in rows) == 1 + 2 * (1 + 1 + 2)
    assert sum(r.startswith("t") for r in rows) == 2 * (1 + 2 * 2)
    assert 't "" 2 "a 2" { 1/2, 0 }' in rows
    labels = [(r.split()[2], r.split('"')[3]) for r in rows if r.startswith("p")]
    assert len(set(labels)) == len(labels)
    assert ("2", "offer 2") in labels
    assert ("2", "offer 2 (2)") in labels
    assert json.dumps(text)


def test_the_naming_game_lists_a_payoff_per_cell_and_party() -> None:
    text = write_nfg("doha", ["us", "hamas", "israel"], ["a", "b"], [[F(1)] * 3, [F(2)] * 3], [F(0)] * 3)
    numbers = text.splitlines()[3].split()
    assert len(numbers) == 3**3 * 3
    assert numbers.count("1") == 3
    assert numbers.count("2") == 3


def test_a_game_too_large_for_gambit_is_refused() -> None:
    deals = [str(k) for k in range(300)]
    with pytest.raises(TooLarge, match="nodes of the game"):
        write_efg("g", ["a", "b"], deals, [[F(0), F(0)]] * 300, [F(0), F(0)], rounds=3)
    with pytest.raises(TooLarge, match="cells of the game"):
        write_nfg("g", ["a", "b", "c"], deals, [[F(0)] * 3] * 300, [F(0)] * 3)
