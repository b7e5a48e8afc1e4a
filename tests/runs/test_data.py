"""The data file of a report, read back with pandas: what the Home Office published, and what the pages print."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from crimekit.parameters.values import Run
from crimekit.periods import Quarter
from crimekit.runs.plan import plan
from crimekit.runs.run import Options, Watch, carry_out

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
COLUMNS = ["force", "quarter", "measure", "statistic", "value", "lower", "upper", "unit", "label", "source"]
REPORT = """\
title: Tiny report
first_quarter: 2018-19 Q1
sections:
  - key: crime
    title: Crime
    notebook: measure
    headline: neighbourhood-crime
    tables: [{title: T, measures: [neighbourhood-crime, vehicle-crime, malicious-wounding]}]
    charts: [{title: C, measures: [neighbourhood-crime]}]
    benchmark_charts: [neighbourhood-crime]
  - key: victims
    title: Victims
    notebook: measure
    headline: vehicle-crime
    tables:
      - {title: T, measures: [vehicle-crime]}
      - {title: S, measures: [satisfaction-general-initial-contact, satisfaction-general-officer]}
"""
LOCAL = """\
force,measure,period,value,base,stated,source,note
gwent,vehicle-crime,2023-24 Q1,,,@SUM(1),Force,
gwent,satisfaction-general-initial-contact,2023-24 Q1,60,5,,Survey,
"""


def test_both_files_hold_each_figure_once_as_published_and_nothing_where_there_is_none(project):
    """Of a report of three measures and a survey of five people."""
    (project.folder / "parameters" / "reports" / "tiny.yml").write_text(REPORT, encoding="utf-8")
    (project.folder / "own" / "local").mkdir(parents=True)
    (project.folder / "own" / "local" / "gwent.csv").write_text(LOCAL, encoding="utf-8")
    shutil.copy(NOTEBOOKS / "measure.ipynb", project.folder / "notebooks")
    quarter, inputs = Quarter.parse("2023-24 Q1"), str(project.folder / "own")
    run = Run("x", "tiny", "gwent", quarter, release="2023-10-19", peer_group="welsh-forces", inputs=inputs)
    planned = plan(run, project.parameters(), project.outputs, texts_required=False)
    (result,) = carry_out([planned], Options(), Watch())
    assert result.state == "done", result

    rows = pd.read_parquet(planned.folder / "data.parquet")
    read = pd.read_csv(planned.folder / "data.csv", keep_default_na=False, na_values=[""])
    pd.testing.assert_frame_equal(rows, read, check_dtype=False)
    assert list(rows) == COLUMNS
    assert not rows.duplicated(COLUMNS[:4]).any()
    of = rows.set_index(["force", "measure", "statistic", "quarter"]).sort_index()

    counts = of.loc["gwent", "neighbourhood-crime", "count"]["value"]
    # the Home Office's table of 19 October 2023; charted from 2018-19 Q1 on
    assert (len(counts), counts["2022-23 Q1"], counts["2023-24 Q1"]) == (21, 1165, 1258)
    rate = of.loc["gwent", "neighbourhood-crime", "rate", "2023-24 Q1"]
    assert rate["value"] == pytest.approx(1258 / 591504 * 1000)
    assert rate["lower"] < rate["value"] < rate["upper"]
    assert rate["unit"] == "neighbourhood crimes per 1,000 residents"
    assert len(of.loc["gwent", "vehicle-crime", "count"]) == 1  # not charted
    now = of.xs("2023-24 Q1", level="quarter").loc["gwent", "neighbourhood-crime"]
    assert now.loc["change-same-quarter", "value"] == 1258 - 1165
    assert now.loc["change-year", "label"] == "Stable"
    assert now.loc["rank", ["value", "lower", "upper", "unit"]].tolist() == [4, 3, 4, "place of 4"]
    rates = of.xs("rate-twelve-months", level="statistic")["value"]
    assert now.loc["group-average", "value"] == pytest.approx(rates.mean())

    wounding = of.xs("malicious-wounding", level="measure")
    assert wounding["value"].isna().all()
    assert wounding["label"].eq("Not available").all()
    few = of.loc["gwent", "satisfaction-general-initial-contact", "percentage", "2023-24 Q1"]
    assert few[["value", "lower", "upper"]].isna().all()
    assert few["label"] == "Not shown"
    assert of.loc["gwent", "vehicle-crime", "stated", "2023-24 Q1"]["label"] == "'@SUM(1)"  # no formula
