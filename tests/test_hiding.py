"""Small numbers that a measure hides: nothing that is published tells of them."""

import csv
import itertools
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimekit.loaders.store import SHIPPED, read_observations
from crimekit.parameters import read_parameters
from crimekit.reports.revisions import compare_references
from crimekit.statistics.rates import hidden

ROOT = Path(__file__).parents[1]
RULES = {"homicide": 5, "personal-robbery": 65, "drug-disruptions": 4}
# What Gwent recorded (Home Office, release of October 2023), and other numbers that what is printed would fit as well:
# neighbourhood crime is robbery (34B), theft from the person (39) and more; serious violence in this report 34B and 5D.
HELD = {
    "2023-24 Q1": {"1": 1, "34B": 62, "39": 70, "5D": 112},
    "2021-22 Q4": {"1": 1, "34B": 50, "39": 42, "5D": 119},
}
OTHER = {
    "2023-24 Q1": {"1": 3, "34B": 61, "39": 71, "5D": 113},
    "2021-22 Q4": {"1": 3, "34B": 57, "39": 35, "5D": 112},
}
KEYS = ("homicide", "personal-robbery", "theft-from-the-person", "gbh-with-intent", "drug-disruptions")
HASH = re.compile(rb"[0-9a-f]{64}")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project with the rules."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("parameters", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    path = folder / "parameters" / "measures.yml"
    text = path.read_text(encoding="utf-8")
    for key, below in RULES.items():
        text = text.replace(f"\n{key}:\n", f"\n{key}:\n  hide_below: {below}\n")
    path.write_text(text, encoding="utf-8")
    texts = folder / "parameters" / "commentary" / "gwent" / "2023-24-q1.yml"  # they ask for homicides, in vain now
    texts.write_text(re.sub(r"{{ homicide\.[\w-]+ }}", "few", texts.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def figures(folder, numbers, disruptions):
    """Gwent's own table, as published but for these numbers, and a local count beside it."""
    (folder / "local").mkdir(parents=True)
    rows = read_observations(SHIPPED, release="2023-10-19", forces=["gwent"]).astype({"value": "int64"})
    for period, changed in numbers.items():
        for code, number in changed.items():
            rows.loc[(rows["period"] == period) & (rows["series"] == code), "value"] = number
    described = {"1": "Murder", "4.1": "Manslaughter", "4.10": "Corporate manslaughter"}
    table = ["FY,Quarter,Force Name,Offence Description,Offence Group,Offence Subgroup,Offence Code,Number"]
    for period, code, number in rows[["period", "series", "value"]].itertuples(index=False):
        year, of = period[:7].replace("-", "/"), described.get(code, f"Offence {code}")
        table.append(f"{year},{period[-1]},Gwent,{of},Group,Subgroup,{code},{number}")
    (folder / "recorded-crime-2023-10-19.csv").write_text("\n".join(table), encoding="utf-8")
    head = "force,measure,period,value,base,stated,source,note\n"
    row = f"gwent,drug-disruptions,2023-24 Q1,{disruptions},,,Force system,{disruptions} in all\n"
    (folder / "local" / "gwent.csv").write_text(head + row, encoding="utf-8")


@pytest.fixture(scope="module")
def published(home):
    """The report from the true numbers, and from others that what is printed would fit as well."""
    made = {}
    for name, numbers, disruptions in (("true", HELD, 3), ("other", OTHER, 1)):
        own = home / name / "figures"
        figures(own, numbers, disruptions)
        run = home / name / "gwent.yml"
        lines = ["report: national-measures", "force: gwent", "quarter: 2023-24 Q1", "peer_group: welsh-forces"]
        run.write_text("\n".join([*lines, f"inputs: {own}"]) + "\n", encoding="utf-8")
        out = home / name / "out"
        command = [sys.executable, "-m", "crimekit", "run", str(run), "--outputs", str(out)]
        environment = {**os.environ, "CRIMEKIT_HOME": str(home)}
        done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        made[name] = out / "gwent" / "2023-24-q1"
    return made


def contents(folder):
    """What every published file holds but hashes of files; a workbook part by part."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as book:
                found |= {f"{name}/{part}": book.read(part) for part in book.namelist()}
        elif path.is_file():
            found[name] = path.read_bytes()
    return {name: HASH.sub(b"", content) for name, content in found.items()}


def test_nothing_published_but_hashes_tells_which_of_two_sets_of_hidden_numbers_went_in(published):
    one, two = (contents(folder) for folder in published.values())
    assert [name for name in sorted({*one, *two}) if one.get(name) != two.get(name)] == []
    assert {"report.html", "methods.html", "data.parquet", "notebooks/overview.ipynb"} < {*one}


def test_what_is_hidden_says_so_and_what_need_not_be_is_shown(published):
    folder = published["true"]
    with (folder / "data.csv").open(encoding="utf-8", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["statistic"] == "count" and row["force"] == "gwent"]
    found = {(row["quarter"], row["measure"]): (row["value"], row["label"]) for row in rows}
    assert {found["2023-24 Q1", key] for key in KEYS} == {("", "Hidden")}
    shown = {"neighbourhood-crime": 1258, "vehicle-crime": 722, "residential-burglary": 404, "serious-violence": 174}
    assert {key: float(found["2023-24 Q1", key][0]) for key in shown} == shown
    page = (folder / "sections" / "neighbourhood-crime.html").read_text(encoding="utf-8")
    assert "Personal robbery: a quarter's number from 1 to 64 is hidden" in page.replace("&#39;", "'")
    assert "Theft from the person: hidden in some quarters, as a small number" in page
    report = (folder / "report.html").read_text(encoding="utf-8")
    assert f"{len(KEYS)} measures are hidden: a small number could be worked out." in report
    workbook = contents(folder)["tables.xlsx/xl/sharedStrings.xml"].decode()
    assert "<t>[c]</t>" in workbook
    assert "[c] means confidential" in workbook
    methods = (folder / "methods.html").read_text(encoding="utf-8")
    assert "An example to redo" not in methods  # it is of Gwent's counts
    assert "Homicide offences (below 5), Drug disruptions (below 4) and Personal robbery (below 65)" in methods


def test_a_text_that_asks_for_a_hidden_figure_is_told_so(home, published):
    texts = home / "parameters" / "commentary" / "gwent" / "2023-24-q1.yml"
    before = texts.read_text(encoding="utf-8")
    texts.write_text(before.replace("few", "{{ homicide.count }}", 1), encoding="utf-8")
    command = [sys.executable, "-m", "crimekit", "check", home / "true" / "gwent.yml"]
    environment = {**os.environ, "CRIMEKIT_HOME": str(home)}
    done = subprocess.run(command, cwd=home, env=environment, capture_output=True, text=True, check=False)
    texts.write_text(before, encoding="utf-8")
    assert done.returncode == 2
    assert "the figure 'homicide.count' is hidden" in done.stderr


def test_no_revision_tells_of_a_number_that_either_release_hides(home):
    given = {"force": "gwent", "report": "national-measures"}
    parameters = read_parameters(home / "parameters")
    compared = compare_references("2023-10-19", "2026-04-23", parameters, **given)
    revised = {(one.of, one.quarter.label): one.change for one in compared.measures}
    assert not [key for (key, _), one in revised.items() if min(one.now, one.then) < RULES.get(key, 0)]
    assert ("theft-from-the-person", "2021-22 Q4") not in revised
    rows = {now.measure.key for _, now in compared.reassessed}
    assert (compared.new.quarter.label, rows & {*KEYS}) == ("2023-24 Q1", set())
    assert "neighbourhood-crime" in rows


CODES = {"all": "abc", "pair": "ab", "a": "a", "b": "b", "c": "c"}


@settings(max_examples=80)
@given(st.tuples(*[st.integers(0, 7)] * 3), st.sets(st.sampled_from(sorted(CODES))))
def test_sums_and_differences_leave_two_numbers_or_more_for_each_small_one(parts, printed):
    counts = {name: sum(parts["abc".index(code)] for code in CODES[name]) for name in printed}
    below = {"a": 5, "b": 4}
    gone = hidden(counts, CODES, below)
    small = {name for name in counts if 1 <= counts[name] < below.get(name, 1)}
    assert small <= gone
    possible = {name: set() for name in small}
    for guess in itertools.product(range(22), repeat=3):
        guessed = {name: sum(guess["abc".index(code)] for code in CODES[name]) for name in printed}
        if all(guessed[name] == counts[name] for name in printed - gone) and all(
            1 <= guessed[name] < below[name] for name in small
        ):
            for name in small:
                possible[name].add(guessed[name])
    assert all(len(found) > 1 for found in possible.values())


@pytest.mark.parametrize(
    ("counts", "gone"),
    [
        ({"all": 93, "a": 3, "b": 20, "c": 70}, {"a", "b"}),  # the smallest besides
        ({"all": 93, "a": 3, "b": 20}, {"a"}),  # c is printed nowhere, and hides it
        ({"all": 90, "a": 0, "b": 20, "c": 70}, set()),  # nought is no small number
        ({"all": 90, "a": 3, "b": float("nan"), "c": 70}, {"a"}),
        ({"all": 3, "a": 3, "b": 0, "c": 0}, {"a", "b"}),  # 1 to 3
        ({"all": 1, "a": 1, "b": 0, "c": 0}, {"a", "all"}),  # any part of one is at most one
        ({"all": 72, "a": 3, "b": -1, "c": 70}, {"a", "b"}),  # records cancelled
    ],
)
def test_the_smallest_number_that_will_do_is_hidden_too_and_no_more(counts, gone):
    assert hidden(counts, CODES, {"a": 5}) == gone
