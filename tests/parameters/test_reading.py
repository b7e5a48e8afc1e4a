"""A folder of parameters, broken in one place: the exact message for each mistake."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimekit.errors import ParameterError
from crimekit.parameters import read_commentary, read_parameters, read_run
from crimekit.parameters.values import Parameters
from crimekit.periods import Quarter
from crimekit.statistics.settings import Settings

Q1 = Quarter.parse("2023-24 Q1")


def change(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def outcome(folder):
    """The parameters, once a run and a commentary read too, or the message of the one error that may come instead."""
    try:
        parameters = read_parameters(folder)
        read_run(folder / "runs" / "gwent.yml", parameters)
        read_commentary(parameters, "gwent", Q1)
        return parameters
    except ParameterError as error:
        return str(error)


def test_nothing_can_be_changed_once_it_is_read(folder):
    parameters = read_parameters(folder)
    with pytest.raises(TypeError):
        parameters.forces["gwent"] = parameters.forces["dyfed-powys"]


def test_a_local_measure_reads_the_series_named_and_rules_hold_what_differs_from_the_measured(folder):
    assert read_parameters(folder).measures["drug-disruptions"].series == ("drug-disruptions",)
    change(folder, "measures.yml", "source: local,", "source: local, series: disruptions,")
    change(folder, "labels.yml", "rules:", "rules: {alpha: 0.01, noise_window: 24}")
    assert read_parameters(folder).measures["drug-disruptions"].series == ("disruptions",)
    assert read_parameters(folder).settings == Settings(alpha=0.01, noise_window=24)
    change(folder, "labels.yml", "rules: {alpha: 0.01, noise_window: 24}", "")
    assert read_parameters(folder).settings == Settings()


def mistakes():
    found = []
    for line in (Path(__file__).parent / "mistakes.txt").read_text(encoding="utf-8").splitlines():
        if line.endswith(".yml"):
            file = line
        elif line and not line.startswith("#"):
            found.append([file, *(part.encode().decode("unicode_escape") for part in line.split(" | "))])
    return found


@pytest.mark.parametrize(("file", "old", "new", "message"), mistakes())
def test_message(folder, file, old, new, message):
    change(folder, file, old, new)
    assert outcome(folder) == f"parameters/{file}: {message}"


def test_a_section_twice_and_many_problems_cut_short(folder):
    path = folder / "reports" / "quarterly.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text[text.index("  - key") :], encoding="utf-8")
    assert outcome(folder) == "parameters/reports/quarterly.yml: sections: found 'robbery' twice"
    (folder / "glossary.yml").write_text("\n".join(f"term-{n}: text" for n in range(13)), encoding="utf-8")
    lines = str(outcome(folder)).splitlines()
    assert lines[:2] == ["parameters/glossary.yml: 13 problems:", "  term-0: found 'text'; expected 'key: value' lines"]
    assert lines[-1] == "  and 3 more"
    assert len(lines) == 12


def test_a_file_that_is_absent_or_has_the_other_ending(folder):
    (folder / "reports" / "quarterly.yml").rename(folder / "reports" / "quarterly.yaml")
    told = "found the ending '.yaml'; expected 'quarterly.yml'"
    assert outcome(folder) == f"parameters/reports/quarterly.yaml: {told}"
    (folder / "reports" / "quarterly.yaml").rename(folder / "reports" / "quarterly.yml")
    (folder / "reports" / "._quarterly.yml").write_bytes(b"\0\5\x16\7Mac OS X")  # passed over
    assert list(read_parameters(folder).reports) == ["quarterly"]
    (folder / "breaks.yml").rename(folder / "brakes.yml")
    assert outcome(folder) == "parameters/breaks.yml: there is no such file; did you mean 'brakes'?"


def test_a_run_by_its_name_alone(folder, monkeypatch):
    parameters = read_parameters(folder)
    assert read_run(Path("gwent"), parameters).path == folder / "runs" / "gwent.yml"
    with pytest.raises(ParameterError, match=r"^parameters/runs/gwnt\.yml: there is no such file; .* mean 'gwent'"):
        read_run(Path("gwnt"), parameters)
    monkeypatch.chdir(folder / "runs")
    (folder / "runs" / "gwent").write_text("report: other\n")  # a file that is there is meant
    with pytest.raises(ParameterError, match=r"^gwent: 3 problems:\n  report: no report 'other'"):
        read_run(Path("gwent"), parameters)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abk-", max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("title", "codes", "groups", "source", "members", "name", "first", "statistic", "rules", "labels", "sections")


@given(
    file=st.sampled_from(["forces.yml", "offences.yml", "measures.yml", "labels.yml", "reports/quarterly.yml"]),
    content=st.dictionaries(
        st.sampled_from(["gwent", "robbery", *FIELDS]),
        st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES,
        max_size=3,
    ),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_content_ends_in_parameters_or_one_error(folder, file, content):
    good = (folder / file).read_text(encoding="utf-8")
    (folder / file).write_text(json.dumps(content), encoding="utf-8")  # JSON is YAML
    found = outcome(folder)
    (folder / file).write_text(good, encoding="utf-8")
    assert isinstance(found, Parameters) or found.startswith("parameters/")
