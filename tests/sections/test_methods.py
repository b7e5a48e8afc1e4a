"""The page of methods: what became of the labels first, then steps that give the printed numbers, thresholds."""

import math
import statistics
from dataclasses import replace

import numpy as np
import pytest

import crimekit as ck
from crimekit.blocks import Sentences, Table
from crimekit.library.opened import open_figures
from crimekit.page.check import check
from crimekit.periods import Quarter
from crimekit.reports.measures import methods_page
from crimekit.reports.measures.methods import Methods
from crimekit.statistics.settings import Settings


@pytest.fixture(scope="module")
def methods(gwent):
    return Methods(gwent.parameters)


@pytest.fixture(scope="module")
def page(gwent):
    return methods_page(gwent.parameters, report="report.html")


@pytest.fixture(scope="module")
def example(methods):
    """The counts of the example by quarter, and the numbers of each label by step."""
    counts = {row[0].text: [cell.value for cell in row[1:]] for row in rows(methods.example, "methods-example-counts")}
    made = table(methods.example, "methods-example")
    steps = {row[0].text.split(",")[0]: row[1:] for row in made.rows}
    return counts, [{step: cells[at].value for step, cells in steps.items()} for at in range(3)], steps["Label"]


def table(blocks, key):
    return next(block for block in blocks if isinstance(block, Table) and block.key == key)


def rows(blocks, key):
    return table(blocks, key).rows


def values(blocks, key):
    """The numbers of each row of a table, by its first cell."""
    return {row[0].text: [cell.value for cell in row[1:]] for row in rows(blocks, key)}


def test_the_page_is_fit_to_publish_and_leads_back_to_the_report(page):
    assert check(page) == ()
    assert 'href="report.html"' in page


def test_the_notebook_shows_the_same_page(methods):
    assert ck.methods().blocks == methods.blocks


def test_the_example_has_the_labels_that_the_figures_bore_out(example):
    # Vehicle crime in Gwent, 2023-24 Q2: 37 % above the four quarters before and 16.5 % more in the year than before.
    counts, (quarter, _, _), labels = example
    assert [cell.text for cell in labels] == ["Far higher than expected", "Increasing", "Lower"]
    assert round(quarter["Change"]) == 37
    assert counts["2023-24 Q2"][0] == quarter["A"]


def test_the_past_year_can_be_redone_from_the_example(example):
    counts, (_, year, _), _ = example
    newest, before = ([list(counts.values())[at] for at in range(first, first + 4)] for first in (-4, -8))
    a, r = (sum(row[column] for row in newest) for column in (0, 1))
    b, s = (sum(row[column] for row in before) for column in (0, 1))
    assert (year["A"], year["B"], year["R"], year["S"]) == (a, b, r, s)
    deviation = math.sqrt(1 / (a + 0.5) + 1 / (b + 0.5) + 2 * year["τ"] ** 2 / 4)
    x = math.log((a + 0.5) / (b + 0.5) * s / r)
    assert x / deviation == pytest.approx(year["z"])
    assert 100 * ((a / r) / (b / s) - 1) == pytest.approx(year["Change"])
    limits = [100 * math.expm1(x + side * 1.554774 * deviation) for side in (-1, 1)]  # the normal quantile for 88 %
    assert limits == pytest.approx([year["Lower limit"], year["Upper limit"]], rel=1e-5)


def test_the_quarter_can_be_redone_from_the_example(example):
    counts, (quarter, _, _), _ = example
    *before, (y, residents, season) = list(counts.values())[-5:]
    expected = sum(n / r / math.exp(level) for n, r, level in before) / 4 * residents * math.exp(season)
    assert expected == pytest.approx(quarter["B"])
    variance = 1 / (y + 0.5) + 1 / (sum(n for n, _, _ in before) + 0.5) + quarter["τ"] ** 2 * 1.25
    assert math.log((y + 0.5) / (expected + 0.5)) / math.sqrt(variance) == pytest.approx(quarter["z"])


@pytest.fixture(scope="module")
def panel(gwent):
    """The figures of every force that the example rests on."""
    case = replace(open_figures(gwent.parameters, release="2026-04-23"), quarter=Quarter.parse("2023-24 Q2"))
    measure = gwent.parameters.measures["vehicle-crime"]
    found = case.panel(measure, case.counts(measure))
    resident = np.isfinite(found.residents).any(axis=0)
    counts = np.where(found.masked, np.nan, found.counts)[:, resident]
    parts = (part[:, resident] for part in (found.residents, found.breaks, found.masked))
    return counts, *parts, np.array(found.forces)[resident]


def test_the_noise_can_be_redone_as_the_steps_say(example, panel):
    counts, breaks = (panel[at][-40:] for at in (0, 2))
    left, by_season = [], {season: [] for season in range(4)}
    pairs = [
        (at, force, counts[at - 1, force], counts[at, force])
        for at in range(1, 40)
        for force in range(counts.shape[1])
        if not breaks[at, force] and counts[at - 1, force] >= 15 and counts[at, force] >= 15
    ]
    steps = {(at, force): math.log(late + 0.5) - math.log(early + 0.5) for at, force, early, late in pairs}
    for at in range(1, 40):
        own = [step for (quarter, _), step in steps.items() if quarter == at]
        by_season[at % 4] += own
        left += [step - statistics.median(own) for step in own]  # never fewer than five forces here
    chance = statistics.median(1 / early + 1 / late for _, _, early, late in pairs)
    tau2 = max(0, ((1.4826 * statistics.median(map(abs, left))) ** 2 - chance) / 2)
    n = len(left)
    assert math.sqrt((n * tau2 + 20 * 0.07**2) / (n + 20)) == pytest.approx(example[1][1]["τ"])
    usual = {season: statistics.median(found) for season, found in by_season.items()}
    drift = statistics.mean(usual.values())
    season = {quarter: level for quarter, (_, _, level) in example[0].items()}
    # 2023-24 Q2 is the last of 40 quarters, at 39; the step into it is of 39 % 4.
    assert season["2023-24 Q2"] - season["2023-24 Q1"] == pytest.approx(usual[39 % 4] - drift)
    assert season["2023-24 Q1"] - season["2022-23 Q4"] == pytest.approx(usual[38 % 4] - drift)


def test_the_weighing_in_of_the_other_forces_can_be_redone_as_the_steps_say(example, panel):
    counts, residents, _, masked, forces = panel
    found = {}
    for at, force in enumerate(forces):
        for back in (12, 8, 4):  # the nearest year of which three quarters can be compared
            (b, a), (s, r) = ((part[-4 - back : -back, at], part[-4:, at]) for part in (counts, residents))
            given = np.isfinite(a + b)
            if given.sum() >= min(3, (~masked[-4:, at]).sum()):
                a, b, r, s, weights = (part[given] for part in (a, b, r, s, np.array([2, 2, 3, 4])))
                weights = weights / weights.sum()
                each = 1 / (a + 0.5) + 1 / (b + 0.5) + 2 * example[1][1]["τ"] ** 2
                change = (weights * np.log((a + 0.5) / (b + 0.5) * s / r)).sum()
                found[force] = (change, (weights**2 * each).sum())
    y, u = np.array(list(found.values())).T
    mean = (y / u).sum() / (1 / u).sum()
    excess = ((y - mean) ** 2 / u).sum() - 1.5 * (len(y) - 1)
    omega2 = max(0, excess / ((1 / u).sum() - (1 / u**2).sum() / (1 / u).sum()))
    m = (y / (u + omega2)).sum() / (1 / (u + omega2)).sum()
    k = omega2 / (omega2 + u)
    error = np.sqrt(k * u + (1 - k) ** 2 / (1 / (u + omega2)).sum())
    assert ((k * y + (1 - k) * m) / error)[list(found).index("gwent")] == pytest.approx(example[1][1]["z′"])


def test_the_past_three_years_reach_back_before_the_pandemic(example):
    # Of the years two and three before, fewer than three quarters can be used: the masked ones end with 2020-21 Q4.
    counts, (_, _, three), _ = example
    base = ["2018-19 Q3", "2018-19 Q4", "2019-20 Q1", "2019-20 Q2"]
    assert three["B"] == sum(counts[quarter][0] for quarter in base)


def test_a_project_without_the_example_has_a_page_without_it(gwent):
    others = {key: force for key, force in gwent.parameters.forces.items() if key != "gwent"}
    assert Methods(replace(gwent.parameters, forces=others)).example == ()


def test_the_thresholds_in_force_are_in_the_text_and_the_table(gwent):
    changed = replace(gwent.parameters, settings=Settings(stable=0.15, unborne=1.25, far_confidence=0.99))
    shown = Methods(changed)
    text = " ".join(item for block in shown.blocks if isinstance(block, Sentences) for item in block.items)
    assert "lies within −15% and +15%" in text
    assert "at most 1.25 times that" in text
    assert "beyond the quantile for 99%" in text
    assert values(shown.thresholds, "methods-thresholds")["stable"][0] == 0.15
