"""What there is: forces, measures, sections, quarters, releases, groups, each as a frame."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd

from crimekit.errors import ParameterError, nearest
from crimekit.library.frames import starts
from crimekit.library.opened import open_figures
from crimekit.loaders.store import SHIPPED
from crimekit.loaders.store import releases as held_releases
from crimekit.parameters import read_parameters


def forces() -> pd.DataFrame:
    """Every force: key, name, ONS code, country.

    Examples
    --------
    >>> forces().set_index("force").loc["gwent", "name"]
    'Gwent'
    """
    known = read_parameters().forces.values()
    rows = [(force.key, force.name, force.code, force.country) for force in known]
    return pd.DataFrame(rows, columns=["force", "name", "code", "country"])


def measures() -> pd.DataFrame:
    """Every measure: key, title, source, which way is better, and its offence codes.

    Examples
    --------
    >>> measures().set_index("measure").loc["personal-robbery", "codes"]
    '34B'
    """
    known = read_parameters().measures.values()
    rows = [(found.key, found.title, found.source, found.better, ", ".join(found.series)) for found in known]
    return pd.DataFrame(rows, columns=["measure", "title", "source", "better", "codes"])


def sections(report: str = "national-measures") -> pd.DataFrame:
    """Every section of a report: key, title, its headline measure, and all its measures.

    Examples
    --------
    >>> sections().set_index("section").loc["neighbourhood-crime", "title"]
    'Reduce neighbourhood crime'
    """
    reports = read_parameters().reports
    if report not in reports:
        raise ParameterError(f"report: no '{report}'{nearest(report, reports)}")
    rows = [(each.key, each.title, each.headline, ", ".join(each.measures)) for each in reports[report].sections]
    return pd.DataFrame(rows, columns=["section", "title", "headline", "measures"])


def quarters(*, release: str | dt.date = "latest", inputs: str | Path = "bundled") -> pd.DataFrame:
    """Every quarter that a release holds: as printed, its first day, and its months in words.

    Examples
    --------
    >>> quarters(release="2023-10-19")["period"].iloc[[0, -1]].tolist()
    ['2012-13 Q1', '2023-24 Q1']
    """
    held = open_figures(read_parameters(), release=release, inputs=inputs).inputs.quarters()
    labels = [quarter.label for quarter in held]
    return pd.DataFrame({"period": labels, "start": starts(labels), "months": [quarter.words for quarter in held]})


def releases() -> pd.DataFrame:
    """Every shipped release of recorded crime: its date, its first and last quarter, its file.

    Examples
    --------
    >>> releases()["release"].tolist()
    ['2023-10-19', '2026-04-23']
    """
    rows = [(info.key, info.first.label, info.last.label, info.source) for info in held_releases(SHIPPED)]
    return pd.DataFrame(rows, columns=["release", "first", "last", "file"])


def peer_groups() -> pd.DataFrame:
    """Every group of forces to compare with: key, name, its forces, since when and until when it holds, its source.

    Examples
    --------
    >>> peer_groups().set_index("group").loc["welsh-forces", "forces"]
    'dyfed-powys, gwent, north-wales, south-wales'
    """
    known = read_parameters().peer_groups.values()
    rows = [
        (each.key, each.name, ", ".join(each.members), each.valid_from, each.valid_to, each.source) for each in known
    ]
    return pd.DataFrame(rows, columns=["group", "name", "forces", "valid_from", "valid_to", "source"])
