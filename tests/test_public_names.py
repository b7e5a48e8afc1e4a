"""The public door: narrow, lazy, and every name behind it real."""

import importlib.metadata
import importlib.util
import re
import subprocess
import sys
from pathlib import Path

import pytest

import crimekit as ck

NAMES = [
    *("CrimekitError", "DataError", "ParameterError", "Quarter", "RunError", "__version__"),
    *("benchmark", "count", "forces", "inspections", "labels"),
    *("measure_section", "measures", "methods", "noise", "outcomes", "outturn_section"),
    *("overview", "peer_groups", "project", "quarterly", "quarters", "rate"),
    *("read_local", "read_outcomes", "read_parameters", "read_population", "read_recorded_crime", "read_street"),
    *("read_survey", "recommendations", "releases", "sections", "survey", "trend"),
]


def test_the_public_names_are_these():
    assert sorted(ck.__all__) == NAMES
    assert dir(ck) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there_and_says_what_it_is(name):
    assert getattr(ck, name).__doc__


def test_every_public_name_stands_in_the_reference():
    page = (Path(__file__).parents[1] / "docs" / "reference" / "functions.md").read_text(encoding="utf-8")
    assert sorted([*re.findall(r"^\.\. auto\w+:: (\w+)$", page, re.MULTILINE), "__version__"]) == NAMES


def told(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def test_quarters_is_the_function_whatever_was_imported_before():
    code = "import crimekit as ck, crimekit.periods, crimekit.loaders; print(ck.quarters().period.iloc[0])"
    assert told(code) == "2012-13 Q1"


def test_no_public_name_is_that_of_a_module():
    assert not [name for name in NAMES if importlib.util.find_spec(f"crimekit.{name}")]  # which would take its place


@pytest.mark.parametrize(
    ("module", "heavy"),
    [
        ("crimekit", ("pandas", "numpy", "matplotlib", "pydantic")),
        ("crimekit.reports.measures", ("matplotlib", "seaborn")),  # putting sections together draws nothing
    ],
)
def test_an_import_loads_nothing_that_it_does_not_need(module, heavy):
    assert told(f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])") == "[]"


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="module 'crimekit' has no attribute 'explode'"):
        _ = ck.explode


def test_the_version_is_the_packages():
    assert importlib.metadata.version("crimekit") == ck.__version__
