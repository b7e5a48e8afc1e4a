from __future__ import annotations

import datetime as dt
import json
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimekit.errors import ParameterError
from crimekit.loaders.names import Force
from crimekit.parameters import read_commentary, read_parameters, read_run
from crimekit.parameters.model import Measure, Parameters, SectionSpec, Words
from crimekit.quarters import Quarter
from crimekit.statistics.settings import Settings

Q1 = Quarter.parse("2023-24 Q1")


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    if old not in text:
        raise LookupError(old)
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_values_are_those_written(folder: Path) -> None:
    parameters = read_parameters(folder)
    assert parameters.forces["city-of-london"] == Force(
        key="city-of-london",
        name="City of London",
        code="E23000034",
        country="England",
        police="City of London Police",
        publisher="Police Authority Board",
        aliases=("London, City of",),
        resident_rates=False,
    )
    assert parameters.measures["robbery"] == Measure(
        "robbery", "Robbery", "recorded-crime", "rate", "lower", series=("34B", "34A"), benchmark=True
    )
    assert parameters.peer_groups["wales"].valid_to == dt.date(2023, 12, 31)
    assert parameters.breaks["pandemic"].first == Quarter(2020, 3)
    assert parameters.glossary == {"rank": ("Rank", "The place in the group.")}
    assert parameters.settings == Settings(alpha=0.05, medium_window=20)
    assert parameters.reports["quarterly"].sections[0].texts == ("force_action", "comments")


def test_local_measure_reads_the_series_of_its_own_name_or_the_one_named(folder: Path) -> None:
    assert read_parameters(folder).measures["drug-disruptions"].series == ("drug-disruptions",)
    change(folder, "measures.yml", "source: local,", "source: local, series: disruptions,")
    assert read_parameters(folder).measures["drug-disruptions"].series == ("disruptions",)


def test_nothing_can_be_changed_afterwards(folder: Path) -> None:
    parameters = read_parameters(folder)
    with pytest.raises(TypeError):
        parameters.forces["gwent"] = parameters.forces["dyfed-powys"]  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        parameters.forces["gwent"].name = "Went"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (
            "forces.yml",
            "name: Gwent,",
            "nam: Gwent,",
            "forces.yml: 2 problems:\n  gwent.name: missing\n  gwent.nam: unknown key; did you mean 'name'?",
        ),
        (
            "forces.yml",
            "W15000002",
            "15000002",
            "forces.yml: gwent.code: found 15000002; expected text (in quotes, if it looks like a number)",
        ),
        (
            "forces.yml",
            "country: Wales",
            "country: Scotland",
            "forces.yml: gwent.country: found 'Scotland'; expected 'England' or 'Wales'",
        ),
        (
            "forces.yml",
            "rates: false",
            "rates: no",
            "forces.yml: city-of-london.resident_rates: found 'no'; expected true or false",
        ),
        (
            "forces.yml",
            "name: City of London",
            "name: ''",
            "forces.yml: city-of-london.name: found ''; expected some text",
        ),
        (
            "forces.yml",
            'aliases: ["London, City of"]',
            "aliases: London",
            "forces.yml: city-of-london.aliases: found 'London'; expected a list",
        ),
        (
            "forces.yml",
            "city-of-london:",
            "City of London:",
            "forces.yml: found the key 'City of London'; expected lower-case words joined by hyphens",
        ),
        (
            "forces.yml",
            'of"]',
            'of", gwent]',
            "forces.yml: city-of-london: found 'gwent', which is also gwent's; expected each name and code once",
        ),
        (
            "offences.yml",
            '["34B"]',
            "[34B]",
            "offences.yml, line 2: codes: found 34B without quotes; codes are text: write '34B' in quotes",
        ),
        (
            "offences.yml",
            '"34A"',
            '"34A", "34A"',
            "2 problems:\n  business-robbery.codes: found '34A' twice\n  robbery.groups: found '34A' twice",
        ),
        ("offences.yml", '"34A"', '"34A", "34B"', "offences.yml: robbery.groups: found '34B' twice"),
        (
            "offences.yml",
            'codes: ["34A"], ',
            "",
            "business-robbery: found codes and groups, or neither; expected one of the two",
        ),
        (
            "offences.yml",
            "groups: [personal-robbery,",
            "groups: [personal-robery,",
            "offences.yml: robbery.groups: no group with codes 'personal-robery'; did you mean 'personal-robbery'?",
        ),
        (
            "offences.yml",
            "groups: [personal-robbery,",
            "groups: [robbery,",
            "offences.yml: robbery.groups: no group with codes 'robbery'",
        ),
        (
            "measures.yml",
            "offences: [robbery]",
            "offences: [robery]",
            "measures.yml: robbery.offences: no offence group 'robery'; did you mean 'robbery'?",
        ),
        (
            "measures.yml",
            "offences: [robbery]",
            "offences: [robbery, personal-robbery]",
            "measures.yml: robbery.offences: found '34B' twice",
        ),
        (
            "measures.yml",
            "offences: [robbery], ",
            "",
            "measures.yml: robbery.offences: missing; expected the offence groups that are counted",
        ),
        (
            "measures.yml",
            "offences: [robbery]",
            "offences: [robbery], series: robbery",
            "robbery.series: found 'robbery'; expected offences where the source is recorded-crime",
        ),
        (
            "measures.yml",
            "statistic: rate",
            "statistic: percent",
            "robbery.statistic: found 'percent'; expected 'rate' or 'count' where the source is recorded-crime",
        ),
        (
            "measures.yml",
            "source: local",
            "source: local, offences: [robbery]",
            "drug-disruptions.offences: found offence groups; expected none where the source is local",
        ),
        (
            "measures.yml",
            "better: lower",
            "better: fewer",
            "robbery.better: found 'fewer'; expected 'lower', 'higher' or 'neither'",
        ),
        ("measures.yml", "benchmark: true", "per: 0", "robbery.per: found 0; expected greater than or equal to 1"),
        ("measures.yml", "benchmark: true", "per: thousand", "robbery.per: found 'thousand'; expected a whole number"),
        (
            "peer_groups.yml",
            "[gwent,",
            "[gwnt,",
            "peer_groups.yml: wales.members: no force 'gwnt'; did you mean 'gwent'?",
        ),
        ("peer_groups.yml", "[gwent,", "[gwent, gwent,", "peer_groups.yml: wales.members: found 'gwent' twice"),
        (
            "peer_groups.yml",
            "[gwent, dyfed-powys]",
            "[]",
            "peer_groups.yml: wales.members: found an empty list; expected at least one entry",
        ),
        (
            "peer_groups.yml",
            "[gwent,",
            "[city-of-london,",
            "'city-of-london' has almost no residents, so its rate cannot be compared",
        ),
        (
            "peer_groups.yml",
            "valid_from: 1996-08-22",
            "valid_from: 22/08/1996",
            "wales.valid_from: found '22/08/1996'; expected a date such as 2023-10-19",
        ),
        (
            "peer_groups.yml",
            "valid_to: 2023",
            "valid_to: 1990",
            "wales.valid_to: found 1990-12-31; expected a day from 1996-08-22",
        ),
        (
            "breaks.yml",
            "first: 2019-20 Q4",
            "first: 2020 Q1",
            "breaks.yml: pandemic.first: found '2020 Q1'; expected a financial quarter such as '2023-24 Q1'",
        ),
        (
            "breaks.yml",
            "last: 2020-21 Q4",
            "last: 2018-19 Q4",
            "breaks.yml: pandemic.last: found '2018-19 Q4'; expected a quarter from '2019-20 Q4'",
        ),
        (
            "breaks.yml",
            "source: law",
            "source: law, forces: [gwnet]",
            "breaks.yml: pandemic.forces: no force 'gwnet'; did you mean 'gwent'?",
        ),
        (
            "breaks.yml",
            "source: law",
            "source: law, measures: [robberies]",
            "breaks.yml: pandemic.measures: no measure 'robberies'; did you mean 'robbery'?",
        ),
        (
            "glossary.yml",
            "{term: Rank, meaning: The place in the group.}",
            "Rank",
            "glossary.yml: rank: found 'Rank'; expected 'key: value' lines",
        ),
        ("outlook.yml", "alpha:", "alfa:", "outlook.yml: rules: no rule 'alfa'; did you mean 'alpha'?"),
        ("outlook.yml", "20", "20.5", "outlook.yml: rules.medium_window: found 20.5; expected a whole number"),
        ("outlook.yml", "0.05", "true", "outlook.yml: rules.alpha: found 'true'; expected a number"),
        ("outlook.yml", "0.05", "5", "outlook.yml: rules: alpha: found 5; expected a fraction between 0 and 1"),
        ("outlook.yml", "Increasing: up", "Rising: up", "labels: no label 'Rising'"),
        ("outlook.yml", "  Stable: level\n", "", "outlook.yml: labels.Stable: missing"),
        ("outlook.yml", "0.05", "high", "outlook.yml: rules.alpha: found 'high'; expected a number"),
        (
            "reports/quarterly.yml",
            "glossary: [rank]",
            "glossary: [rnk]",
            "reports/quarterly.yml: glossary: no term 'rnk'; did you mean 'rank'?",
        ),
        (
            "reports/quarterly.yml",
            "[robbery, drug",
            "[robery, drug",
            "quarterly.yml: 2 problems:\n  robbery: 'Local measures': no measure 'robery'; did you mean 'robbery'?",
        ),
        (
            "reports/quarterly.yml",
            "headline: robbery",
            "headline: robry",
            "robbery.headline: no listed measure 'robry'; did you mean 'robbery'?",
        ),
        (
            "reports/quarterly.yml",
            "measures: [robbery]}",
            "measures: [drugs]}",
            "robbery: 'Robbery': no measure 'drugs'",
        ),
        (
            "reports/quarterly.yml",
            "benchmark_charts: [robbery]",
            "benchmark_charts: [drug-disruptions]",
            "robbery.benchmark_charts: no benchmarked measure 'drug-disruptions'; known: robbery",
        ),
        (
            "reports/quarterly.yml",
            "notebook: measure",
            "notebook: measure\n    texts: [remarks]",
            "sections.#1.texts.#1: found 'remarks'; expected 'force_action', 'planned_action', 'context' or 'comments'",
        ),
        (
            "reports/quarterly.yml",
            "notebook: measure",
            "notebook: measure\n    charts_: []",
            "sections.#1.charts_: unknown key; did you mean 'charts'?",
        ),
        (
            "reports/quarterly.yml",
            "{title: Robbery, ",
            "{titel: Robbery, ",
            "sections.#1.charts.#1.titel: unknown key; did you mean 'title'?",
        ),
        (
            "reports/quarterly.yml",
            "sections:\n",
            "section: 1\nsections:\n",
            "quarterly.yml: section: unknown key; did you mean 'sections'?",
        ),
    ],
)
def test_message(folder: Path, file: str, old: str, new: str, message: str) -> None:
    change(folder, file, old, new)
    with pytest.raises(ParameterError) as told:
        read_parameters(folder)
    assert str(told.value).startswith(f"parameters/{file}")
    assert message in str(told.value)


def test_a_section_twice(folder: Path) -> None:
    path = folder / "reports" / "quarterly.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text[text.index("  - key") :], encoding="utf-8")
    with pytest.raises(ParameterError, match="sections: found 'robbery' twice"):
        read_parameters(folder)


def test_many_problems_are_cut_short(folder: Path) -> None:
    (folder / "glossary.yml").write_text("\n".join(f"term-{n}: text" for n in range(13)), encoding="utf-8")
    with pytest.raises(ParameterError) as told:
        read_parameters(folder)
    lines = str(told.value).splitlines()
    assert lines[0] == "parameters/glossary.yml: 13 problems:"
    assert lines[1] == "  term-0: found 'text'; expected 'key: value' lines"
    assert lines[-1] == "  and 3 more"
    assert len(lines) == 12


def test_the_other_ending_is_not_passed_over(folder: Path) -> None:
    (folder / "reports" / "quarterly.yml").rename(folder / "reports" / "quarterly.yaml")
    with pytest.raises(ParameterError, match=r"quarterly\.yaml: found the ending '\.yaml'; expected 'quarterly\.yml'"):
        read_parameters(folder)


def test_a_message_keeps_to_its_line(folder: Path) -> None:
    change(folder, "glossary.yml", "term: Rank", '"te\\nrm\\e[31m": Rank')
    with pytest.raises(ParameterError) as told:
        read_parameters(folder)
    assert str(told.value).splitlines()[1:] == [
        "  rank.term: missing",
        "  rank.te rm [31m: unknown key; known: meaning, term",
    ]


def test_absent_file(folder: Path) -> None:
    (folder / "breaks.yml").unlink()
    with pytest.raises(ParameterError, match=r"^parameters/breaks\.yml: there is no such file$"):
        read_parameters(folder)


def test_a_run_by_its_name_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parameters = read_parameters(folder)
    assert read_run(Path("gwent"), parameters).path == folder / "runs" / "gwent.yml"
    with pytest.raises(ParameterError, match=r"^parameters/runs/gwnt\.yml: there is no such file; did you mean"):
        read_run(Path("gwnt"), parameters)
    monkeypatch.chdir(folder / "runs")
    (folder / "runs" / "gwent").write_text("report: other\n")  # a file that is there is meant
    with pytest.raises(ParameterError, match=r"^gwent: force: missing"):
        read_run(Path("gwent"), parameters)


def test_run(folder: Path) -> None:
    run = read_run(folder / "runs" / "gwent.yml", read_parameters(folder))
    assert (run.key, run.report, run.force, run.quarter) == ("gwent", "quarterly", "gwent", Q1)
    assert (run.release, run.peer_group, run.inputs, run.marking) == ("2023-10-19", "wales", "bundled", "OFFICIAL")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("force: gwent", "force: gewnt", "runs/gwent.yml: force: no force 'gewnt'; did you mean 'gwent'?"),
        ("report: quarterly", "report: quaterly", "report: no report 'quaterly'; did you mean 'quarterly'?"),
        ("peer_group: wales", "peer_group: whales", "peer_group: no peer group 'whales'; did you mean 'wales'?"),
        ("quarter: 2023-24 Q1", "quarter: 2023-24 Q5", "quarter: found '2023-24 Q5'; expected a financial quarter"),
        ("quarter: 2023-24 Q1\n", "", "runs/gwent.yml: quarter: missing"),
        (
            "quarter: 2023-24 Q1",
            "quarter: 2024-25 Q1",
            "'wales' holds from 1996-08-22 to 2023-12-31, not for '2024-25 Q1'",
        ),
        (
            "quarter: 2023-24 Q1",
            "quarter: 1995-96 Q1",
            "'wales' holds from 1996-08-22 to 2023-12-31, not for '1995-96 Q1'",
        ),
        (
            "release: 2023-10-19",
            "release: newest",
            "release: found 'newest'; expected 'latest' or the date of a release",
        ),
        (
            "force: gwent",
            "force: city-of-london",
            "peer_group: 'wales' has no member 'city-of-london'; its members: gwent, ",
        ),
        (
            "force: gwent",
            "forces: gwent",
            "2 problems:\n  force: missing\n  forces: unknown key; did you mean 'force'?",
        ),
    ],
)
def test_message_of_a_run(folder: Path, old: str, new: str, message: str) -> None:
    change(folder, "runs/gwent.yml", old, new)
    with pytest.raises(ParameterError) as told:
        read_run(folder / "runs" / "gwent.yml", read_parameters(folder))
    assert message in str(told.value)


def test_commentary(folder: Path) -> None:
    commentary = read_commentary(read_parameters(folder), "gwent", Q1)
    assert commentary is not None
    assert commentary.sections == {"robbery": Words(force_action="We patrol.", comments="I asked.")}
    assert (commentary.date, commentary.state, commentary.note) == (dt.date(2023, 11, 1), "draft", "")


def test_no_commentary_is_none(folder: Path) -> None:
    assert read_commentary(read_parameters(folder), "gwent", Q1 - 1) is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("force: gwent", "force: gwnt", "force: found 'gwnt'; expected 'gwent', as the folder is called"),
        ("2023-24 Q1", "2023-24 Q2", "quarter: found '2023-24 Q2'; expected '2023-24 Q1', as the file is called"),
        ("robbery:", "roberry:", "sections: no section 'roberry'; did you mean 'robbery'?"),
        ("comments:", "coments:", "sections.robbery.coments: unknown key; did you mean 'comments'?"),
        ("state: draft", "state: done", "state: found 'done'; expected 'draft', 'agreed' or 'approved'"),
        ("date: 2023-11-01", "date: 2023-11-31", "date: found '2023-11-31'; expected a date such as 2023-10-19"),
    ],
)
def test_message_of_a_commentary(folder: Path, old: str, new: str, message: str) -> None:
    change(folder, "commentary/gwent/2023-24-q1.yml", old, new)
    with pytest.raises(ParameterError) as told:
        read_commentary(read_parameters(folder), "gwent", Q1)
    assert str(told.value).startswith("parameters/commentary/gwent/2023-24-q1.yml: ")
    assert message in str(told.value)


def test_section_lists_its_measures_once(folder: Path) -> None:
    section: SectionSpec = read_parameters(folder).reports["quarterly"].sections[0]
    assert section.measures == ("robbery", "drug-disruptions")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abk-", max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("title", "codes", "groups", "source", "members", "name", "first", "statistic", "rules", "labels", "sections")


@given(
    file=st.sampled_from(["forces.yml", "offences.yml", "measures.yml", "outlook.yml", "reports/quarterly.yml"]),
    content=st.dictionaries(
        st.sampled_from(["gwent", "robbery", *FIELDS]),
        st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES,
        max_size=3,
    ),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_content_ends_in_parameters_or_one_error(folder: Path, file: str, content: dict[str, object]) -> None:
    good = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
    found = outcome(folder)
    (folder / file).write_text(good, encoding="utf-8")
    assert isinstance(found, Parameters) or found.startswith("parameters/")


def outcome(folder: Path) -> Parameters | str:
    """The parameters, or the message of the one error that may come instead."""
    try:
        return read_parameters(folder)
    except ParameterError as error:
        return str(error)
